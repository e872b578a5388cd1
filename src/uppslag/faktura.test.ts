import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

const KNOWN = '189001019802'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'
const OCR = '1234566'
const SECRET = 'kontering som aldrig får synas'

const policy = realPolicy()
let app: UppslagApp
const LONG_CLIENT = 'k'.repeat(120)
let now = NOW
let avtal = policy.avtal

beforeAll(async () => {
  app = await startUppslagApp({
    clock: () => now,
    policy: {
      ...policy,
      klienter: { ...policy.klienter, [LONG_CLIENT]: policy.klienter.telefoni! },
      get avtal() {
        return avtal
      },
    },
  })
})
afterAll(() => app.stop())
beforeEach(() => {
  now = NOW
  avtal = policy.avtal
  app.mirror.empty()
  app.mirror.forget()
  app.logg.written.length = 0
  app.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
  app.mirror.put(KNOWN, 'bromma', 'utforare', [{ namn: 'Omsorg AB', regi: 'privat' }])
  app.mirror.put(KNOWN, 'bromma', 'faktura', [
    faktura('F1', { ocrNummer: OCR }),
    faktura('F2', { rader: [{ radnummer: 1, text: 'Hemtjänst september', belopp: 210000, posting: SECRET }] }),
  ])
})

const faktura = (fakturanummer: string, more: object = {}) => ({
  fakturanummer,
  forfallodatum: '2026-10-14',
  betalstatus: 'obetald',
  account: SECRET,
  ...more,
})
const grounds = { andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'kontrollfragor' }
const personId = async (who: object = { personnummer: KNOWN }) =>
  String((await app.uppslag({ ...grounds, ...who })).json.personId)
const fakturaRef = async (i: number) => {
  const { json } = await app.uppslag({ ...grounds, personnummer: KNOWN })
  app.logg.written.length = 0
  app.mirror.forget()
  return (json.fakturor as { fakturaRef: string }[])[i]?.fakturaRef ?? ''
}
const fetch = (ref: string, options?: Parameters<UppslagApp['fetch']>[1]) =>
  app.fetch(`/api/v1/fakturor/${ref}`, options)

test('the purpose is changed without the number, policy is judged anew, and the record knows whom it was about', async () => {
  const id = await personId()
  app.logg.written.length = 0
  const { status, json } = await app.uppslag({ ...grounds, andamal: 'utforarfraga', personId: id })
  expect(status).toBe(200)
  expect(json).toMatchObject({ utforare: [{ namn: 'Omsorg AB' }], fakturor: [] })
  expect(app.logg.written).toMatchObject([
    {
      logg: 'bromma',
      access: {
        personRef: app.keys.personRef(KNOWN),
        personnummerForseglat: null,
        andamal: 'utforarfraga',
        utfall: 'visat',
      },
    },
  ])
  const refused = await app.uppslag({ ...grounds, andamal: 'beslutsfraga', personId: id })
  expect(refused.status).toBe(403)
})

test('a person is named in one way only', async () => {
  const { status, json } = await app.uppslag({ ...grounds, personnummer: KNOWN, personId: await personId() })
  expect([status, json.kod]).toEqual([400, 'BEGARAN_OGILTIG'])
})

test('whoever is asked about, the personId looks the same and holds no number; nobody stays nobody', async () => {
  app.mirror.protect(PROTECTED, 'bromma')
  const ids = await Promise.all(
    [
      { personnummer: KNOWN },
      { personnummer: PROTECTED },
      { personnummer: ABSENT },
      { ocrNummer: OCR },
      { ocrNummer: '777' },
      { fakturanummer: 'F9' },
    ].map(personId),
  )
  expect(new Set(ids.map((id) => id.length)).size).toBe(1)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.join()).not.toMatch(/189001|9001\d{6}/)

  app.logg.written.length = 0
  app.mirror.forget()
  const [, isProtected = '', absent = '', , none = ''] = ids
  const answer = []
  for (const id of [isProtected, absent, none]) {
    const { status, headers, text, json } = await app.uppslag({ ...grounds, personId: id })
    const { uppslagId, loggId, personId: fresh, ...rest } = json
    expect([uppslagId, app.placesOf({ loggId })]).toEqual([expect.any(String), [expect.stringMatching(/^insyn\/\d$/)]])
    const headerNames = [...headers.keys()].filter((name) => name !== 'date')
    answer.push({ status, headers: headerNames, length: text.length, personId: String(fresh).length, rest })
  }
  for (const one of answer) expect(one).toEqual(answer[0])
  expect(app.mirror.read).toHaveLength(3)
  expect(app.logg.written.filter(({ logg }) => logg === 'insyn').map(({ access }) => access.personRef)).toEqual([
    app.keys.personRef(PROTECTED),
    app.keys.personRef(ABSENT),
    null,
  ])
})

test('a reference fits into any path, however long the names in it', async () => {
  const { json } = await app.uppslag(
    { ...grounds, andamal: 'samlad-fraga', identifiering: 'motringning', arende: 'A'.repeat(64), personnummer: KNOWN },
    { slutanvandare: 'å'.repeat(200), klient: LONG_CLIENT },
  )
  const [ref = ''] = (json.fakturor as { fakturaRef: string }[]).map((one) => one.fakturaRef)
  expect(ref.length).toBeGreaterThan(100)
  expect(ref.length).toBeLessThan(400)
  expect(encodeURIComponent(ref)).toBe(ref)
})

