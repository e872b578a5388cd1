import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const MONITOR = 'monitor-token-1234'
const MONITORING = { headers: { authorization: `Bearer ${MONITOR}` } }
let app: UppslagApp
let healthy = true
let heard = true

beforeAll(async () => {
  app = await startUppslagApp({
    driftToken: MONITOR,
    readiness: [
      { name: 'databas', check: () => (healthy ? Promise.resolve() : Promise.reject(new Error(`row ${KNOWN}`))) },
      { name: 'buss', warns: true, check: () => (heard ? Promise.resolve() : Promise.reject(new Error('unheard'))) },
    ],
  })
})
afterAll(() => app.stop())

test('without a token there is a 401 that tells how, and it is counted', async () => {
  const answer = await fetch(`${app.base}/api/v1/uppslag`, {
    method: 'POST',
    body: JSON.stringify({ personnummer: KNOWN }),
  })
  expect(answer.status).toBe(401)
  expect(answer.headers.get('www-authenticate')).toBe('Bearer')
  expect(answer.headers.get('cache-control')).toBe('no-store')
  expect(await answer.json()).toMatchObject({ type: '/problem/token-ogiltig', status: 401 })
  expect(app.logg.written).toEqual([])
  expect(await app.register.metrics()).toContain('insyn_tokens_refused_total{reason="missing"} 1')
})

test.each(['/api/v1/189001019802', '/189001019802', '/api/%E0%A4%A', '/api/v1/arenden/%E0%A4%A'])(
  'an address that leads nowhere (%s) is a problem that does not repeat it',
  async (path) => {
    const answer = await fetch(app.base + path, { method: 'PUT' })
    expect([400, 404]).toContain(answer.status)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
    expect(answer.headers.get('x-powered-by')).toBeNull()
    expect(await answer.text()).not.toMatch(/18900101|%E0/)
  },
)

test('a body that is not declared as JSON is refused', async () => {
  const answer = await fetch(`${app.base}/api/v1/uppslag`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await app.token()}`, 'content-type': 'text/plain' },
    body: JSON.stringify({ personnummer: KNOWN }),
  })
  expect(answer.status).toBe(415)
})

test('a caller who goes on with a trace gets it back, and a request id of its own unless it gives a UUID', async () => {
  const traceparent = '4bf92f3577b34da6a3ce929d0e0e4736'
  const id = '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11'
  const answer = await fetch(`${app.base}/health/live`, {
    headers: { traceparent: `00-${traceparent}-00f067aa0ba902b7-01`, 'x-request-id': id },
  })
  expect(answer.headers.get('traceparent')).toMatch(
    new RegExp(`^00-${traceparent}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`),
  )
  expect(answer.headers.get('x-request-id')).toBe(id)

  const own = await fetch(`${app.base}/health/live`, { headers: { traceparent: `00-${KNOWN}`, 'x-request-id': KNOWN } })
  expect(own.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(own.headers.get('x-request-id')).not.toContain(KNOWN)
})

test('is ready as long as its checks pass, and tells the operator alone the name of one that does not', async () => {
  expect(await (await fetch(`${app.base}/health/ready`)).json()).toEqual({ status: 'redo' })
  heard = false
  const warned = await fetch(`${app.base}/health/ready`, MONITORING)
  expect([warned.status, await warned.json()]).toEqual([200, { status: 'redo', brister: [], varningar: ['buss'] }])
  healthy = false
  const answer = await fetch(`${app.base}/health/ready`)
  const toOperator = await fetch(`${app.base}/health/ready`, MONITORING)
  healthy = heard = true
  expect(answer.status).toBe(503)
  expect(await answer.json()).toEqual({ status: 'ej-redo' })
  expect([toOperator.status, await toOperator.json()]).toEqual([
    503,
    { status: 'ej-redo', brister: ['databas'], varningar: ['buss'] },
  ])
  expect((await fetch(`${app.base}/health/live`)).status).toBe(200)
})

test('metrics know routes and outcomes, never a path, a person, a case or why an answer was empty', async () => {
  app.mirror.protect('189001039800', 'bromma')
  const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid' }
  for (const personnummer of ['189001039800', '189001059808']) await app.uppslag({ ...grounds, personnummer })
  await app.send(
    'PUT',
    '/api/v1/arenden/KC-4711',
    { status: 'stangt' },
    { klient: 'arendesystem', roller: ['arendesystem'] },
  )
  const text = await (await fetch(`${app.base}/metrics`, MONITORING)).text()
  expect(text).toContain('insyn_uppslag_total{outcome="neutral"} 2')
  expect(text).toContain('route="/api/v1/arenden/:arendeId"')
  expect(text).toContain('insyn_atkomstlogg_write_seconds_count')
  expect(text).not.toMatch(/KC-4711|18900101|skyddad|okand_person|anna/)
})

test('a made-up method does not become a label', async () => {
  await new Promise<void>((done, error) => {
    request(`${app.base}/`, { method: 'PROPFIND' }, (answer) => answer.resume().on('end', done))
      .on('error', error)
      .end()
  })
  expect(await app.register.metrics()).not.toContain('PROPFIND')
})

test('the start page tells what the hub is, lets nothing else in, and needs no database', async () => {
  app.mirror.broken = new Error('down')
  const answer = await fetch(`${app.base}/`)
  delete app.mirror.broken
  const page = await answer.text()
  expect(answer.status).toBe(200)
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(page).toContain('<html lang="sv">')
  expect(page).not.toMatch(/<script[^>]*>[^<]|style="|https?:/)
  const [, stylesheet = ''] = /<link rel="stylesheet" href="([^"]+)"/.exec(page) ?? []
  const style = await fetch(app.base + stylesheet)
  expect(style.headers.get('content-type')).toContain('text/css')
  expect(style.headers.get('cache-control')).toContain('immutable')
  expect(await style.text()).not.toContain('url(')
})
