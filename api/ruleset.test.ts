import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import spectral from '@stoplight/spectral-core'
import ruleset from './ruleset.js'

const TEXT = readFileSync(join(import.meta.dirname, 'openapi.json'), 'utf8')
const linter = new spectral.Spectral()
linter.setRuleset(ruleset)

/**
 * The document with one thing broken; anything may be looked for and changed in it. Without the operations that no breakage
 * is in: every rule reads all that there are.
 */
type Part = { [name: string]: Part } & Part[]
const broken = (change: (document: Part) => void): Readonly<Record<string, unknown>> => {
  const document = JSON.parse(TEXT) as Part
  for (const path of Object.keys(document.paths ?? {}))
    if (!['/uppslag', '/api-info'].includes(path)) drop(document.paths, path)
  change(document)
  return document
}
const firing = async (document: Record<string, unknown>) => [
  ...new Set((await linter.run(document)).map(({ code }) => String(code))),
]
const set = (part: Part | undefined, name: string, value: unknown) => Object.assign(part as object, { [name]: value })
const drop = (part: Part | undefined, name: string) => Reflect.deleteProperty(part as object, name)

const lookup = (document: Part) => document.paths!['/uppslag']!.post as Part
const anotherParameter = (document: Part, parameter: object) =>
  (lookup(document).parameters as unknown as object[]).push({ example: 'x', schema: {}, in: 'query', ...parameter })
const problemOf = (document: Part, status: number) => document.components!.responses![`Problem${status}`] as Part
const schemas = (document: Part) => document.components!.schemas as Part
const schemes = (document: Part) => document.components!.securitySchemes as Part

const BREAKAGES: Readonly<Record<string, (document: Part) => void>> = {
  'DOK.01': (document) => drop(document.externalDocs, 'url'),
  'DOK.03': (document) => drop(document.info!.contact, 'email'),
  'DOK.06': (document) => set(document.info, 'description', '**Svenska.** Bara det.'),
  'DOK.07': (document) => set(document.info, 'description', ' '),
  'DOK.08': (document) => drop(document.info!['x-sla'], 'support'),
  'DOK.09': (document) => drop(document.info, 'x-limitations'),
  'DOK.15': (document) => drop(lookup(document).requestBody!.content!['application/json'], 'examples'),
  'DOK.17': (document) => set(document, 'openapi', '3.0.3'),
  'DOK.19': (document) => drop(lookup(document), 'description'),
  'DOK.20': (document) => drop(problemOf(document, 400), 'description'),
  'RES.02': (document) => anotherParameter(document, { name: 'personnummer' }),
  'RES.06': (document) => set(document.paths, '/Upp_slag', document.paths!['/uppslag']),
  'UFN.01': (document) => set(document.servers![0], 'url', 'https://insyn.example/v1'),
  'UFN.02': (document) => set(document.servers![0], 'url', 'https://insyn.example:8443/api/v1'),
  'VER.05': (document) => set(document.servers![0], 'url', 'https://insyn.example/api'),
  'VER.06': (document) => drop(document.paths, '/api-info'),
  'FNS.01': (document) => anotherParameter(document, { name: 'fran_vecka' }),
  'FNS.05': (document) => anotherParameter(document, { name: 'stadsdel', required: true }),
  'FNS.07': (document) => {
    anotherParameter(document, { name: 'limit', schema: { default: 20 } })
    anotherParameter(document, { name: 'page', schema: { default: 0 } })
  },
  'AME.01': (document) =>
    set(lookup(document).responses!['200']!.content, 'text/csv', { examples: { a: { value: '' } } }),
  'AME.02': (document) =>
    set(lookup(document).requestBody!.content, 'application/xml', { examples: { a: { value: '' } } }),
  'AME.04': (document) => set(schemas(document).Kallrad!.properties, 'senast_last', { type: 'string' }),
  'DOT.01': (document) => set(schemas(document).BeslutVisat!.properties, 'beslutsdatum', { type: 'string' }),
  'DOT.04': (document) =>
    set(
      lookup(document).responses!['200']!.content!['application/json']!.examples!.traff!.value,
      'tidpunkt',
      '2026-10-15T12:00:00+02:00',
    ),
  'ARQ.03': (document) => drop(document.components!.headers!.CacheControl!.schema, 'enum'),
  'FEL.01': (document) => set(schemas(document).Problem, 'required', ['type', 'title', 'status', 'detail']),
  'FEL.02': (document) =>
    set(problemOf(document, 403), 'content', { 'application/json': { examples: { a: { value: 1 } } } }),
  'FOR.02': (document) => set(document.paths!['/api-info']!.get, 'requestBody', { content: {} }),
  'SAK.09': (document) => set(schemes(document), 'losenord', { type: 'http', scheme: 'basic' }),
  'SAK.10': (document) => set(document, 'security', []),
  'SAK.15': (document) => set(schemes(document), 'nyckel', { type: 'apiKey', in: 'query', name: 'nyckel' }),
  'SAK.18': (document) =>
    set(schemes(document), 'oauth', {
      type: 'oauth2',
      flows: { clientCredentials: { tokenUrl: 'http://idp.example' } },
    }),
  'SPA.02': (document) => set(lookup(document), 'parameters', []),
  'SPA.04': (document) => drop(problemOf(document, 401).headers, 'traceparent'),
  'INSYN.01': (document) => drop(document.components!.parameters!.Traceparent, 'example'),
  'INSYN.02': (document) => drop(problemOf(document, 401).headers, 'Cache-Control'),
  'INSYN.03': (document) => set(schemas(document).Kallrad, 'additionalProperties', false),
  'INSYN.04': (document) => set(lookup(document), 'description', 'Slår upp.'),
  'INSYN.05': (document) => drop(problemOf(document, 429).headers, 'Retry-After'),
  'INSYN.06': (document) => drop(schemas(document).Uppslagsbegaran, 'additionalProperties'),
}

test('the document gives neither error nor warning', async () => {
  expect(await linter.run(JSON.parse(TEXT) as Record<string, unknown>)).toEqual([])
})

test('nor does it with the operations alone that are broken below', async () => {
  expect(await firing(broken(() => undefined))).toEqual([])
})

test('every rule has a breakage', () => {
  expect(Object.keys(BREAKAGES).sort()).toEqual(Object.keys(ruleset.rules).sort())
})

test.each(Object.entries(BREAKAGES))(
  '%s fires on a document that breaks it, and few others do',
  async (rule, breakage) => {
    const fired = await firing(broken(breakage))
    expect(fired).toContain(rule)
    expect(fired.length).toBeLessThanOrEqual(3)
  },
)
