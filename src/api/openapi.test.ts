import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Ajv2020 } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript'
import { Type } from 'typebox'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { KONTRAKT } from './contracts/all.ts'
import { lasApiInfo } from './contracts/api-info.ts'
import { kontrakt } from './contracts/contract.ts'
import { createOpenapi } from './openapi.ts'
import { operationer } from './operations.ts'
import { createGranskare, createTextgranskare } from './validation.ts'

const ROOT = join(import.meta.dirname, '../..')
const publicerat = readFileSync(join(ROOT, 'api/openapi.json'), 'utf8')
const dokument = JSON.parse(publicerat) as Dokument

interface Dokument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Publicerad>>>>
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> }
}
interface Publicerad {
  readonly operationId: string
  readonly parameters: readonly { readonly name?: string; readonly $ref?: string; readonly example?: unknown }[]
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>
  >
}

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
}, 30_000)
afterAll(() => app.stop())

test('what is committed is what the contracts promise: `npm run openapi` writes it anew', async () => {
  expect(publicerat).toBe(`${JSON.stringify(createOpenapi(), null, 2)}\n`)
  const typer = readFileSync(join(ROOT, 'client/schema.d.ts'), 'utf8')
  expect(typer.slice(typer.indexOf('\n') + 1)).toBe(
    astToString(await openapiTS(createOpenapi() as unknown as OpenAPI3)),
  )
})

test('the hub serves the same document to anybody', async () => {
  const svar = await fetch(`${app.bas}/api/v1/openapi.json`)
  expect(svar.headers.get('content-type')).toContain('application/json')
  expect(await svar.json()).toEqual(dokument)
  expect(app.logg.skrivna).toEqual([])
})

test('it is a valid OpenAPI 3.1 document', async () => {
  const granskare = new Validator()
  expect(await granskare.validate(JSON.parse(publicerat) as Record<string, unknown>)).toEqual({ valid: true })
  expect(granskare.version).toBe('3.1')
})

test('every contract has an operation that keeps it, and no operation is without one', () => {
  const utforda = operationer(app.deps).map((en) => en.kontrakt)
  expect(new Set(utforda)).toEqual(new Set(KONTRAKT))
  expect(utforda).toHaveLength(KONTRAKT.length)
  const publicerade = Object.values(dokument.paths).flatMap((vag) => Object.values(vag).map((en) => en.operationId))
  expect(publicerade.sort()).toEqual([...KONTRAKT, lasApiInfo].map(({ id }) => id).sort())
})

test.each(KONTRAKT.map((ett) => [ett.id, ett] as const))(
  'the examples of %s follow their schemas, both ways',
  (_, ett) => {
    const granskare = createGranskare()
    const granska = (schema: Parameters<typeof granskare>[0], exempel: Readonly<Record<string, unknown>>) => {
      expect(Object.keys(exempel)).not.toHaveLength(0)
      for (const varde of Object.values(exempel)) expect(granskare(schema)(varde)).toEqual([])
    }
    granska(ett.svar, ett.exempel.svar)
    if (ett.begaran !== undefined) granska(ett.begaran, ett.exempel.begaran ?? {})
    for (const schema of [ett.parametrar, ett.fraga]) {
      if (schema === undefined) continue
      const namn = Object.keys(schema.properties)
      const givna = publicerad(ett.id).parameters.filter(({ name }) => namn.includes(name ?? ''))
      expect(givna).toHaveLength(namn.length)
      for (const { example } of givna) expect(example).toBeDefined()
      const exempel = Object.fromEntries(givna.map(({ name, example }) => [name ?? '', String(example)]))
      expect(createTextgranskare(schema)(exempel)).toEqual([])
    }
  },
)

test('what is published judges as what is enforced does', () => {
  const ajv = new Ajv2020({ strict: false, allErrors: true })
  formats.default(ajv)
  ajv.addSchema({ ...dokument, $id: 'openapi.json' })
  const enligtDokumentet = (schema: unknown) =>
    ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"openapi.json#/')) as object)
  const granskare = createGranskare()
  for (const ett of KONTRAKT) {
    const { requestBody, responses } = publicerad(ett.id)
    for (const [egen, given, exempel] of [
      [ett.begaran, requestBody?.content['application/json']?.schema, ett.exempel.begaran],
      [ett.svar, responses['200']?.content?.['application/json']?.schema, ett.exempel.svar],
    ] as const) {
      if (egen === undefined) continue
      const forsta = Object.values(exempel ?? {})[0] as Record<string, unknown>
      const [nyckel = ''] = Object.keys(forsta)
      const utan = Object.fromEntries(Object.entries(forsta).slice(1))
      const publik = enligtDokumentet(given)
      for (const varde of [...Object.values(exempel ?? {}), utan, { ...forsta, okant: 1 }, { ...forsta, [nyckel]: [] }])
        expect(publik(varde)).toBe(granskare(egen)(varde).length === 0)
    }
  }
})

test('a schema that several contracts hold is published once, and one that nobody named under the operation', () => {
  const Delat = Type.Object({ a: Type.String() }, { additionalProperties: false })
  const grund = {
    tagg: 'Prov',
    sammanfattning: '',
    beskrivning: '',
    description: '',
    handelse: 'uppslag',
    exempel: { svar: {} },
    problem: [],
  } as const
  const svar = Type.Object({ en: Type.Optional(Delat), tva: Type.Array(Delat) })
  const tva = ['provEtt', 'provTva'].map((id) =>
    kontrakt({ ...grund, id, metod: 'post', vag: `/api/v1/${id}`, begaran: Delat, svar }),
  )
  const { paths, components } = createOpenapi(tva) as Dokument
  expect(paths['/provTva']?.post?.requestBody?.content['application/json']?.schema).toEqual({
    $ref: '#/components/schemas/ProvEttBegaran',
  })
  expect(components.schemas).toMatchObject({
    ProvEttBegaran: { properties: { a: { type: 'string' } } },
    ProvEttSvar: { properties: { tva: { type: 'array' } } },
  })
  expect(Object.keys(components.schemas)).not.toContain('ProvTvaSvar')
})

test('something that starts takes an Idempotency-Key and tells of its conflicts', () => {
  const { paths } = createOpenapi([
    kontrakt({
      id: 'prov',
      metod: 'post',
      vag: '/api/v1/prov/:provId',
      tagg: 'Prov',
      sammanfattning: '',
      beskrivning: '',
      description: '',
      handelse: 'tillstand',
      parametrar: Type.Object({ provId: Type.String() }),
      svar: Type.Object({}),
      startar: true,
      exempel: { svar: {} },
      problem: [],
    }),
  ]) as Dokument
  const prov = paths['/prov/{provId}']?.post
  expect(prov?.parameters.map(({ $ref }) => $ref)).toContain('#/components/parameters/IdempotencyKey')
  expect(Object.keys(prov?.responses ?? {})).toEqual(expect.arrayContaining(['409', '422']))
})

function publicerad(id: string): Publicerad {
  const funnen = Object.values(dokument.paths)
    .flatMap((vag) => Object.values(vag))
    .find(({ operationId }) => operationId === id)
  if (funnen === undefined) throw new Error(`${id} is not published: npm run openapi`)
  return funnen
}
