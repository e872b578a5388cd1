import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KAND = '189001019802'
const SKYDDAD = '189001039800'
const FRANVARANDE = '189001059808'
const SYSTEM = { klient: 'arendesystem', roller: ['arendesystem'] }

let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
  const { spegel } = app
  spegel.lagg(KAND, 'jarva', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  spegel.lagg(KAND, 'jarva', 'handlaggare', [
    { handlaggareId: 'H1', namn: 'Bo Ek', enhet: 'Vuxen', ansvarsomrade: 'A–F' },
  ])
  spegel.lagg(KAND, 'jarva', 'utforare', [
    { uppdragId: 'U1', namn: 'Omsorg AB', regi: 'privat', insats: 'Hemtjänst', franOchMed: '2026-01-01' },
    { uppdragId: 'U0', namn: 'Förra AB', regi: 'privat', insats: 'Hemtjänst', tillOchMed: '2025-12-31' },
  ])
  spegel.lagg(KAND, 'bromma', 'faktura', [
    { fakturanummer: 'F1', ocrNummer: '226', belopp: 100, betalstatus: 'delbetald' },
  ])
  spegel.skydda(SKYDDAD, 'bromma')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.skrivna.length = 0
  app.logg.nere = false
  app.spegel.glom()
})

const anmal = (arendeId: string, kropp: object, val: { klient: string; roller: string[] } = SYSTEM) =>
  app.skicka('PUT', `/api/v1/arenden/${arendeId}`, kropp, val)

test('an opened case gets district, current provider, handläggare and a suggestion, and is opened for mirroring', async () => {
  const { status, json } = await anmal('A-1', { status: 'oppnat', personnummer: KAND, andamal: 'utforarfraga' })
  expect(status).toBe(200)
  expect(json).toEqual({
    arendeId: 'A-1',
    status: 'oppnat',
    stadsdelar: [{ kod: 'jarva', namn: 'Järva' }],
    utforare: [
      {
        stadsdel: 'jarva',
        kalla: 'paraplyet',
        uppdragId: 'U1',
        namn: 'Omsorg AB',
        regi: 'privat',
        insats: 'Hemtjänst',
        franOchMed: '2026-01-01',
      },
    ],
    handlaggare: [],
    forslag: { huvudkategori: 'Äldreomsorg', arendetyp: 'Utförare', arendeklass: 'Privat utförare' },
    spegling: 'pagar',
    loggId: ['jarva/1'],
  })
  expect(app.arenden.oppnade.get('A-1')).toEqual({
    arendeId: 'A-1',
    personRef: app.nycklar.personRef(KAND),
    andamal: 'utforarfraga',
    kategori: {},
  })
  expect(app.logg.skrivna).toMatchObject([
    {
      logg: 'jarva',
      atkomst: { handelse: 'arende', arende: 'A-1', roll: 'arendesystem', utfall: 'visat', klient: 'arendesystem' },
    },
  ])
})

test('a suggestion looks only at the field its rule names, and that is recorded as seen', async () => {
  const { json } = await anmal('A-2', { status: 'oppnat', personnummer: KAND, andamal: 'fakturafraga' })
  expect(json.forslag).toMatchObject({ arendeklass: 'Delbetald faktura' })
  expect(json.stadsdelar).toEqual([{ kod: 'bromma', namn: 'Bromma' }])
  expect(app.spegel.oppnade).toEqual(['bromma/faktura'])
  expect(app.logg.skrivna[0]?.atkomst.visat).toEqual([{ mangd: 'faktura', falt: ['betalstatus'] }])
})

