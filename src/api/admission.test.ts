import { request } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NU, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { Klient } from '../policy/policy.ts'
import type { Anropare } from '../access/caller.ts'
import { createTakt } from './rate-limit.ts'
import { createTilltrade, type Avstangd } from './admission.ts'

const KAND = '189001019802'
const FRAGA = { personnummer: KAND, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
const SYSTEM = { client_id: 'arendesystem', sub: 'arendesystem-1' }

let utanHinder: UppslagApp
let app: UppslagApp
let avstangda: Record<string, boolean | 'okant'>
const avstangd: Avstangd = (klient) => avstangda[klient] ?? false

beforeAll(async () => {
  utanHinder = await startUppslagApp({ avstangd })
}, 60_000)
beforeEach(() => {
  avstangda = {}
  app = utanHinder
  app.logg.skrivna.length = 0
  app.logg.nere = false
})
afterEach(async () => {
  if (app !== utanHinder) await app.stop()
})
afterAll(() => utanHinder.stop())

const enda = () => {
  expect(app.logg.skrivna).toHaveLength(1)
  return app.logg.skrivna[0]!.atkomst
}
const fraga = (ansprak: object = {}, huvuden: Record<string, string> = {}) =>
  app.uppslag(FRAGA, { ansprak: { ...ansprak }, huvuden })

async function medTakt(takt: Klient['takt']): Promise<void> {
  const { policy } = utanHinder
  const klienter = Object.fromEntries(Object.entries(policy.klienter).map(([kod, en]) => [kod, { ...en, takt }]))
  app = await startUppslagApp({ avstangd, policy: { ...policy, klienter } })
}

test.each(['kassasystem', 'constructor', '__proto__', 'TELEFONI'])(
  'a client that no contract names (%s) gets nothing, and the attempt is recorded without its roles',
  async (client_id) => {
    const { status, json } = await fraga({ client_id })
    expect([status, json.kod]).toEqual([403, 'ATKOMST_NEKAD'])
    expect(enda()).toMatchObject({ klient: client_id, utfall: 'nekat', orsak: 'klient-okand', roll: null, visat: [] })
  },
)

test('a role that the contract does not list counts for nothing, whatever the token says', async () => {
  const { status } = await app.uppslag(FRAGA, { roller: ['skyddad-handlaggare', 'sakerhetsansvarig'] })
  expect(status).toBe(403)
  expect(enda()).toMatchObject({ orsak: 'roll', roll: null })
})

test('a suspended client gets nothing, and others are not touched', async () => {
  avstangda.telefoni = true
  const { status, json } = await fraga()
  expect([status, json.kod]).toEqual([403, 'ATKOMST_NEKAD'])
  expect(enda()).toMatchObject({ klient: 'telefoni', slutanvandare: 'anna', utfall: 'nekat', orsak: 'klient-avstangd' })
  expect((await fraga({ client_id: 'demo' })).status).toBe(200)
})

test('when it is not known who is suspended nobody gets an answer', async () => {
  avstangda.telefoni = 'okant'
  const { status, headers } = await fraga()
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(enda()).toMatchObject({ utfall: 'fel', orsak: 'klientlage-okant' })
})

test('a client whose contract lets it names the person at work, and the record says who vouched', async () => {
  expect((await fraga(SYSTEM, { 'x-slutanvandare': 'Anna Ek (0432)' })).status).toBe(200)
  expect(enda()).toMatchObject({ slutanvandare: 'Anna Ek (0432)', identitet: 'uppgiven', klient: 'arendesystem' })
})

test('the same holds for refusals of the one named', async () => {
  await app.uppslag({}, { ansprak: SYSTEM, huvuden: { 'x-slutanvandare': 'anna' } })
  expect(enda()).toMatchObject({ slutanvandare: 'anna', identitet: 'uppgiven', orsak: 'begaran-ogiltig' })
})

test('such a client that names nobody acts on its own', async () => {
  expect((await fraga(SYSTEM)).status).toBe(200)
  expect(enda()).toMatchObject({ slutanvandare: 'arendesystem-1', identitet: 'token' })
})

test.each([
  ['a client whose users sign in themselves', {}, 'anna', 'får inte anges av den här klienten'],
  ['an empty name', SYSTEM, '', 'har fel form'],
  ['a control character', SYSTEM, 'an\tna', 'har fel form'],
  ['a long name', SYSTEM, 'a'.repeat(101), 'har fel form'],
  ['letters that a header has no agreed form for', SYSTEM, 'Åsa', 'har fel form'],
  ['a personnummer', SYSTEM, KAND, 'får inte vara ett personnummer'],
  ['a personnummer with something before it', SYSTEM, 'anna 900101-9802', 'får inte vara ett personnummer'],
])('X-Slutanvandare with %s is refused aloud and never quoted', async (_, ansprak, namn, regel) => {
  const { status, json, text } = await fraga(ansprak, { 'x-slutanvandare': namn })
  expect([status, json.fel]).toEqual([400, [{ pekare: '/X-Slutanvandare', regel }]])
  if (namn.length > 4) expect(text + JSON.stringify(app.logg.skrivna)).not.toContain(namn)
  expect(enda()).toMatchObject({ identitet: 'token', orsak: 'begaran-ogiltig' })
})

test('two names at once are none', async () => {
  const token = await app.token({ ansprak: SYSTEM })
  const status = await new Promise<number | undefined>((klar, fel) => {
    const req = request(`${app.bas}/api/v1/uppslag`, { method: 'POST' }, (svar) => {
      svar.resume()
      klar(svar.statusCode)
    })
    req.setHeader('authorization', `Bearer ${token}`)
    req.setHeader('x-slutanvandare', ['anna', 'bo'])
    req.on('error', fel).end('{}')
  })
  expect(status).toBe(400)
  expect(enda()).toMatchObject({ slutanvandare: 'arendesystem-1', orsak: 'begaran-ogiltig' })
})

test('the number in the token is not that of somebody whom the client names', async () => {
  const { policy, nycklar } = app
  const slappIn = createTilltrade({ policy, nycklar, avstangd, klocka: () => NU, takt: createTakt(policy.klienter) })
  const system: Anropare = {
    slutanvandare: 'system',
    identitet: 'token',
    klient: 'arendesystem',
    roller: [],
    egenRef: 'egen',
  }
  expect(await slappIn('uppslag', system, [])).toMatchObject({ egenRef: 'egen' })
  expect(await slappIn('uppslag', system, ['anna'])).toMatchObject({ slutanvandare: 'anna', egenRef: null })
})

test('calls beyond the rate of the client are refused with the time to wait, recorded first', async () => {
  await medTakt({ klient: 2, slutanvandare: 100 })
  const svar = [await fraga({ sub: 'a' }), await fraga({ sub: 'b' }), await fraga({ sub: 'c' })]
  expect(svar.map(({ status }) => status)).toEqual([200, 200, 429])
  expect(svar[2]?.json.kod).toBe('FOR_MANGA_ANROP')
  expect(Number(svar[2]?.headers.get('retry-after'))).toBeGreaterThan(50)
  expect(Number(svar[2]?.headers.get('retry-after'))).toBeLessThanOrEqual(60)
  expect(app.logg.skrivna.map(({ atkomst }) => atkomst.orsak)).toContain('for-manga-anrop')
  expect(app.logg.skrivna[2]?.atkomst).toMatchObject({ slutanvandare: 'c', utfall: 'nekat', visat: [] })
  expect((await fraga({ client_id: 'demo' })).status).toBe(200)
}, 60_000)

test('calls beyond the rate of one person at work are refused to that one only', async () => {
  await medTakt({ klient: 100, slutanvandare: 1 })
  const statusar: number[] = []
  for (const namn of ['anna', 'anna', 'bo']) statusar.push((await fraga(SYSTEM, { 'x-slutanvandare': namn })).status)
  expect(statusar).toEqual([200, 429, 200])
  expect(app.logg.skrivna[1]?.atkomst).toMatchObject({ slutanvandare: 'anna', identitet: 'uppgiven' })
}, 60_000)

test('the body of a client that is turned away is not read', async () => {
  avstangda.telefoni = true
  const { status } = await app.uppslag(`{"personnummer": "${KAND}"`)
  expect(status).toBe(403)
  expect(enda().orsak).toBe('klient-avstangd')
})

test('no refusal is told before it is recorded', async () => {
  avstangda.telefoni = true
  app.logg.nere = true
  const { status, json } = await fraga()
  expect([status, json.kod]).toEqual([503, 'LOGG_OTILLGANGLIG'])
})
