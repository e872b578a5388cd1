import fc from 'fast-check'

/** As much of JSON Schema as the contracts use. What it does not know narrows nothing: filter by the schema itself. */
export interface Schema {
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly type?: string
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly items?: Schema
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Schema>>
  readonly required?: readonly string[]
  readonly not?: Schema
  readonly examples?: readonly unknown[]
}

/** Values that mostly follow the schema. */
export function arbitraryOf(schema: Schema): fc.Arbitrary<unknown> {
  if ('const' in schema) return fc.constant(schema.const)
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(arbitraryOf))
  switch (schema.type) {
    case 'string':
      return textOf(schema)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -(2 ** 40), max: schema.maximum ?? 2 ** 40 })
    case 'number':
      return fc.double({ min: schema.minimum ?? -1e12, max: schema.maximum ?? 1e12, noNaN: true })
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(arbitraryOf(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, 4),
      })
    case 'object':
      return objectOf(schema)
    default:
      return fc.jsonValue()
  }
}

/** Alternatives that each demand one field exclude the others' fields; one with a `not` demands a field that they may have too. */
function objectOf({ properties = {}, required = [], oneOf = [] }: Schema): fc.Arbitrary<unknown> {
  const requiredBy = (some: readonly Schema[]) => some.flatMap((one) => one.required?.slice(0, 1) ?? [])
  const alternatives = requiredBy(oneOf)
  const excluding = requiredBy(oneOf.filter((one) => one.not === undefined))
  const record = (chosen?: string) =>
    fc.record(
      Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => name === chosen || !excluding.includes(name))
          .map(([name, one]) => [name, arbitraryOf(one)]),
      ),
      { requiredKeys: chosen === undefined ? [...required] : [...required, chosen] },
    )
  return alternatives.length === 0 ? record() : fc.constantFrom(...alternatives).chain(record)
}

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  uuid: fc.uuid(),
  date: aDate().map((date) => date.toISOString().slice(0, 10)),
  'date-time': aDate().map((date) => date.toISOString()),
  uri: fc.webUrl(),
}

function aDate(): fc.Arbitrary<Date> {
  return fc.date({ min: new Date('1900-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
}

function textOf({ format, pattern, examples, minLength = 0, maxLength }: Schema): fc.Arbitrary<string> {
  const known = format === undefined ? undefined : FORMATS[format]
  if (known !== undefined) return known
  const fits = (text: string) => text.length >= minLength && text.length <= (maxLength ?? text.length)
  if (pattern === undefined)
    return fc.string({ minLength, maxLength: Math.min(maxLength ?? Infinity, minLength + 40), unit: 'binary' })
  try {
    return fc.stringMatching(new RegExp(pattern)).filter(fits)
  } catch {
    // Not every pattern can be turned round.
    return fc.constantFrom(...(examples ?? ['']).map(String))
  }
}
