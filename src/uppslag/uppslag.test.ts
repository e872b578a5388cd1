import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { Access } from '../atkomstlogg/access.ts'
import { SOURCES } from '../informationsmangd.ts'

const KNOWN = '189001019802'
const MOVED = '189001029819'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'
const OCR = '1234566'
const SECRET = 'journaltext som aldrig får synas'

const policy = realPolicy()
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy: { ...policy, avtal: policy.avtal.filter(({ stadsdel }) => stadsdel !== 'farsta') },
  })
  const { mirror } = app
  mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg', adress: SECRET }])
  mirror.put(KNOWN, 'bromma', 'avgift', [{ period: '2026-09', avgift: 210000, avgiftsgrundandeInkomst: 1830000 }])
  mirror.put(KNOWN, 'bromma', 'beslut', [{ beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende', inquiry: SECRET }])
  mirror.put(KNOWN, 'bromma', 'faktura', [
    {
      fakturanummer: 'F1',
      ocrNummer: OCR,
      forfallodatum: '2026-10-14',
      belopp: 210000,
      kvarstaende: 210000,
      betalstatus: 'obetald',
      account: SECRET,
      rader: [{ radnummer: 1, text: 'Hemtjänst september', belopp: 210000, posting: SECRET }],
    },
  ])
  mirror.put(MOVED, 'jarva', 'person', [{ fornamn: 'Nya', efternamn: 'Namnet' }], '2026-10-15T03:00:00Z')
  mirror.put(MOVED, 'bromma', 'person', [{ fornamn: 'Gamla', efternamn: 'Namnet' }], '2026-10-15T02:00:00Z')
  mirror.put(MOVED, 'bromma', 'faktura', [{ fakturanummer: 'F2', ocrNummer: '226', betalstatus: 'betald' }])
  mirror.put(MOVED, 'jarva', 'faktura', [{ fakturanummer: 'F3', ocrNummer: '331', betalstatus: 'obetald' }])
  mirror.protect(PROTECTED, 'bromma')
  mirror.protect(PROTECTED, 'jarva')
  mirror.statuses = [
    {
      source: 'agresso',
      stadsdel: 'bromma',
      speglad: new Date('2026-10-15T02:00:00Z'),
      newestRun: 'lyckad',
      orphans: false,
    },
  ]
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.logg.down = false
  app.mirror.forget()
})

const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
const logged = (): Access[] => app.logg.written.map(({ access }) => access)

test('shows the permitted fields with their origin, and whether an invoice is overdue', async () => {
  const { status, json, headers } = await app.uppslag({ ...grounds, personnummer: KNOWN })
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
  const { text, json } = await app.uppslag({ ...grounds, personnummer: KNOWN })
  expect(app.mirror.opened.sort()).toEqual(['bromma/faktura', 'bromma/person'])
  expect(json).toMatchObject({ beslut: [], avgift: [] })
  expect(text).not.toContain(SECRET)
  expect(text).not.toContain(KNOWN)
  expect(text).not.toContain(KNOWN.slice(2))
})

test('the income behind a fee is shown to an identified caller only', async () => {
  const query = { ...grounds, andamal: 'avgiftsfraga', arende: 'A-1', personnummer: KNOWN }
  const without = await app.uppslag({ ...query, identifiering: 'motringning' })
  expect(without.json.avgift).toEqual([{ stadsdel: 'bromma', kalla: 'paraplyet', period: '2026-09', avgift: 210000 }])
  const added = await app.uppslag({ ...query, identifiering: 'bankid' })
  expect(added.text).toContain('1830000')
})

test('each controller whose data is shown gets a record of kinds and fields, with the number sealed for it alone', async () => {
  const { json } = await app.uppslag({ ...grounds, arende: 'A-1', personnummer: MOVED })
  expect(app.placesOf(json)).toEqual(['bromma/1'])
  expect(app.logg.written.map(({ logg }) => logg)).toEqual(['bromma', 'jarva'])
  for (const { logg, access } of app.logg.written) {
    expect(access).toMatchObject({
      handelse: 'uppslag',
      handelseId: json.uppslagId,
      personRef: app.keys.personRef(MOVED),
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
    expect(app.keys.openFromLog(logg, access.handelseId, access.personnummerForseglat ?? '')).toBe(MOVED)
  }
  expect(logged()[0]?.visat).toEqual([{ mangd: 'faktura', falt: ['betalstatus', 'fakturanummer', 'ocrNummer'] }])
  expect(JSON.stringify(app.logg.written)).not.toContain('Namnet')
})

test('a person who has moved has one name, the one read last, and only that one is opened and logged', async () => {
  const { json } = await app.uppslag({ ...grounds, personnummer: MOVED })
  expect(json.person).toEqual({ fornamn: 'Nya', efternamn: 'Namnet' })
  expect(app.mirror.opened.filter((one) => one.endsWith('/person'))).toEqual(['jarva/person'])
  expect(app.logg.written.filter(({ access }) => access.visat.some(({ mangd }) => mangd === 'person'))).toHaveLength(1)
})

test('what the sources say of themselves does not depend on the person', async () => {
  const [hit, neutral] = [
    await app.uppslag({ ...grounds, personnummer: KNOWN }),
    await app.uppslag({ ...grounds, personnummer: PROTECTED }),
  ]
  expect(hit.json.kallor).toEqual(neutral.json.kallor)
  expect(hit.json.kallor).toHaveLength(11 * SOURCES.length)
  expect(hit.json.kallor).toContainEqual({
    kalla: 'agresso',
    stadsdel: 'farsta',
    status: 'ingar-ej',
    speglad: null,
    forklaring: expect.any(String),
  })
})

test('nothing of a protected person is opened', async () => {
  await app.uppslag({ ...grounds, personnummer: PROTECTED })
  expect(app.mirror.opened).toEqual([])
})

test('finds the person behind an OCR number or an invoice, and does not say who it was in the record of the request', async () => {
  for (const search of [{ ocrNummer: OCR }, { fakturanummer: 'F1' }]) {
    app.logg.written.length = 0
    const { json } = await app.uppslag({ ...grounds, ...search })
    expect(json.person).toEqual({ fornamn: 'Åsa', efternamn: 'Öberg' })
    expect(logged()[0]).toMatchObject({ personRef: app.keys.personRef(KNOWN), personnummerForseglat: null })
  }
})

test('an invoice number is found whatever signs the ledger writes it with', async () => {
  const fakturanummer = `F&B/1<2>"3'`
  app.mirror.put(KNOWN, 'bromma', 'faktura', [{ fakturanummer, ocrNummer: OCR }])
  const { json } = await app.uppslag({ ...grounds, fakturanummer })
  expect(json.person).toEqual({ fornamn: 'Åsa', efternamn: 'Öberg' })
})

test('a search reference that collides shows the person whose invoice it is and opens nothing else of the other', async () => {
  app.mirror.collide('226', KNOWN)
  const { json } = await app.uppslag({ ...grounds, ocrNummer: '226' })
  expect(json.person).toEqual({ fornamn: 'Nya', efternamn: 'Namnet' })
  expect(app.mirror.opened.filter((one) => one.startsWith('bromma/person'))).toEqual([])
})

test('an invoice reference that two persons share shows neither', async () => {
  app.mirror.put(ABSENT, 'jarva', 'faktura', [{ fakturanummer: 'F3', ocrNummer: '555' }])
  const { json } = await app.uppslag({ ...grounds, fakturanummer: 'F3' })
  expect(json).toMatchObject({ fakturor: [] })
  expect(app.placesOf(json)).toEqual(['insyn/1'])
  expect(logged()[0]).toMatchObject({ orsak: 'flera-personer', utfall: 'nekat', personRef: null })
})

test('a search does not confirm a reference that the caller may not see', async () => {
  await app.uppslag({ ...grounds, andamal: 'kontakt-handlaggare', ocrNummer: OCR })
  expect(app.mirror.opened).toEqual([])
  expect(logged()[0]).toMatchObject({ orsak: 'okand' })
})

test('without a durable record there is no answer', async () => {
  app.logg.down = true
  const { status, text, headers } = await app.uppslag({ ...grounds, personnummer: KNOWN })
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
])('refuses with the cause %s before anything of a person is read, and records it', async (reason, change, options) => {
  const { status, json } = await app.uppslag({ ...grounds, personnummer: KNOWN, ...change }, options)
  expect(status).toBe(403)
  expect(json).toMatchObject({ kod: 'ATKOMST_NEKAD', type: '/problem/atkomst-nekad' })
  expect(app.mirror.read).toEqual([])
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { utfall: 'nekat', orsak: reason } }])
  // A purpose that does not exist is a text of the caller's own.
  expect(app.logg.written[0]?.access.andamal === null).toBe(reason === 'andamal')
})

test('a role sees nothing beyond its own, however much the purpose opens', async () => {
  const query = { ...grounds, andamal: 'avgiftsfraga', arende: 'A-1', identifiering: 'bankid', personnummer: KNOWN }
  const { json } = await app.uppslag(query, { roller: ['funktionsnedsattning'] })
  expect(json.avgift).toEqual([{ stadsdel: 'bromma', kalla: 'paraplyet', period: '2026-09', avgift: 210000 }])
})

test('of several roles the one that opens most counts, alone, and is the one in the record', async () => {
  const query = { ...grounds, andamal: 'samlad-fraga', arende: 'A-1', identifiering: 'bankid', personnummer: KNOWN }
  await app.uppslag(query, { klient: 'konsol', roller: ['skyddad-handlaggare', 'funktionsnedsattning', 'okand'] })
  expect(logged()[0]?.roll).toBe('funktionsnedsattning')
})
