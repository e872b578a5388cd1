import { expect, test } from '@jest/globals'
import { startUppslagApp } from '../../test/support/api-in-memory.ts'
import { GATE } from '../access/request-schema.ts'
import { CONTRACTS } from './contracts/all.ts'
import { PARAMETERS } from './openapi-headers.ts'
import { createValidator } from './validation.ts'

/** Sealed, hashed or searched by, and never stored or recorded as they stand. */
const NEVER_KEPT: ReadonlySet<string> = new Set([
  // Sealed by the hub.
  'markor',
  'personnummer',
  'personId',
  'ocrNummer',
  'fakturanummer',
  'fakturaRef',
])
const NUMBER = '189001019802'
/** Spellings that a pattern must refuse for a field to need no gate. */
const SPELLINGS = [
  NUMBER,
  '9001019802',
  '900101-9802',
  '900101 9802',
  '19900101-9802',
  `a${NUMBER}`,
  `a-${NUMBER}`,
  `A${NUMBER}a`,
]
/** What a date or an instant may hold besides is read as one, and never kept. */
const READ_FORMATS: ReadonlySet<unknown> = new Set(['date', 'date-time'])

interface Field {
  readonly name: string
  readonly schema: Readonly<Record<string, unknown>>
}

/** Every schema under this one that takes a text, with the name of the field that holds it. */
function textFields(schema: unknown, name: string): readonly Field[] {
  if (typeof schema !== 'object' || schema === null) return []
  const one = schema as Field['schema']
  const properties = Object.entries(one.properties ?? {}).flatMap(([key, part]) => textFields(part, key))
  const inside = ['items', 'anyOf', 'oneOf', 'allOf', 'additionalProperties', 'patternProperties', 'prefixItems']
    .flatMap((key) => (Array.isArray(one[key]) ? (one[key] as unknown[]) : [one[key]]))
    .flatMap((part) => textFields(part, name))
  // Without a type a schema takes a text too, unless it only joins others.
  const untyped =
    one.type === undefined &&
    one.required === undefined &&
    one.enum === undefined &&
    one.const === undefined &&
    inside.length === 0
  const own = one.type === 'string' || (untyped && one.properties === undefined) ? [{ name, schema: one }] : []
  return [...own, ...properties, ...inside]
}

const isSafe = ({ name, schema }: Field): boolean =>
  NEVER_KEPT.has(name) ||
  schema.enum !== undefined ||
  schema[GATE] !== undefined ||
  READ_FORMATS.has(schema.format) ||
  (typeof schema.pattern === 'string' && SPELLINGS.every((text) => !new RegExp(String(schema.pattern), 'u').test(text)))

const parts = CONTRACTS.flatMap(({ id, request, query, parameters }) =>
  Object.entries({ request, query, parameters }).flatMap(([part, schema]) =>
    textFields(schema, part).map((field) => ({ ...field, where: `${id} ${part} ${field.name}` })),
  ),
)

test('every text of every request has a pattern that holds no number, a list of values, or the gate', () => {
  expect(parts.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['huvudkategori', 'arendeId', 'arende', 'motivering', 'tillstandId', 'ansvarsomrade']),
  )
  expect(parts.filter((field) => !isSafe(field)).map(({ where }) => where)).toEqual([])
})

test.each([{ type: 'string' }, { type: 'string', maxLength: 9 }, { type: 'string', pattern: '^[A-Z0-9-]+$' }, {}])(
  'a new field that is %j would be found',
  (schema) => {
    const request = { type: 'object', properties: { list: { type: 'array', items: schema } } }
    expect(textFields(request, 'request').filter((field) => !isSafe(field))).toHaveLength(1)
  },
)

const gated = parts.filter(({ schema }) => schema[GATE] !== undefined)
const validator = createValidator()

test('there are gated fields', () => {
  expect(gated.length).toBeGreaterThan(8)
})

test.each(gated.map((field) => [field.where, field] as const))(
  '%s is not taken with a number, a NUL, half a character',
  (_, { schema }) => {
    const check = validator({ [GATE]: schema[GATE] })
    for (const text of [NUMBER, 'rör 900101–9802', 'a\u0000b', 'a\ud800b', 'A\u0308', '\u202eabc'])
      expect([text, check(text).length]).toEqual([text, 1])
    expect(JSON.stringify(check(NUMBER))).not.toContain(NUMBER)
  },
)

test('no header of the contract brings a number into a record or an answer, in the form of a UUID neither', async () => {
  const names = Object.values(PARAMETERS).map(({ name }) => name)
  expect(names).toEqual(['traceparent', 'X-Request-Id', 'X-Slutanvandare', 'Idempotency-Key', 'Range', 'Prefer'])
  const app = await startUppslagApp()
  const body = { regel: 'oppettid', minuter: 5, motivering: 'Telefonavbrott under dagen.' }
  const claims = { client_id: 'arendesystem', sub: 'arendesystem-1' }
  for (const name of names)
    for (const value of [
      '18900101-9802-4b4d-9b7e-2f6d1c9a8e30',
      `00-${NUMBER.padStart(32, 'a')}-00f067aa0ba902b7-01`,
    ]) {
      const { text, headers } = await app.send('POST', '/api/v1/tillstand', body, {
        ansprak: claims,
        headers: { [name]: value },
      })
      expect(text + JSON.stringify([[...headers], app.logg.written])).not.toMatch(/18900101-?9802/)
    }
  expect(app.logg.written.length).toBeGreaterThan(0)
  await app.stop()
}, 60_000)
