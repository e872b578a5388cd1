import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { Type } from 'typebox'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { CONTRACTS } from './contracts/all.ts'
import { readApiInfo } from './contracts/api-info.ts'
import { contract } from './contracts/contract.ts'
import { createOpenapi } from './openapi.ts'
import { createOperations } from './operations.ts'
import { createTextValidator, createValidator } from './validation.ts'

const ROOT = join(import.meta.dirname, '../..')
const published = readFileSync(join(ROOT, 'api/openapi.json'), 'utf8')
const document = JSON.parse(published) as Document

interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Published>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
interface Published {
  readonly operationId: string
  readonly parameters: readonly { readonly name?: string; readonly $ref?: string; readonly example?: unknown }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>
  >
}

let app: UppslagApp
const shipped = { policy: realPolicy(), address: 'https://insyn.example' }
beforeAll(async () => {
  app = await startUppslagApp({ publicAddress: shipped.address })
}, 60_000)
afterAll(() => app.stop())

test('what is committed is what the contracts promise: `npm run openapi` writes it anew', async () => {
  expect(published).toBe(`${JSON.stringify(createOpenapi(shipped), null, 2)}\n`)
  const types = readFileSync(join(ROOT, 'client/schema.d.ts'), 'utf8')
  expect(types.slice(types.indexOf('\n') + 1)).toBe(
    astToString(await openapiTS(createOpenapi(shipped) as unknown as OpenAPI3)),
  )
})

test('the hub serves the same document to anybody', async () => {
  const answer = await fetch(`${app.base}/api/v1/openapi.json`)
  expect(answer.headers.get('content-type')).toContain('application/json')
  expect(await answer.json()).toEqual(document)
  expect(app.logg.written).toEqual([])
})

test('it is a valid OpenAPI 3.1 document', async () => {
  const validator = new Validator()
  expect(await validator.validate(JSON.parse(published) as Record<string, unknown>)).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
})

test('every contract has an operation that keeps it, and no operation is without one', () => {
  const performed = createOperations(app.deps).map((one) => one.contract)
  expect(new Set(performed)).toEqual(new Set(CONTRACTS))
  expect(performed).toHaveLength(CONTRACTS.length)
  const published = Object.values(document.paths).flatMap((path) => Object.values(path).map((one) => one.operationId))
  expect(published.sort()).toEqual([...CONTRACTS, readApiInfo].map(({ id }) => id).sort())
})

test.each(CONTRACTS.map((one) => [one.id, one] as const))(
  'the examples of %s follow their schemas, both ways',
  (_, one) => {
    const validator = createValidator()
    const check = (schema: Parameters<typeof validator>[0], example: Readonly<Record<string, unknown>>) => {
      expect(Object.keys(example)).not.toHaveLength(0)
      for (const value of Object.values(example)) expect(validator(schema)(value)).toEqual([])
    }
    if (one.answer !== undefined) check(one.answer, one.example.answer)
    if (one.request !== undefined) check(one.request, one.example.request ?? {})
    for (const schema of [one.parameters, one.query]) {
      if (schema === undefined) continue
      const named = Object.keys(schema.properties)
      const given = publishedText(one.id).parameters.filter(({ name }) => named.includes(name ?? ''))
      expect(given).toHaveLength(named.length)
      for (const { example } of given) expect(example).toBeDefined()
      const example = Object.fromEntries(given.map(({ name, example }) => [name ?? '', String(example)]))
      expect(createTextValidator(schema)(example)).toEqual([])
    }
  },
)

/** Every object schema inside, with the way to it. */
function objectsIn(schema: unknown, way: string): { way: string; closed: boolean }[] {
  if (typeof schema !== 'object' || schema === null) return []
  const own = 'properties' in schema ? [{ way, closed: Reflect.get(schema, 'additionalProperties') === false }] : []
  return [...own, ...Object.entries(schema).flatMap(([key, part]) => objectsIn(part, `${way}/${key}`))]
}

