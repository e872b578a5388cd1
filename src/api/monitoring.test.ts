import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { createSender } from '../../test/support/api/raw-request.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { until } from '../../test/support/until.ts'
import { createMetricsApp } from './app.ts'

const TOKEN = 'monitor-token-1234'
/** Where Node tells of each request that a server gets. */
const ARRIVAL = 'http.server.request.start'
let watched: UppslagApp
let unseen: UppslagApp
beforeAll(async () => {
  watched = await startUppslagApp({ driftToken: TOKEN })
  unseen = await startUppslagApp()
})
afterAll(async () => {
  await watched.stop()
  await unseen.stop()
})

/** The path goes as it is: a client library would normalise it. */
async function get(app: UppslagApp, path: string, authorization?: string, method = 'GET') {
  const sender = createSender(app.base)
  const answer = await sender.send(method, path, authorization === undefined ? {} : { authorization })
  sender.stop()
  return answer
}

test('without a token of the operator there are no metrics, whatever a caller shows', async () => {
  for (const authorization of [undefined, 'Bearer ', 'Bearer undefined', `Bearer ${await unseen.token()}`]) {
    const { status, body } = await get(unseen, '/metrics', authorization)
    expect(status).toBe(404)
    expect(body).not.toContain('insyn_')
  }
  // Not even that there could be any.
  expect((await get(unseen, '/metrics', undefined, 'POST')).status).toBe(404)
  expect((await get(watched, '/metrics', undefined, 'POST')).status).toBe(405)
})

test('the operator’s token opens the metrics, and nothing else', async () => {
  for (const path of ['/metrics', '/metrics?a=1']) {
    const { status, body } = await get(watched, path, `Bearer ${TOKEN}`)
    expect([status, body.includes('insyn_http_request_duration_seconds')]).toEqual([200, true])
  }
  expect((await get(watched, '/api/v1/handlaggare', `Bearer ${TOKEN}`)).status).toBe(401)
})

test.each([
  ['no token', async () => undefined],
  ['another token', async () => `Bearer ${TOKEN}5`],
  ['a beginning of it', async () => `Bearer ${TOKEN.slice(0, -1)}`],
  ['it in capitals', async () => `Bearer ${TOKEN.toUpperCase()}`],
  ['it in another scheme', async () => `Basic ${TOKEN}`],
  ['it without a scheme', async () => TOKEN],
  ['a caller’s token', async () => `Bearer ${await watched.token()}`],
])('the metrics are refused to %s', async (_, authorization) => {
  const { status, type, body } = await get(watched, '/metrics', await authorization())
  expect([status, type]).toEqual([401, expect.stringContaining('application/problem+json')])
  expect(body).not.toMatch(/insyn_|monitor/)
})

test('at an address of their own the metrics are there alone, and where callers are no more', async () => {
  const apart = await startUppslagApp({ driftToken: TOKEN, metricsApart: true })
  expect((await get(apart, '/metrics', `Bearer ${TOKEN}`)).status).toBe(404)
  const own = createServer(createMetricsApp(apart.deps)).listen(0, '127.0.0.1')
  const open = createServer(createMetricsApp({ ...apart.deps, driftToken: undefined })).listen(0, '127.0.0.1')
  await Promise.all([own, open].map((server) => until(() => server.listening)))
  const at = (server: Server, path: string, authorization?: string) =>
    get({ ...apart, base: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, path, authorization)
  for (const path of ['/health/ready', '/api/v1/handlaggare', '/api/v1/openapi.json', '/', '/metrics/'])
    expect([path, (await at(own, path, `Bearer ${TOKEN}`)).status]).toEqual([path, 404])
  for (const authorization of [undefined, `Bearer ${TOKEN}5`, `Bearer ${await apart.token()}`])
    expect((await at(own, '/metrics', authorization)).status).toBe(401)
  for (const answer of [await at(own, '/metrics', `Bearer ${TOKEN}`), await at(open, '/metrics')])
    expect([answer.status, answer.body.includes('insyn_http_request_duration_seconds')]).toEqual([200, true])
  for (const server of [own, open]) server.close()
  await apart.stop()
})

const SPELLINGS = (path: string) => [
  `${path}/`,
  path.toUpperCase(),
  path.replace(/[a-z]/, (letter) => letter.toUpperCase()),
  `/${path}`,
  `${path}//`,
  path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  `${path}%20`,
  `${path}%00`,
  `${path};a=1`,
  `/.${path}`,
  `/a/..${path}`,
  `/%2e${path}`,
  `/%2f${path.slice(1)}`,
  path.replace('/', '/\\'),
]

test.each(['/metrics', '/health/live', '/health/ready', '/api/v1/openapi.json', '/api/v1/handlaggare'])(
  '%s has one spelling',
  async (path) => {
    const caller = `Bearer ${await watched.token()}`
    for (const spelling of SPELLINGS(path))
      for (const authorization of [undefined, `Bearer ${TOKEN}`, caller]) {
        const { status, body } = await get(watched, spelling, authorization)
        expect([spelling, status]).toEqual([spelling, 404])
        expect(body).not.toMatch(/insyn_|lever|redo/)
      }
    expect((await get(watched, path, path.startsWith('/api') ? caller : `Bearer ${TOKEN}`)).status).toBe(200)
  },
)

test('many who ask for the health at once cause one round of checks', async () => {
  let rounds = 0
  let pass = () => {}
  const slow = new Promise<void>((done) => (pass = done))
  const app = await startUppslagApp({ readiness: [{ name: 'databas', check: () => (rounds++, slow) }] })
  let arrived = 0
  const arrives = () => void arrived++
  subscribe(ARRIVAL, arrives)
  const all = Array.from({ length: 20 }, () => get(app, '/health/ready'))
  await until(() => arrived === 20)
  unsubscribe(ARRIVAL, arrives)
  pass()
  const answers = await Promise.all(all)
  const before = rounds
  await get(app, '/health/ready')
  await app.stop()
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]))
  expect([before, rounds]).toEqual([1, 2])
})