test('a case about an absent and about a protected person look the same, and both are opened', async () => {
  const svar = []
  for (const personnummer of [FRANVARANDE, SKYDDAD]) {
    app.logg.skrivna.length = 0
    const { status, json } = await anmal('A-3', { status: 'oppnat', personnummer, andamal: 'fakturafraga' })
    svar.push({ status, json })
    expect(app.arenden.oppnade.get('A-3')?.personRef).toBe(app.nycklar.personRef(personnummer))
  }
  expect(svar[1]).toEqual(svar[0])
  expect(svar[0]?.json).toMatchObject({ stadsdelar: [], utforare: [], handlaggare: [], loggId: ['insyn/1'] })
  expect(app.logg.skrivna.map(({ logg, atkomst }) => [logg, atkomst.orsak])).toEqual([
    ['insyn', 'skyddad'],
    ['bromma', 'skyddad'],
  ])
})

test('a categorised case is answered for the person it was opened for, whoever the request names', async () => {
  await anmal('A-4', { status: 'oppnat', personnummer: KAND, andamal: 'kontakt-handlaggare' })
  app.logg.skrivna.length = 0
  const { json } = await anmal('A-4', {
    status: 'kategoriserat',
    huvudkategori: 'Äldreomsorg',
    personnummer: FRANVARANDE,
    andamal: 'fakturafraga',
  })
  expect(json.handlaggare).toMatchObject([{ namn: 'Bo Ek' }])
  expect(app.arenden.oppnade.get('A-4')?.kategori).toEqual({ huvudkategori: 'Äldreomsorg' })
  expect(app.logg.skrivna[0]?.atkomst).toMatchObject({
    personRef: app.nycklar.personRef(KAND),
    personnummerForseglat: null,
    andamal: 'kontakt-handlaggare',
  })
})

test('a closed case gets nothing more, and may be closed again', async () => {
  await anmal('A-5', { status: 'oppnat', personnummer: KAND, andamal: 'utforarfraga' })
  app.spegel.glom()
  for (let gang = 0; gang < 2; gang++) {
    const { status, json } = await anmal('A-5', { status: 'stangt' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ status: 'stangt', utforare: [], forslag: null, spegling: 'avslutas' })
  }
  expect(app.arenden.oppnade.has('A-5')).toBe(false)
  expect(app.spegel.lasta).toEqual([])
})

test.each(['kategoriserat', 'stangt'])('a case that was never opened cannot be %s', async (status) => {
  const svar = await anmal('A-99', { status })
  expect(svar.status).toBe(404)
  expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { orsak: 'arende-okant', utfall: 'nekat' } }])
})

test.each([
  [
    'a role other than the case system',
    403,
    'A-6',
    { status: 'oppnat', personnummer: KAND, andamal: 'fakturafraga' },
    { klient: 'arendesystem', roller: ['aldre-direkt'] },
  ],
  [
    'a purpose that does not exist',
    403,
    'A-6',
    { status: 'oppnat', personnummer: KAND, andamal: 'nyfikenhet' },
    SYSTEM,
  ],
  ['an opening without a person', 400, 'A-6', { status: 'oppnat', andamal: 'fakturafraga' }, SYSTEM],
  ['an opening without a purpose', 400, 'A-6', { status: 'oppnat', personnummer: KAND }, SYSTEM],
  [
    'a case that is named by a personnummer',
    400,
    KAND,
    { status: 'oppnat', personnummer: KAND, andamal: 'fakturafraga' },
    SYSTEM,
  ],
])('turns away %s with %i, opens nothing and records it', async (_, vantat, arendeId, kropp, val) => {
  const { status, text } = await anmal(arendeId, kropp, val)
  expect(status).toBe(vantat)
  expect(text).not.toContain(KAND)
  expect(app.arenden.oppnade.has(arendeId)).toBe(false)
  expect(app.spegel.lasta).toEqual([])
  expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { utfall: 'nekat' } }])
})

test('without a durable record the case gets nothing', async () => {
  app.logg.nere = true
  const { status, text } = await anmal('A-7', { status: 'oppnat', personnummer: KAND, andamal: 'utforarfraga' })
  expect(status).toBe(503)
  expect(text).not.toContain('Omsorg AB')
})