test.each(CONTRACTS.flatMap((one) => (one.answer === undefined ? [] : [[one.id, one.answer] as const])))(
  'an answer of %s is held against a closed schema before it leaves, and published open',
  (id, answer) => {
    const enforced = objectsIn(answer, id)
    expect(enforced.filter(({ closed }) => !closed)).toEqual([])
    expect(enforced.length).toBeGreaterThan(0)
    const given = publishedText(id).responses['200']?.content?.['application/json']?.schema
    expect(given).toEqual({ $ref: expect.stringMatching(/^#\/components\/schemas\//) })
  },
)

test('what is published judges as what is enforced does, but takes in an answer what a later version may add', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ ...document, $id: 'openapi.json' })
  const byDocument = (schema: unknown) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/')) as object)
  const validator = createValidator()
  for (const one of CONTRACTS) {
    const { requestBody, responses } = publishedText(one.id)
    for (const [own, given, example] of [
      [one.request, requestBody?.content['application/json']?.schema, one.example.request],
      [one.answer, responses['200']?.content?.['application/json']?.schema, one.example.answer],
    ] as const) {
      if (own === undefined) continue
      const first = Object.values(example ?? {})[0] as Record<string, unknown>
      const [key = ''] = Object.keys(first)
      const without = Object.fromEntries(Object.entries(first).slice(1))
      const publicPart = byDocument(given)
      for (const value of [...Object.values(example ?? {}), without, { ...first, [key]: [] }])
        expect(publicPart(value)).toBe(validator(own)(value).length === 0)
      expect(validator(own)({ ...first, unknown: 1 })).toHaveLength(1)
      expect(publicPart({ ...first, unknown: 1 })).toBe(own === one.answer)
    }
  }
})

test('a schema that several contracts hold is published once, and one that nobody named under the operation', () => {
  const Shared = Type.Object({ a: Type.String() }, { additionalProperties: false })
  const Inner = Type.Object({ b: Type.String() }, { additionalProperties: false })
  const grounds = {
    tag: 'Prov',
    summary: '',
    descriptionSv: '',
    description: '',
    handelse: 'uppslag',
    requires: { known: true },
    example: { answer: {} },
    problem: [],
  } as const
  const closed = { additionalProperties: false } as const
  const answer = Type.Object({ one: Type.Optional(Inner), two: Type.Array(Inner) }, closed)
  const two = ['testOne', 'testTwo'].map((id) =>
    contract({ ...grounds, id, method: 'post', path: `/api/v1/${id}`, request: Shared, answer }),
  )
  const { paths, components } = createOpenapi(shipped, two) as Document
  expect(paths['/testTwo']?.post?.requestBody?.content['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/TestOneBegaran',
  })
  expect(components.schemas).toMatchObject({
    TestOneBegaran: { properties: { a: { type: 'string' } }, additionalProperties: false },
    TestOneSvar: { properties: { two: { type: 'array', items: { properties: { b: { type: 'string' } } } } } },
  })
  expect(JSON.stringify(components.schemas.TestOneSvar)).not.toContain('additionalProperties')
  // Asked for it is closed, answered it is open: one component cannot be both.
  const both = contract({
    ...grounds,
    id: 'testBoth',
    method: 'post',
    path: '/api/v1/b',
    request: Shared,
    answer: Shared,
  })
  expect(() => createOpenapi(shipped, [both])).toThrow(/TestBothBegaran is both asked for and answered/)
  expect(Object.keys(components.schemas)).not.toContain('TestTwoSvar')
})

test('something that starts takes an Idempotency-Key and tells of its conflicts', () => {
  const { paths } = createOpenapi(shipped, [
    contract({
      id: 'prov',
      method: 'post',
      path: '/api/v1/test/:testId',
      tag: 'Prov',
      summary: '',
      descriptionSv: '',
      description: '',
      handelse: 'tillstand',
      requires: { known: true },
      parameters: Type.Object({ testId: Type.String() }),
      answer: Type.Object({}),
      starting: true,
      example: { answer: {} },
      problem: [],
    }),
  ]) as Document
  const proof = paths['/test/{testId}']?.post
  expect(proof?.parameters.map(({ $ref }) => $ref)).toContain('#/components/parameters/IdempotencyKey')
  expect(Object.keys(proof?.responses ?? {})).toEqual(expect.arrayContaining(['409', '422']))
})

function publishedText(id: string): Published {
  const found = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .find(({ operationId }) => operationId === id)
  if (found === undefined) throw new Error(`${id} is not published: npm run openapi`)
  return found
}
