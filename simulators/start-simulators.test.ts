import { afterEach, expect, test } from '@jest/globals'
import { createRemoteJWKSet, jwtVerify } from 'jose'
import { readRows } from '../test/support/sources/agresso.ts'
import type { Arende } from './case-system/arende-store.ts'
import type { Truth } from './population/truth.ts'
import { type StartedSimulators, startSimulators } from './start-simulators.ts'

let simulators: StartedSimulators
afterEach(() => simulators.stop())

const start = async (): Promise<void> => {
  simulators = await startSimulators({
    population: { antal: 60, seed: 3, today: '2026-09-15' },
    port: 0,
    losenord: 'losen',
  })
}
const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  fetch(`${simulators.base}${path}`, {
    method,
    headers: { 'content-type': 'application/json', authorization: 'Bearer losen' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })

test('all peers answer under one loopback address', async () => {
  await start()
  expect(simulators.base).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  const agresso = await call('GET', '/agresso/service.svc?QueryEngineService/QueryEngineV201101')
  expect(await agresso.text()).toContain('QueryEngineV201101Soap')
  expect(await (await call('GET', '/paraplyet/farsta?wsdl')).text()).toContain('urn:insyn:paraplyet:v1')
  expect(await (await call('GET', '/arendesystem/arenden?status=oppet')).json()).toEqual({ arenden: [], nasta: null })
  const { access_token } = await simulators.issue({ slutanvandare: 'a', roller: [], klient: 'telefoni' })
  const jwks = createRemoteJWKSet(new URL(`${simulators.base}/utfardare/jwks`))
  await expect(jwtVerify(access_token, jwks, { issuer: `${simulators.base}/utfardare` })).resolves.toBeDefined()
})

test('the truth is told by number and by index, and never for who is not there', async () => {
  await start()
  const truth = (await (await call('POST', '/styrning/sanning', { index: 5 })).json()) as Truth
  expect(truth).toEqual(simulators.truthAt(5))
  const { personnummer } = truth
  expect(await (await call('POST', '/styrning/sanning', { personnummer })).json()).toEqual(truth)
  expect((await call('POST', '/styrning/sanning', { index: 60 })).status).toBe(404)
  expect((await call('POST', '/styrning/sanning', { personnummer: '189912319999' })).status).toBe(404)
})

test('a change is seen in the truth and in the source', async () => {
  await start()
  const person = Array.from({ length: 60 }, (_, i) => simulators.truthAt(i)).find(({ skydd }) => skydd === 'ingen')!
  const { personnummer } = person
  const change = { slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' }
  expect((await call('POST', '/styrning/andra', change)).status).toBe(204)
  expect(simulators.truth(personnummer)?.skydd).toBe('sekretessmarkering')
  const gone = { slag: 'betala-faktura', personnummer, stadsdel: 'farsta', fakturanummer: 'finns-ej' }
  expect((await call('POST', '/styrning/andra', gone)).status).toBe(409)
})

test('Agresso becomes another installation, and an ordinary one again', async () => {
  await start()
  const template = async (): Promise<string> => {
    const response = await fetch(`${simulators.base}/agresso/service.svc?QueryEngineService/QueryEngineV201101`, {
      method: 'POST',
      headers: {
        'content-type': 'text/xml',
        soapaction: 'http://services.agresso.com/QueryEngineService/QueryEngineV201101/GetTemplateList',
      },
      body:
        '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
        '<GetTemplateList xmlns="http://services.agresso.com/QueryEngineService/QueryEngineV201101">' +
        '<credentials><Username>a</Username><Client>FA</Client><Password>losen</Password></credentials>' +
        '</GetTemplateList></s:Body></s:Envelope>',
    })
    return response.text()
  }
  expect((await call('PUT', '/styrning/agresso', { names: { kunder: 'Andra kunder' } })).status).toBe(204)
  expect(await template()).toContain('Andra kunder')
  expect((await call('DELETE', '/styrning/agresso')).status).toBe(204)
  expect(await template()).not.toContain('Andra kunder')
})

test.each([
  ['PUT', '/styrning/agresso', { numbering: 'other' }],
  ['PUT', '/styrning/fel', { peer: 'agresso', fel: 'finns-ej' }],
  ['PUT', '/styrning/fel', { peer: 'agresso', fel: 'nere', more: 1 }],
  ['POST', '/styrning/andra', { slag: 'satt-skydd', personnummer: '1' }],
  ['POST', '/styrning/sanning', {}],
  ['POST', '/styrning/arenden', { personnummer: '1', andamal: 'kofraga' }],
  ['POST', '/styrning/manniskor', { hubb: 'ftp://x', oppna: 1 }],
])('%s %s with %j is refused', async (method, path, body) => {
  await start()
  expect((await call(method, path, body)).status).toBe(400)
})

test('a body that is no JSON is refused without a stack trace', async () => {
  await start()
  const answer = await fetch(`${simulators.base}/styrning/andra`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{',
  })
  expect([answer.status, await answer.json()]).toEqual([400, { title: 'Begäran följer inte schemat' }])
})

test('a fault is switched on for a number of answers, and all are switched off', async () => {
  await start()
  const status = async (): Promise<number> => (await call('GET', '/arendesystem/arenden?status=oppet')).status
  await call('PUT', '/styrning/fel', { peer: 'arendesystem', fel: 'fault', antal: 1 })
  expect([await status(), await status()]).toEqual([500, 200])
  await call('PUT', '/styrning/fel', { peer: 'arendesystem', fel: 'fault' })
  expect(await status()).toBe(500)
  await call('DELETE', '/styrning/fel')
  expect(await status()).toBe(200)
})

test('people open, categorise, close and reopen a case over HTTP', async () => {
  await start()
  const { personnummer } = simulators.truthAt(0)
  const opened = await call('POST', '/styrning/arenden', { personnummer, andamal: 'kofraga' })
  expect(opened.status).toBe(201)
  const { arendeId } = (await opened.json()) as Arende
  const make = async (what: string, body?: unknown): Promise<unknown> =>
    (await call('POST', `/styrning/arenden/${arendeId}/${what}`, body ?? {})).json()
  expect(await make('kategorisera', { huvudkategori: 'Äldreomsorg' })).toMatchObject({ huvudkategori: 'Äldreomsorg' })
  expect(await make('stang')).toMatchObject({ status: 'stangt' })
  expect(await make('oppna-igen')).toMatchObject({ status: 'oppet' })
  const open: unknown = await (await call('GET', '/styrning/arenden')).json()
  expect(open).toMatchObject([{ arendeId, personnummer, andamal: 'kofraga', status: 'oppet', speglingar: [] }])
  expect((await call('POST', '/styrning/arenden/finns-ej/stang', {})).status).toBe(404)
})

test('the crowd opens cases for persons of the city and brings tokens of the issuer', async () => {
  await start()
  await simulators.people.begin({ hubb: `${simulators.base}/ingen-hubb`, oppna: 10 })
  const arenden = simulators.arenden.open(50)
  expect(arenden).toHaveLength(10)
  for (const { personnummer, hubAnswer } of arenden) {
    expect(simulators.truth(personnummer)).toBeDefined()
    expect(hubAnswer?.status).toBeGreaterThanOrEqual(0)
  }
})

test('the QueryEngine is reached through the address of them all', async () => {
  await start()
  const ns = 'http://services.agresso.com/QueryEngineService/QueryEngineV201101'
  const answer = await fetch(`${simulators.base}/agresso/service.svc?QueryEngineService/QueryEngineV201101`, {
    method: 'POST',
    headers: { 'content-type': 'text/xml', soapaction: `"${ns}/About"` },
    body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><About xmlns="${ns}"/></s:Body></s:Envelope>`,
  })
  expect([answer.status, readRows(await answer.text())]).toEqual([200, []])
})
