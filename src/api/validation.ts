import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import type { Kroppsfel } from '../access/outcome.ts'

export type Granska = (varde: unknown) => readonly Kroppsfel[]

/**
 * Compiles schemas into checks that name pointer and rule. Neither values nor names that the caller made up are quoted.
 * `allErrors` is safe only because bodies are capped.
 */
export function createGranskare(): (schema: TSchema) => Granska {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, allErrors: true })
  formats.default(ajv)
  return (schema) => granskaMed(ajv, schema)
}

/** For the path and the query, where everything comes as text: numbers are read and defaults filled in, in place. */
export function createTextgranskare(schema: TSchema): Granska {
  const ajv = new Ajv2020({ strict: true, strictTypes: false, allErrors: true, coerceTypes: true, useDefaults: true })
  formats.default(ajv)
  return granskaMed(ajv, schema)
}

function granskaMed(ajv: Ajv2020, schema: TSchema): Granska {
  const folj = ajv.compile(schema)
  return (varde) => (folj(varde) ? [] : (folj.errors ?? []).filter(egetFel).map(kroppsfel))
}

/** Errors from inside alternatives only repeat what the alternative itself says. */
const egetFel = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword !== 'if' && !/\/(oneOf|anyOf)\//.test(schemaPath)

const kroppsfel = ({ instancePath, keyword, params }: ErrorObject): Kroppsfel => {
  const saknas: unknown = params.missingProperty
  return {
    pekare: typeof saknas === 'string' ? `${instancePath}/${saknas}` : instancePath,
    regel: REGLER[keyword] ?? 'följer inte schemat',
  }
}

const REGLER: Readonly<Record<string, string>> = {
  required: 'måste anges',
  dependentRequired: 'måste anges när de andra fälten anges',
  additionalProperties: 'innehåller ett okänt fält',
  type: 'har fel typ',
  enum: 'är inget av de tillåtna värdena',
  const: 'är inte det tillåtna värdet',
  pattern: 'har fel form',
  format: 'har fel form',
  minLength: 'är för kort',
  maxLength: 'är för långt',
  oneOf: 'ska ange exakt ett av de fält som utesluter varandra',
}
