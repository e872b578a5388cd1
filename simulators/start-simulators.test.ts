import { afterEach, expect, test } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { lasRader } from '../test/support/sources/agresso.ts'
import type { Arende } from './case-system/arende-store.ts'
import type { Sanning } from './population/truth.ts'
import { startSimulators, type StartedSimulators } from './start-simulators.ts'

let simulators: StartedSimulators
afterEach(() => simulators.stop())

const starta = async (): Promise<void> => {
  simulators = await startSimulators({
    population: { antal: 60, seed: 3, idag: '2026-09-15' },
    port: 0,
    losenord: 'losen',
  })
}
const anropa = (method: string, vag: string, body?: unknown): Promise<Response> =>
  fetch(`${simulators.bas}${vag}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: 'Bearer losen' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

test('all peers answer under one loopback address', async () => {
  await starta()
  expect(simulators.bas).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const agresso = await anropa('GET', '/agresso/service.svc?QueryEngineService/QueryEngineV201101')
  expect(await agresso.text()).toContain('QueryEngineV201101Soap')
  expect(await (await anropa('GET', '/paraplyet/farsta?wsdl')).text()).toContain('urn:insyn:paraplyet:v1')
  expect(await (await anropa('GET', '/arendesystem/arenden?status=oppet')).json()).toEqual({ arenden: [], nasta: null })
  const { access_token } = await simulators.utfarda({ slutanvandare: 'a', roller: [], klient: 'telefoni' })
  const jwks = createRemoteJWKSet(new URL(`${simulators.bas}/utfardare/jwks`))
  await expect(jwtVerify(access_token, jwks, { issuer: `${simulators.bas}/utfardare` })).resolves.toBeDefined()
})

test('the truth is told by number and by index, and never for who is not there', async () => {
  await starta()
  const sanning = (await (await anropa('POST', '/styrning/sanning', { index: 5 })).json()) as Sanning
  expect(sanning).toEqual(simulators.sanningAt(5))
  const { personnummer } = sanning
  expect(await (await anropa('POST', '/styrning/sanning', { personnummer })).json()).toEqual(sanning)
  expect((await anropa('POST', '/styrning/sanning', { index: 60 })).status).toBe(404)
  expect((await anropa('POST', '/styrning/sanning', { personnummer: '189912319999' })).status).toBe(404)
})

test('a change is seen in the truth and in the source', async () => {
  await starta()
  const person = Array.from({ length: 60 }, (_, i) => simulators.sanningAt(i)).find(({ skydd }) => skydd === 'ingen')!
  const { personnummer } = person
  const andring = { slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' }
  expect((await anropa('POST', '/styrning/andra', andring)).status).toBe(204)
  expect(simulators.sanning(personnummer)?.skydd).toBe('sekretessmarkering')
  const borta = { slag: 'betala-faktura', personnummer, stadsdel: 'farsta', fakturanummer: 'finns-ej' }
  expect((await anropa('POST', '/styrning/andra', borta)).status).toBe(409)
})

test.each([
  ['PUT', '/styrning/fel', { peer: 'agresso', fel: 'finns-ej' }],
  ['PUT', '/styrning/fel', { peer: 'agresso', fel: 'nere', mer: 1 }],
  ['POST', '/styrning/andra', { slag: 'satt-skydd', personnummer: '1' }],
  ['POST', '/styrning/sanning', {}],
  ['POST', '/styrning/arenden', { personnummer: '1', andamal: 'kofraga' }],
  ['POST', '/styrning/manniskor', { hubb: 'ftp://x', oppna: 1 }],
])('%s %s with %j is refused', async (method, vag, body) => {
  await starta()
  expect((await anropa(method, vag, body)).status).toBe(400)
})

test('a body that is no JSON is refused without a stack trace', async () => {
  await starta()
  const svar = await fetch(`${simulators.bas}/styrning/andra`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  expect([svar.status, await svar.json()]).toEqual([400, { title: 'Begäran följer inte schemat' }])
})

test('a fault is switched on for a number of answers, and all are switched off', async () => {
  await starta()
  const status = async (): Promise<number> => (await anropa('GET', '/arendesystem/arenden?status=oppet')).status
  await anropa('PUT', '/styrning/fel', { peer: 'arendesystem', fel: 'fault', antal: 1 })
  expect([await status(), await status()]).toEqual([500, 200])
  await anropa('PUT', '/styrning/fel', { peer: 'arendesystem', fel: 'fault' })
  expect(await status()).toBe(500)
  await anropa('DELETE', '/styrning/fel')
  expect(await status()).toBe(200)
})

test('people open, categorise, close and reopen a case over HTTP', async () => {
  await starta()
  const { personnummer } = simulators.sanningAt(0)
  const oppnat = await anropa('POST', '/styrning/arenden', { personnummer, andamal: 'kofraga' })
  expect(oppnat.status).toBe(201)
  const { arendeId } = (await oppnat.json()) as Arende
  const gor = async (vad: string, body?: unknown): Promise<unknown> =>
    (await anropa('POST', `/styrning/arenden/${arendeId}/${vad}`, body ?? {})).json()
  expect(await gor('kategorisera', { huvudkategori: 'Äldreomsorg' })).toMatchObject({ huvudkategori: 'Äldreomsorg' })
  expect(await gor('stang')).toMatchObject({ status: 'stangt' })
  expect(await gor('oppna-igen')).toMatchObject({ status: 'oppet' })
  const oppna = await (await anropa('GET', '/styrning/arenden')).json()
  expect(oppna).toMatchObject([{ arendeId, personnummer, andamal: 'kofraga', status: 'oppet', speglingar: [] }])
  expect((await anropa('POST', '/styrning/arenden/finns-ej/stang', {})).status).toBe(404)
})

test('the crowd opens cases for persons of the city and brings tokens of the issuer', async () => {
  await starta()
  await simulators.manniskor.borja({ hubb: `${simulators.bas}/ingen-hubb`, oppna: 10 })
  const arenden = simulators.arenden.oppna(50)
  expect(arenden).toHaveLength(10)
  for (const { personnummer, hubbsvar } of arenden) {
    expect(simulators.sanning(personnummer)).toBeDefined()
    expect(hubbsvar?.status).toBeGreaterThanOrEqual(0)
  }
})

test('the QueryEngine is reached through the address of them all', async () => {
  await starta()
  const ns = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
  const svar = await fetch(`${simulators.bas}/agresso/service.svc?QueryEngineService/QueryEngineV201101`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: `"${ns}/About"` },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><About xmlns="${ns}"/></s:Body></s:Envelope>`,
  })
  expect([svar.status, lasRader(await svar.text())]).toEqual([200, []])
})
