import {
  Ajv2020,
  type ErrorObject,
  type FuncKeywordDefinition,
  type Options,
  type ValidateFunction,
} from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import type { TSchema } from 'typebox'
import type { BodyError } from '../access/outcome.ts'
import { GATE, GATE_RULES, type GateKind } from '../access/request-schema.ts'
import { type TextFault, textFault } from '../mapping/text.ts'
import { mayNameField, pointerTo } from './json-pointer.ts'

export type Check = (value: unknown) => readonly BodyError[]

/**
 * Compiles schemas into checks that name pointer and rule. No value is quoted, and of the caller's names only those
 * that json-pointer.ts lets through.
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

const BODIES = ajvWith({ strictRequired: false, verbose: true })
const TEXTS = ajvWith({ coerceTypes: true, useDefaults: true })

/** Compiled when first used: a process answers few operations, and a test holds that every schema compiles. */
function checkWith(ajv: Ajv2020, schema: TSchema): Check {
  let validate: ValidateFunction | undefined
  return (value) => {
    validate ??= ajv.compile(schema)
    return validate(value) ? [] : toldErrors((validate.errors ?? []).filter(isPrimary).map(bodyError))
  }
}

/** More than anybody mends at a time: an answer must not grow with what was sent. */
const MAX_TOLD = 50

/** Each error once: of fields that may not be named, one stands for all. */
const toldErrors = (errors: readonly BodyError[]): readonly BodyError[] =>
  [...new Map(errors.map((error) => [JSON.stringify(error), error])).values()].slice(0, MAX_TOLD)

/** Errors inside an alternative repeat the error of the alternative. */
const isPrimary = ({ keyword, schemaPath }: ErrorObject): boolean =>
  keyword !== 'if' && !/\/(oneOf|anyOf)\//.test(schemaPath)

const bodyError = ({ instancePath, keyword, params, parentSchema }: ErrorObject): BodyError => {
  const missing: unknown = params.missingProperty
  const unknown: unknown = params.additionalProperty
  const fault: unknown = params.fault
  if (typeof unknown === 'string')
    return mayNameField(unknown)
      ? { pekare: instancePath + pointerTo(unknown), regel: 'är ett okänt fält' }
      : { pekare: instancePath, regel: 'innehåller ett okänt fält, vars namn inte återges' }
  return {
    pekare: typeof missing === 'string' ? instancePath + pointerTo(missing) : instancePath,
    regel:
      (typeof fault === 'string' ? GATE_RULES[fault as TextFault] : RULES[keyword]) ??
      (keyword === 'oneOf' ? `ska ange exakt ett av fälten ${alternatives(parentSchema)}` : 'följer inte schemat'),
  }
}

/** The fields that the alternatives of a schema demand; one that rules the others out stands alone. */
function alternatives(schema: ErrorObject['parentSchema']): string {
  const oneOf = (schema?.oneOf ?? []) as readonly { readonly required?: readonly string[]; readonly not?: unknown }[]
  const named = (alone: boolean) =>
    oneOf.filter((one) => (one.not !== undefined) === alone).flatMap(({ required = [] }) => required)
  return [named(false).join(', '), ...named(true).map((name) => `bara ${name}`)].join(' eller ')
}

const RULES: Readonly<Record<string, string>> = {
  required: 'måste anges',
  dependentRequired: 'måste anges när de andra fälten anges',
  'false schema': 'får inte anges här',
  type: 'har fel typ',
  enum: 'är inget av de tillåtna värdena',
  const: 'är inte det tillåtna värdet',
  pattern: 'har fel form',
  format: 'har fel form',
  minLength: 'är för kort',
  maxLength: 'är för långt',
  minimum: 'är för litet',
  maximum: 'är för stort',
}
