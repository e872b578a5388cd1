import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { riktigPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { Atkomst } from '../atkomstlogg/access.ts'

const KAND = '189001019802'
const FLYTTAD = '189001029819'
const SKYDDAD = '189001039800'
const FRANVARANDE = '189001059808'
const OCR = '1234566'
const HEMLIGT = 'journaltext som aldrig får synas'

const policy = riktigPolicy()
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy: { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'farsta') },
  })
  const { spegel } = app
  spegel.lagg(KAND, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg', adress: HEMLIGT }])
  spegel.lagg(KAND, 'bromma', 'avgift', [{ period: '2026-09', avgift: 210000, avgiftsgrundandeInkomst: 1830000 }])
  spegel.lagg(KAND, 'bromma', 'beslut', [
    { beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende', utredning: HEMLIGT },
  ])
  spegel.lagg(KAND, 'bromma', 'faktura', [
    {
      fakturanummer: 'F1',
      ocrNummer: OCR,
      forfallodatum: '2026-10-14',
      belopp: 210000,
      kvarstaende: 210000,
      betalstatus: 'obetald',
      konto: HEMLIGT,
      rader: [{ radnummer: 1, text: 'Hemtjänst september', belopp: 210000, kontering: HEMLIGT }],
    },
  ])
  spegel.lagg(FLYTTAD, 'jarva', 'person', [{ fornamn: 'Nya', efternamn: 'Namnet' }], '2026-10-15T03:00:00Z')
  spegel.lagg(FLYTTAD, 'bromma', 'person', [{ fornamn: 'Gamla', efternamn: 'Namnet' }], '2026-10-15T02:00:00Z')
  spegel.lagg(FLYTTAD, 'bromma', 'faktura', [{ fakturanummer: 'F2', ocrNummer: '226', betalstatus: 'betald' }])
  spegel.lagg(FLYTTAD, 'jarva', 'faktura', [{ fakturanummer: 'F3', ocrNummer: '331', betalstatus: 'obetald' }])
  spegel.skydda(SKYDDAD, 'bromma')
  spegel.skydda(SKYDDAD, 'jarva')
  spegel.statusar = [
    { kalla: 'agresso', stadsdel: 'bromma', speglad: new Date('2026-10-15T02:00:00Z'), senasteKorning: 'lyckad' },
  ]
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.skrivna.length = 0
  app.logg.nere = false
  app.spegel.glom()
})

const grund = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
const loggat = (): Atkomst[] => app.logg.skrivna.map(({ atkomst }) => atkomst)

test('shows the permitted fields with their origin, and whether an invoice is overdue', async () => {
  const { status, json, headers } = await app.uppslag({ ...grund, personnummer: KAND })
  expect(status).toBe(200)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('etag')).toBeNull()
  expect(json.person).toEqual({ fornamn: 'Åsa', efternamn: 'Öberg' })
  expect(json.fakturor).toEqual([
    {
      stadsdel: 'bromma',
      kalla: 'agresso',
      fakturaRef: expect.stringMatching(/^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{16}$/),
      fakturanummer: 'F1',
      ocrNummer: OCR,
      forfallodatum: '2026-10-14',
      belopp: 210000,
      kvarstaende: 210000,
      betalstatus: 'obetald',
      forfallen: true,
      rader: [{ radnummer: 1, text: 'Hemtjänst september', belopp: 210000 }],
    },
  ])
})

test('opens only what the purpose permits and never passes on what no rule names', async () => {
  const { text, json } = await app.uppslag({ ...grund, personnummer: KAND })
  expect(app.spegel.oppnade.sort()).toEqual(['bromma/faktura', 'bromma/person'])
  expect(json).toMatchObject({ beslut: [], avgift: [] })
  expect(text).not.toContain(HEMLIGT)
  expect(text).not.toContain(KAND)
  expect(text).not.toContain(KAND.slice(2))
})

test('the income behind a fee is shown to an identified caller only', async () => {
  const fraga = { ...grund, andamal: 'avgiftsfraga', arende: 'A-1', personnummer: KAND }
  const utan = await app.uppslag({ ...fraga, identifiering: 'motringning' })
  expect(utan.json.avgift).toEqual([{ stadsdel: 'bromma', kalla: 'paraplyet', period: '2026-09', avgift: 210000 }])
  const med = await app.uppslag({ ...fraga, identifiering: 'bankid' })
  expect(med.text).toContain('1830000')
})

test('each controller whose data is shown gets a record of kinds and fields, with the number sealed for it alone', async () => {
  const { json } = await app.uppslag({ ...grund, arende: 'A-1', personnummer: FLYTTAD })
  expect(json.loggId).toEqual(['bromma/1', 'jarva/1'])
  expect(app.logg.skrivna.map(({ logg }) => logg)).toEqual(['bromma', 'jarva'])
  for (const { logg, atkomst } of app.logg.skrivna) {
    expect(atkomst).toMatchObject({
      handelse: 'uppslag',
      handelseId: json.uppslagId,
      personRef: app.nycklar.personRef(FLYTTAD),
      andamal: 'fakturafraga',
      arende: 'A-1',
      roll: 'aldre-direkt',
      slutanvandare: 'anna',
      klient: 'telefoni',
      relation: 'sjalv',
      identifiering: 'kontrollfragor',
      utfall: 'visat',
      orsak: 'traff',
      avtal: policy.avtal.find(({ stadsdel }) => stadsdel === logg)?.diarienummer,
      policyversion: policy.version,
    })
    expect(app.nycklar.oppnaFranLogg(logg, atkomst.handelseId, atkomst.personnummerForseglat ?? '')).toBe(FLYTTAD)
  }
  expect(loggat()[0]?.visat).toEqual([{ mangd: 'faktura', falt: ['betalstatus', 'fakturanummer', 'ocrNummer'] }])
  expect(JSON.stringify(app.logg.skrivna)).not.toContain('Namnet')
})