test('one invoice is shown with its lines, under the purpose it was opened with, and recorded as such', async () => {
  const ref = await fakturaRef(1)
  const { status, text, json } = await fetch(ref)
  expect(status).toBe(200)
  expect(json.faktura).toEqual({
    stadsdel: 'bromma',
    kalla: 'agresso',
    fakturaRef: ref,
    fakturanummer: 'F2',
    forfallodatum: '2026-10-14',
    betalstatus: 'obetald',
    forfallen: true,
    rader: [{ radnummer: 1, text: 'Hemtjänst september', belopp: 210000 }],
  })
  expect(text).not.toContain(SECRET)
  expect(app.mirror.opened).toEqual(['bromma/faktura'])
  expect(app.logg.written).toMatchObject([
    {
      logg: 'bromma',
      access: {
        handelse: 'faktura',
        personRef: app.keys.personRef(KNOWN),
        andamal: 'fakturafraga',
        identifiering: 'kontrollfragor',
        roll: 'aldre-direkt',
        utfall: 'visat',
        avtal: policy.avtal.find(({ stadsdel }) => stadsdel === 'bromma')?.diarienummer,
        visat: [{ mangd: 'faktura', falt: expect.arrayContaining(['fakturanummer', 'rader.text']) }],
      },
    },
  ])
})

const replaceCharacters = (text: string, place: number) =>
  text.slice(0, place) + (text[place] === 'A' ? 'B' : 'A') + text.slice(place + 1)

test('a reference of no use, an invoice that is gone and a person who is protected are one and the same answer', async () => {
  const ref = await fakturaRef(0)
  const point = ref.indexOf('.')
  const fresh = new Date(NOW.getTime() + 15 * 60_000)
  const cases: [string, () => string | Promise<string>, Parameters<typeof fetch>[1]?][] = [
    ['referens-ogiltig', () => replaceCharacters(ref, 40)],
    ['referens-ogiltig', () => replaceCharacters(ref, 0)],
    ['referens-ogiltig', () => ref.slice(1)],
    ['referens-ogiltig', () => ref.slice(0, point - 1)],
    ['referens-ogiltig', () => 'x'],
    ['referens-ogiltig', () => KNOWN],
    ['referens-annans', () => ref, { slutanvandare: 'bo' }],
    ['referens-annans', () => ref, { klient: 'konsol' }],
    ['eget-nummer', () => ref, { ansprak: { personnummer: KNOWN } }],
    ['inga-uppgifter', () => ref.slice(0, point)],
    ['inga-uppgifter', () => replaceCharacters(ref, point + 3)],
    ['referens-utgangen', () => ((now = fresh), ref)],
    ['okand', () => (app.mirror.empty(), ref)],
    ['skyddad', () => (app.mirror.protect(KNOWN, 'bromma'), ref)],
  ]
  const answer = []
  for (const [reason, make, options] of cases) {
    app.logg.written.length = 0
    now = NOW
    const ref = await make()
    const requested = performance.now()
    const { status, headers, json } = await fetch(ref, options)
    // It leaves when answers do that show nothing (tidsrutnat.ts): the first such moment is 25 ms after the request came.
    expect(performance.now() - requested).toBeGreaterThan(24)
    expect(app.logg.written.map(({ access }) => [access.handelse, access.orsak, access.visat])).toContainEqual([
      'faktura',
      reason,
      [],
    ])
    const { instance, ...rest } = json
    expect(instance).toMatch(/^urn:uuid:/)
    answer.push({ status, headers: [...headers.keys()].filter((name) => name !== 'date'), rest })
  }
  for (const one of answer) expect(one).toEqual(answer[0])
  expect(answer[0]).toMatchObject({ status: 404, rest: { kod: 'FINNS_EJ' } })
})

test('a personId of no use gives the same answer, and the record tells whose reference somebody else had', async () => {
  const id = await personId()
  app.logg.written.length = 0
  const another = await app.uppslag({ ...grounds, personId: id }, { slutanvandare: 'bo' })
  now = new Date(NOW.getTime() + 15 * 60_000)
  const sent = await app.uppslag({ ...grounds, personId: id })
  const broken = await app.uppslag({ ...grounds, personId: replaceCharacters(id, 50) })
  const without = ({ json: { instance: _, ...rest }, status }: typeof another) => ({ status, rest })
  expect(without(another)).toMatchObject({ status: 404, rest: { kod: 'FINNS_EJ' } })
  expect([without(sent), without(broken)]).toEqual([without(another), without(another)])
  expect(app.logg.written.map(({ access }) => [access.orsak, access.personRef])).toEqual([
    ['referens-annans', app.keys.personRef(KNOWN)],
    ['referens-utgangen', app.keys.personRef(KNOWN)],
    ['referens-ogiltig', null],
  ])
  expect(app.mirror.read).toEqual([app.keys.personRef(KNOWN)])
})

test('an agreement that has ended meanwhile shows nothing, and a role that has been lost is refused', async () => {
  const ref = await fakturaRef(0)
  expect((await fetch(ref, { roller: ['trygghetsjour'] })).json.faktura).toBeUndefined()
  expect((await fetch(ref, { roller: [] })).status).toBe(403)
  avtal = policy.avtal.filter(({ stadsdel }) => stadsdel !== 'bromma')
  now = new Date(NOW.getTime() + 1)
  expect((await fetch(ref, { roller: ['funktionsnedsattning'] })).status).toBe(404)
  expect(app.logg.written.at(-1)?.access.orsak).toBe('avtal-saknas')
})
