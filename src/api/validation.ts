import { Ajv2020, type ErrorObject, type FuncKeywordDefinition, type Options } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import { GATE, GATE_RULES, type GateKind } from '../access/request-schema.ts'
import { textFault, type TextFault } from '../mapping/text.ts'

export type Check = (value: unknown) => readonly BodyError[]

/**
 * Compiles schemas into checks that name pointer and rule. Neither values nor names from the caller are quoted.
 */
export function createValidator(): (schema: TSchema) => Check {
  return (schema) => checkWith(BODIES, schema)
}

/** For the path and the query, where every value is text: converts numbers and fills in defaults, in place. */
export function createTextValidator(schema: TSchema): Check {
  return checkWith(TEXTS, schema)
}

/**
 * `allErrors` is safe only because bodies are capped. Tests hold the schemas against their meta-schema, which takes long.
 */
function ajvWith(options: Options): Ajv2020 {
  const ajv = new Ajv2020({
    ...{ strict: true, strictTypes: false, allErrors: true, validateSchema: false },
    ...options,
  })
  formats.default(ajv)
  ajv.addKeyword({ keyword: GATE, type: 'string', schemaType: 'string', validate: throughGate, error: { message: '' } })
  return ajv
}

/** Which numbers read as a personnummer hardly depends on the day. */
const throughGate: NonNullable<FuncKeywordDefinition['validate']> = (kind: GateKind, text: string) => {
  const fault = textFault(text, { lines: kind === 'lines' }, new Date())
  if (fault === undefined) return true
  throughGate.errors = [{ keyword: GATE, params: { fault } }]
  return false
}

const BODIES = ajvWith({ strictRequired: false })
const TEXTS = ajvWith({ coerceTypes: true, useDefaults: true })

function checkWith(ajv: Ajv2020, schema: TSchema): Check {
  const validate = ajv.compile(schema)
  return (value) => (validate(value) ? [] : (validate.errors ?? []).filter(isPrimary).map(bodyError))
}

/** Errors inside an alternative repeat the error of the alternative. */
const isPrimary = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword !== 'if' && !/\/(oneOf|anyOf)\//.test(schemaPath)

const bodyError = ({ instancePath, keyword, params }: ErrorObject): BodyError => {
  const missing: unknown = params.missingProperty
  const fault: unknown = params.fault
  return {
    pekare: typeof missing === 'string' ? `${instancePath}/${missing}` : instancePath,
    regel: (typeof fault === 'string' ? GATE_RULES[fault as TextFault] : RULES[keyword]) ?? 'följer inte schemat',
  }
}

const RULES: Readonly<Record<string, string>> = {
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
