import { request } from 'node:http'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KAND = '189001019802'
let app: UppslagApp
let frisk = true

beforeAll(async () => {
  app = await startUppslagApp({
    beredskap: [
      { namn: 'databas', kontrollera: () => (frisk ? Promise.resolve() : Promise.reject(new Error(`row ${KAND}`))) },
    ],
    forstaUppslaget: 'curl --data \'{"andamal":"<script>"}\'',
  })
  app.spegel.statusar = [
    { kalla: 'paraplyet', stadsdel: 'bromma', speglad: new Date('2026-10-15T02:00:00Z'), senasteKorning: 'lyckad' },
  ]
})
afterAll(() => app.stop())

test('without a token there is a 401 that tells how, and it is counted', async () => {
  const svar = await fetch(`${app.bas}/api/v1/uppslag`, {
    method: 'POST',
    body: JSON.stringify({ personnummer: KAND }),
  })
  expect(svar.status).toBe(401)
  expect(svar.headers.get('www-authenticate')).toBe('Bearer')
  expect(svar.headers.get('cache-control')).toBe('no-store')
  expect(await svar.json()).toMatchObject({ type: 'https://insyn.example/problem/token-ogiltig', status: 401 })
  expect(app.logg.skrivna).toEqual([])
  expect(await app.register.metrics()).toContain('insyn_token_avvisade_total 1')
})

test.each(['/api/v1/189001019802', '/189001019802', '/api/%E0%A4%A', '/api/v1/arenden/%E0%A4%A'])(
  'an address that leads nowhere (%s) is a problem that does not repeat it',
  async (vag) => {
    const svar = await fetch(app.bas + vag, { method: 'PUT' })
    expect([400, 404]).toContain(svar.status)
    expect(svar.headers.get('content-type')).toContain('application/problem+json')
    expect(svar.headers.get('x-powered-by')).toBeNull()
    expect(await svar.text()).not.toMatch(/1890|%E0/)
  },
)

test('a body that is not declared as JSON is refused', async () => {
  const svar = await fetch(`${app.bas}/api/v1/uppslag`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await app.token()}`, 'content-type': 'text/plain' },
    body: JSON.stringify({ personnummer: KAND }),
  })
  expect(svar.status).toBe(415)
})

test('a caller who goes on with a trace gets it back, and a request id of its own unless it gives a UUID', async () => {
  const spar = '4bf92f3577b34da6a3ce929d0e0e4736'
  const id = '0b6d1d3e-9f5c-4c3f-8f0e-2a8d4b8f7a11'
  const svar = await fetch(`${app.bas}/health/live`, {
    headers: { traceparent: `00-${spar}-00f067aa0ba902b7-01`, 'x-request-id': id },
  })
  expect(svar.headers.get('traceparent')).toMatch(new RegExp(`^00-${spar}-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$`))
  expect(svar.headers.get('x-request-id')).toBe(id)

  const egen = await fetch(`${app.bas}/health/live`, { headers: { traceparent: `00-${KAND}`, 'x-request-id': KAND } })
  expect(egen.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/)
  expect(egen.headers.get('x-request-id')).not.toContain(KAND)
})

test('is ready as long as its checks pass, and says no more than the name of one that does not', async () => {
  expect((await fetch(`${app.bas}/health/ready`)).status).toBe(200)
  frisk = false
  const svar = await fetch(`${app.bas}/health/ready`)
  frisk = true
  expect(svar.status).toBe(503)
  expect(await svar.json()).toEqual({ status: 'ej-redo', brister: ['databas'] })
  expect((await fetch(`${app.bas}/health/live`)).status).toBe(200)
})

test('metrics know routes and outcomes, never a path, a person, a case or why an answer was empty', async () => {
  app.spegel.skydda('189001039800', 'bromma')
  const grund = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid' }
  for (const personnummer of ['189001039800', '189001059808']) await app.uppslag({ ...grund, personnummer })
  await app.skicka(
    'PUT',
    '/api/v1/arenden/KC-4711',
    { status: 'stangt' },
    { klient: 'arendesystem', roller: ['arendesystem'] },
  )
  const text = await (await fetch(`${app.bas}/metrics`)).text()
  expect(text).toContain('insyn_uppslag_total{utfall="neutralt"} 2')
  expect(text).toContain('rutt="/api/v1/arenden/:arendeId"')
  expect(text).toContain('insyn_logg_skrivning_seconds_count')
  expect(text).not.toMatch(/KC-4711|1890|skyddad|okand_person|anna/)
})

test('a made-up method does not become a label', async () => {
  await new Promise<void>((klar, fel) => {
    request(`${app.bas}/`, { method: 'PROPFIND' }, (svar) => svar.resume().on('end', klar))
      .on('error', fel)
      .end()
  })
  expect(await app.register.metrics()).not.toContain('PROPFIND')
})

test('the start page tells the state of the sources, escapes what it shows and lets nothing else in', async () => {
  const svar = await fetch(`${app.bas}/`)
  const sida = await svar.text()
  expect(svar.headers.get('content-security-policy')).toContain("default-src 'none'")
  expect(sida).toContain('<html lang="sv">')
  expect(sida).toContain('Hägersten-Älvsjö')
  expect(sida).toContain('Uppgifterna är från 2026-10-15 04:00.')
  expect(sida).toContain('{&quot;andamal&quot;:&quot;&lt;script&gt;&quot;}')
  expect(sida).not.toContain('<script')
  expect(sida.match(/<th scope="row">/g)).toHaveLength(11)
  const stil = await fetch(`${app.bas}/stil.css`)
  expect(stil.headers.get('content-type')).toContain('text/css')
  expect(await stil.text()).not.toContain('url(')
})

test('the start page is there when the database is not', async () => {
  app.spegel.trasig = new Error('down')
  const svar = await fetch(`${app.bas}/`)
  delete app.spegel.trasig
  expect(svar.status).toBe(200)
  expect(await svar.text()).toContain('kan inte läsas just nu')
})
