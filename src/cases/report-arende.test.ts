import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'
const SYSTEM = { klient: 'arendesystem', roller: ['arendesystem'] }

let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp()
  const { mirror } = app
  mirror.put(KNOWN, 'jarva', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  mirror.put(KNOWN, 'jarva', 'handlaggare', [
    { handlaggareId: 'H1', namn: 'Bo Ek', enhet: 'Vuxen', ansvarsomrade: 'A–F' },
  ])
  mirror.put(KNOWN, 'jarva', 'utforare', [
    { uppdragId: 'U1', namn: 'Omsorg AB', regi: 'privat', insats: 'Hemtjänst', franOchMed: '2026-01-01' },
    { uppdragId: 'U0', namn: 'Förra AB', regi: 'privat', insats: 'Hemtjänst', tillOchMed: '2025-12-31' },
  ])
  mirror.put(KNOWN, 'bromma', 'faktura', [
    { fakturanummer: 'F1', ocrNummer: '226', belopp: 100, betalstatus: 'delbetald' },
  ])
  mirror.protect(PROTECTED, 'bromma')
})
afterAll(() => app.stop())
beforeEach(() => {
  app.logg.written.length = 0
  app.logg.down = false
  app.mirror.forget()
})

const report = (arendeId: string, body: object, options: { klient: string; roller: string[] } = SYSTEM) =>
  app.send('PUT', `/api/v1/arenden/${arendeId}`, body, options)

