import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../test/support/api-in-memory.ts'
import { example } from './example.ts'
import { createInsynClient, dataOf, idempotencyKey, type InsynClient, InsynProblem } from './insyn-client.ts'

const KNOWN = '189001019802'
const UNKNOWN = '189001039800'
const TRACEPARENT = '4bf92f3577b34da6a3ce929d0e0e4736'
let app: UppslagApp
let client: InsynClient
let fetched = 0
const rows: string[] = []

beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'jarva', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  app.mirror.put(KNOWN, 'jarva', 'utforare', [{ uppdragId: 'U-1', namn: 'Omsorg AB', telefon: '08-508 00 000' }])
  app.mirror.statuses = [
    {
      source: 'paraplyet',
      stadsdel: 'jarva',
      speglad: new Date('2026-10-13T02:00:00Z'),
      newestRun: 'misslyckad',
      orphans: false,
    },
  ]
  client = createInsynClient({
    baseUrl: `${app.base}/api/v1`,
    token: () => {
      fetched++
      return app.token({ klient: 'arendesystem', roller: ['arendesystem', 'aldre-direkt'] })
    },
    traceparent: () => `00-${TRACEPARENT}-00f067aa0ba902b7-01`,
  })
}, 60_000)
afterAll(() => app.stop())
beforeEach(() => {
  fetched = 0
  rows.length = 0
  app.logg.written.length = 0
})

const run = (personnummer: string) =>
  example({ client, personnummer, arende: 'KC-EX-1', show: (row) => void rows.push(row) })

test('the example shows who was found, that a source is behind, the case, and what a problem says', async () => {
  await run(KNOWN)
  expect(rows).toEqual([
    expect.stringMatching(/^Loggat som [\w-]{132}$/),
    'Åsa Öberg',
    'Utförare: Omsorg AB, 08-508 00 000',
    ...rows.filter((row) => row.startsWith('Ofullständigt, ')),
    expect.stringMatching(/^Ärendet KC-EX-1 speglas\. Förslag: /),
    'Ärendet KC-EX-1 är stängt: speglingen avslutas.',
    expect.stringMatching(/^Problem 404: .* \(http:\/\/127\.0\.0\.1:\d+\/problem\/finns-ej, begäran [0-9a-f-]{36}\)$/),
  ])
  expect(rows.filter((row) => row.startsWith('Ofullständigt, paraplyet jarva'))).toHaveLength(1)
  expect(app.logg.written.map(({ access }) => access.handelse)).toEqual(['uppslag', 'arende', 'arende', 'arende'])
})

test('the example says of somebody whom nobody knows that there is nothing to show', async () => {
  await run(UNKNOWN)
  expect(rows[1]).toBe('Det finns ingenting att visa.')
  expect(rows.join()).not.toContain(UNKNOWN)
})

test('a token is asked for before every call', async () => {
  await run(KNOWN)
  expect(fetched).toBe(4)
})

test('trace and request id go along and come back', async () => {
  const id = '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11'
  const { response } = await client.GET('/api-info', { params: { header: { 'X-Request-Id': id } } })
  expect(response.headers.get('traceparent')).toContain(TRACEPARENT)
  expect(response.headers.get('x-request-id')).toBe(id)
  const { response: own } = await client.GET('/api-info')
  expect(own.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
})

test('a refusal is thrown with its code, its fields and the id to ask about', async () => {
  const refused = client.POST('/uppslag', {
    body: { personnummer: '189001019803', andamal: 'utforarfraga', relation: 'sjalv', identifiering: 'bankid' },
  })
  await expect(refused).rejects.toBeInstanceOf(InsynProblem)
  const problem = (await refused.catch((error: unknown) => error)) as InsynProblem
  expect(problem).toMatchObject({ status: 400, kod: 'BEGARAN_OGILTIG', retryAfter: undefined })
  expect(problem.problem?.fel).toEqual([{ pekare: '/personnummer', regel: expect.any(String) }])
  expect(problem.message + JSON.stringify(problem)).not.toContain('18900101')
})

test('what is worth another try says when', async () => {
  app.logg.down = true
  const error = await client
    .PUT('/arenden/{arendeId}', { params: { path: { arendeId: 'KC-EX-2' } }, body: { status: 'stangt' } })
    .catch((error: unknown) => error)
  app.logg.down = false
  expect(error).toMatchObject({ kod: 'LOGG_OTILLGANGLIG', status: 503, retryAfter: 5 })
})

test('an answer of something in between is a problem without a code', async () => {
  const between = createInsynClient({
    baseUrl: 'http://mellan.example/api/v1',
    token: () => 't',
    fetch: async () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
  })
  await expect(between.GET('/api-info')).rejects.toMatchObject({ status: 502, kod: undefined, problem: undefined })
})

test('what the API is called comes typed', async () => {
  const { apiStatus }: { apiStatus: 'beta' | 'active' | 'deprecated' | 'retired' } = dataOf(
    await client.GET('/api-info'),
  )
  expect(apiStatus).toBe('beta')
})

test('two intentions have two keys', () => {
  expect(idempotencyKey()).not.toEqual(idempotencyKey())
})

test('the state of the sources is asked for in short, unless the user of the client states a preference', async () => {
  const body = {
    personnummer: KNOWN,
    andamal: 'samlad-fraga',
    arende: 'KC-1',
    relation: 'sjalv',
    identifiering: 'bankid',
  } as const
  const short = dataOf(await client.POST('/uppslag', { body }))
  expect(short.kallor).toContainEqual(expect.objectContaining({ stadsdel: 'jarva', status: 'ej-svar' }))
  const full = dataOf(await client.POST('/uppslag', { body, headers: { Prefer: 'return=representation' } }))
  expect(full.kallage).toBeUndefined()
  expect(short.kallage).not.toBeUndefined()
  expect(full.kallor.length).toBeGreaterThan(short.kallor.length)
})