test('a person who has moved has one name, the one read last, and only that one is opened and logged', async () => {
  const { json } = await app.uppslag({ ...grund, personnummer: FLYTTAD })
  expect(json.person).toEqual({ fornamn: 'Nya', efternamn: 'Namnet' })
  expect(app.spegel.oppnade.filter((en) => en.endsWith('/person'))).toEqual(['jarva/person'])
  expect(app.logg.skrivna.filter(({ atkomst }) => atkomst.visat.some(({ mangd }) => mangd === 'person'))).toHaveLength(
    1,
  )
})

test('what the sources say of themselves does not depend on the person', async () => {
  const [traff, neutralt] = [
    await app.uppslag({ ...grund, personnummer: KAND }),
    await app.uppslag({ ...grund, personnummer: SKYDDAD }),
  ]
  expect(traff.json.kallor).toEqual(neutralt.json.kallor)
  expect(traff.json.kallor).toHaveLength(22)
  expect(traff.json.kallor).toContainEqual({
    kalla: 'agresso',
    stadsdel: 'farsta',
    status: 'ingar-ej',
    speglad: null,
    forklaring: expect.any(String),
  })
})

test('nothing of a protected person is opened', async () => {
  await app.uppslag({ ...grund, personnummer: SKYDDAD })
  expect(app.spegel.oppnade).toEqual([])
})

test('finds the person behind an OCR number or an invoice, and does not say who it was in the record of the request', async () => {
  for (const sok of [{ ocrNummer: OCR }, { fakturanummer: 'F1' }]) {
    app.logg.skrivna.length = 0
    const { json } = await app.uppslag({ ...grund, ...sok })
    expect(json.person).toEqual({ fornamn: 'Åsa', efternamn: 'Öberg' })
    expect(loggat()[0]).toMatchObject({ personRef: app.nycklar.personRef(KAND), personnummerForseglat: null })
  }
})

test('a search reference that collides shows the person whose invoice it is and opens nothing else of the other', async () => {
  app.spegel.kollidera('226', KAND)
  const { json } = await app.uppslag({ ...grund, ocrNummer: '226' })
  expect(json.person).toEqual({ fornamn: 'Nya', efternamn: 'Namnet' })
  expect(app.spegel.oppnade.filter((en) => en.startsWith('bromma/person'))).toEqual([])
})

test('an invoice reference that two persons share shows neither', async () => {
  app.spegel.lagg(FRANVARANDE, 'jarva', 'faktura', [{ fakturanummer: 'F3', ocrNummer: '555' }])
  const { json } = await app.uppslag({ ...grund, fakturanummer: 'F3' })
  expect(json).toMatchObject({ fakturor: [], loggId: ['insyn/1'] })
  expect(loggat()[0]).toMatchObject({ orsak: 'flera-personer', utfall: 'nekat', personRef: null })
})

test('a search does not confirm a reference that the caller may not see', async () => {
  await app.uppslag({ ...grund, andamal: 'kontakt-handlaggare', ocrNummer: OCR })
  expect(app.spegel.oppnade).toEqual([])
  expect(loggat()[0]).toMatchObject({ orsak: 'okand' })
})

test('without a durable record there is no answer', async () => {
  app.logg.nere = true
  const { status, text, headers } = await app.uppslag({ ...grund, personnummer: KAND })
  expect(status).toBe(503)
  expect(headers.get('content-type')).toContain('application/problem+json')
  expect(text).not.toMatch(/Öberg|F1|210000/)
})

test.each([
  ['andamal', { andamal: 'nyfikenhet' }, {}],
  ['andamal', { andamal: 'constructor' }, {}],
  ['roll', {}, { roller: ['drift'] }],
  ['roll', {}, { roller: [] }],
  ['roll', { andamal: 'spegling', arende: 'A-1', identifiering: 'bankid' }, {}],
  ['arende-saknas', { andamal: 'beslutsfraga', identifiering: 'bankid' }, {}],
  ['identifiering', { identifiering: 'ingen' }, {}],
  ['oppettid', { andamal: 'utforarfraga' }, { roller: ['trygghetsjour'] }],
])('refuses with the cause %s before anything of a person is read, and records it', async (orsak, andring, val) => {
  const { status, json } = await app.uppslag({ ...grund, personnummer: KAND, ...andring }, val)
  expect(status).toBe(403)
  expect(json).toMatchObject({ kod: 'ATKOMST_NEKAD', type: 'https://insyn.example/problem/atkomst-nekad' })
  expect(app.spegel.lasta).toEqual([])
  expect(app.logg.skrivna).toMatchObject([{ logg: 'insyn', atkomst: { utfall: 'nekat', orsak } }])
})

test('a role sees nothing beyond its own, however much the purpose opens', async () => {
  const fraga = { ...grund, andamal: 'avgiftsfraga', arende: 'A-1', identifiering: 'bankid', personnummer: KAND }
  const { json } = await app.uppslag(fraga, { roller: ['funktionsnedsattning'] })
  expect(json.avgift).toEqual([{ stadsdel: 'bromma', kalla: 'paraplyet', period: '2026-09', avgift: 210000 }])
})

test('of several roles the one that opens most counts, alone, and is the one in the record', async () => {
  const fraga = { ...grund, andamal: 'samlad-fraga', arende: 'A-1', identifiering: 'bankid', personnummer: KAND }
  await app.uppslag(fraga, { klient: 'konsol', roller: ['skyddad-handlaggare', 'funktionsnedsattning', 'okand'] })
  expect(loggat()[0]?.roll).toBe('funktionsnedsattning')
})