test('an opened case gets district, current provider, handläggare and a suggestion, and is opened for mirroring', async () => {
  const { status, json } = await report('KC-1', { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' })
  expect(status).toBe(200)
  expect(json).toEqual({
    arendeId: 'KC-1',
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
    ...{ spegling: 'vantar', orsak: null, forklaring: expect.any(String) },
    loggId: [expect.any(String)],
  })
  expect(app.arenden.opened.get('KC-1')).toEqual({
    arendeId: 'KC-1',
    klient: 'arendesystem',
    personRef: app.keys.personRef(KNOWN),
    andamal: 'utforarfraga',
    category: {},
  })
  expect(app.logg.written).toMatchObject([
    {
      logg: 'jarva',
      access: { handelse: 'arende', arende: 'KC-1', roll: 'arendesystem', utfall: 'visat', klient: 'arendesystem' },
    },
  ])
})

test('a suggestion looks only at the field its rule names, and that is recorded as seen', async () => {
  const { json } = await report('KC-2', { status: 'oppnat', personnummer: KNOWN, andamal: 'fakturafraga' })
  expect(json.forslag).toMatchObject({ arendeklass: 'Delbetald faktura' })
  expect(json.stadsdelar).toEqual([{ kod: 'bromma', namn: 'Bromma' }])
  expect(app.mirror.opened).toEqual(['bromma/faktura'])
  expect(app.logg.written[0]?.access.visat).toEqual([{ mangd: 'faktura', falt: ['betalstatus'] }])
})

test('a case about an absent and about a protected person look the same, and both are opened', async () => {
  const answer = []
  for (const personnummer of [ABSENT, PROTECTED]) {
    app.logg.written.length = 0
    const { status, json } = await report('KC-3', { status: 'oppnat', personnummer, andamal: 'fakturafraga' })
    expect(app.placesOf(json)).toEqual(['insyn/1'])
    answer.push({ status, json: { ...json, loggId: String(json.loggId).length } })
    expect(app.arenden.opened.get('KC-3')?.personRef).toBe(app.keys.personRef(personnummer))
  }
  expect(answer[1]).toEqual(answer[0])
  expect(answer[0]?.json).toMatchObject({ stadsdelar: [], utforare: [], handlaggare: [] })
  expect(app.logg.written.map(({ logg, access }) => [logg, access.orsak])).toEqual([
    ['insyn', 'skyddad'],
    ['bromma', 'skyddad'],
  ])
})

test('a categorised case is answered for the person it was opened for, whoever the request names', async () => {
  await report('KC-4', { status: 'oppnat', personnummer: KNOWN, andamal: 'kontakt-handlaggare' })
  app.logg.written.length = 0
  const { json } = await report('KC-4', {
    status: 'kategoriserat',
    huvudkategori: 'Äldreomsorg',
    personnummer: ABSENT,
    andamal: 'fakturafraga',
  })
  expect(json.handlaggare).toMatchObject([{ namn: 'Bo Ek' }])
  expect(app.arenden.opened.get('KC-4')?.category).toEqual({ huvudkategori: 'Äldreomsorg' })
  expect(app.logg.written[0]?.access).toMatchObject({
    personRef: app.keys.personRef(KNOWN),
    personnummerForseglat: null,
    andamal: 'kontakt-handlaggare',
  })
})

test('a closed case gets nothing more, and may be closed again', async () => {
  await report('KC-5', { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' })
  app.mirror.forget()
  for (let once = 0; once < 2; once++) {
    const { status, json } = await report('KC-5', { status: 'stangt' })
    expect(status).toBe(200)
    expect(json).toMatchObject({ status: 'stangt', utforare: [], forslag: null, spegling: 'avslutas' })
  }
  expect(app.arenden.opened.has('KC-5')).toBe(false)
  expect(app.mirror.read).toEqual([])
})

test.each(['oppnat', 'kategoriserat', 'stangt'])(
  'a case of another client is as one that is not there: %s',
  async (status) => {
    const two = { ...app.policy.klienter, copy: app.policy.klienter.arendesystem! }
    const other = await startUppslagApp({ policy: { ...app.policy, klienter: two } })
    const body = { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' }
    await other.send('PUT', '/api/v1/arenden/KC-8', body, SYSTEM)
    const before = structuredClone(other.arenden.opened.get('KC-8'))
    const theirs = { ...SYSTEM, klient: 'copy' }
    const asked = status === 'oppnat' ? { ...body, personnummer: PROTECTED } : { status, arendetyp: 'Utförare' }
    const foreign = await other.send('PUT', '/api/v1/arenden/KC-8', asked, theirs)
    expect(foreign).toMatchObject({
      status: 404,
      json: { detail: expect.stringContaining('finns inte bland de öppna ärenden') },
    })
    if (status !== 'oppnat') {
      const unknown = await other.send('PUT', '/api/v1/arenden/KC-77', asked, theirs)
      expect({ ...foreign.json, instance: '' }).toEqual({ ...unknown.json, instance: '' })
    }
    expect(other.arenden.opened.get('KC-8')).toEqual(before)
    expect(other.logg.written.at(-1)?.access).toMatchObject({ klient: 'copy', orsak: 'arende-okant' })
    await other.stop()
  },
)

test.each(['kategoriserat', 'stangt'])('a case that was never opened cannot be %s', async (status) => {
  const answer = await report('KC-99', { status })
  expect(answer.status).toBe(404)
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { orsak: 'arende-okant', utfall: 'nekat' } }])
})

test.each([
  [
    'a role other than the case system',
    403,
    'KC-6',
    { status: 'oppnat', personnummer: KNOWN, andamal: 'fakturafraga' },
    { klient: 'arendesystem', roller: ['aldre-direkt'] },
  ],
  [
    'a purpose that does not exist',
    403,
    'KC-6',
    { status: 'oppnat', personnummer: KNOWN, andamal: 'nyfikenhet' },
    SYSTEM,
  ],
  ['an opening without a person', 400, 'KC-6', { status: 'oppnat', andamal: 'fakturafraga' }, SYSTEM],
  ['an opening without a purpose', 400, 'KC-6', { status: 'oppnat', personnummer: KNOWN }, SYSTEM],
  [
    'a case that is named by a personnummer',
    400,
    KNOWN,
    { status: 'oppnat', personnummer: KNOWN, andamal: 'fakturafraga' },
    SYSTEM,
  ],
])('turns away %s with %i, opens nothing and records it', async (_, expected, arendeId, body, options) => {
  const { status, text } = await report(arendeId, body, options)
  expect(status).toBe(expected)
  expect(text).not.toContain(KNOWN)
  expect(app.arenden.opened.has(arendeId)).toBe(false)
  expect(app.mirror.read).toEqual([])
  expect(app.logg.written).toMatchObject([{ logg: 'insyn', access: { utfall: 'nekat' } }])
})

test('only words that the configuration knows are kept; every other stands as one', async () => {
  const opening = { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' }
  await report('KC-20', { ...opening, huvudkategori: 'Äldreomsorg', arendetyp: 'Fråga från Åsa Öberg' })
  expect(app.arenden.opened.get('KC-20')?.category).toEqual({ huvudkategori: 'Äldreomsorg', arendetyp: 'övrigt' })
  await report('KC-20', { status: 'kategoriserat', huvudkategori: 'Åsa', arendetyp: 'Beslut', arendeklass: 'Beslut' })
  expect(app.arenden.opened.get('KC-20')?.category).toEqual({
    huvudkategori: 'övrigt',
    arendetyp: 'Beslut',
    arendeklass: 'övrigt',
  })
  expect(JSON.stringify(app.logg.written)).not.toMatch(/Åsa|Äldreomsorg/)
})

test.each([
  ['huvudkategori', `Rör ${KNOWN}`, 'innehåller något som kan läsas som ett personnummer'],
  ['arendetyp', '９００１０１ ９８０２', 'innehåller något som kan läsas som ett personnummer'],
  ['arendeklass', 'a\u0000b', 'innehåller tecken som inte kan skrivas ut'],
  ['arendeklass', 'a\ud800b', 'innehåller tecken som inte kan skrivas ut'],
])('a %s of %j is refused with its place and the rule, never with what it says', async (field, text, rule) => {
  const answer = await report('KC-21', {
    status: 'oppnat',
    personnummer: KNOWN,
    andamal: 'utforarfraga',
    [field]: text,
  })
  expect([answer.status, answer.json.fel]).toEqual([400, [{ pekare: `/${field}`, regel: rule }]])
  expect(answer.text + JSON.stringify(app.logg.written)).not.toContain(text)
  expect(app.arenden.opened.has('KC-21')).toBe(false)
})

test.each([
  [KNOWN, '/arendeId', 'innehåller något som kan läsas som ett personnummer'],
  ['KC-900101-9802', '/arendeId', 'innehåller något som kan läsas som ett personnummer'],
  ['KC.18.90.01.01.98.02', '/arendeId', 'innehåller något som kan läsas som ett personnummer'],
  ['18900101-9802-4b4d-9b7e-2f6d1c9a8e30', '/arendeId', 'innehåller något som kan läsas som ett personnummer'],
  ['2026-10017', '/arende', 'följer inte den form för ärendenummer som klientens avtal anger'],
  ['X-KC-10017', '/arende', 'följer inte den form för ärendenummer som klientens avtal anger'],
])('a case called %s is refused with its place and the rule', async (arendeId, place, rule) => {
  const answer = await report(arendeId, { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' })
  expect([answer.status, answer.json.fel]).toEqual([400, [{ pekare: place, regel: rule }]])
  expect(answer.text + JSON.stringify(app.logg.written)).not.toContain(arendeId)
  expect(app.logg.written).toMatchObject([{ access: { arende: null, orsak: 'begaran-ogiltig' } }])
})

test('a case called by a UUID is taken, whatever digits chance gave it', async () => {
  const arendeId = '90010198-02ab-4b4d-9b7e-2f6d1c9a8e30'
  expect((await report(arendeId, { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' })).status).toBe(200)
})

test('without a durable record the case gets nothing', async () => {
  app.logg.down = true
  const { status, text } = await report('KC-7', { status: 'oppnat', personnummer: KNOWN, andamal: 'utforarfraga' })
  expect(status).toBe(503)
  expect(text).not.toContain('Omsorg AB')
})
