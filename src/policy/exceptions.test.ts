import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { withoutOwn } from '../../test/support/api/without-own-parts.ts'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import type { PersonItems } from '../mapping/person-items.ts'
import type { ReadQuery } from '../uppslag/direkt/live-source.ts'

const KNOWN = '189001019802'
const PROTECTED = '189001039800'
const OTHER = '189001029819'
const ABSENT = '189001059808'
const ANNA = { roller: ['skyddad-handlaggare', 'aldre-direkt'], klient: 'konsol' }
const BO = { roller: ['gruppledare'], klient: 'konsol', slutanvandare: 'bo' }
const query = { andamal: 'beslutsfraga', arende: 'KC-1', relation: 'sjalv', identifiering: 'bankid' }

const policy = realPolicy()
const avtal = (stadsdel: string) => policy.avtal.find((one) => one.stadsdel === stadsdel)?.diarienummer
let now = NOW
let read: ReadQuery[] = []
/** What the sources hold, by `kalla/stadsdel`; one that is not here does not answer. */
let sources: Record<string, PersonItems | undefined> = {}
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({
    policy,
    clock: () => now,
    direkt: {
      fristMs: 20,
      lastAnswered: () => true,
      connected: () => true,
      read: async (request) => {
        read.push(request)
        return request.scopes.map((one) => {
          const place = `${one.source}/${one.stadsdel}`
          if (!(place in sources)) return { ...one, answered: false, cause: 'fault' as const }
          const found = sources[place]
          const person = found?.personnummer === request.personnummer ? found : undefined
          return { ...one, answered: true, readAt: NOW, person }
        })
      },
    },
  })
  app.mirror.protect(PROTECTED, 'bromma')
  app.mirror.put(KNOWN, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
})
afterAll(() => app.stop())
beforeEach(() => {
  now = NOW
  read = []
  app.logg.written.length = 0
  app.tillstand.rader.clear()
  sources = {
    'paraplyet/bromma': {
      personnummer: PROTECTED,
      skydd: 'ja',
      uppgifter: {
        person: [{ fornamn: 'Mia', efternamn: 'Fast' }],
        beslut: [{ beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende', enhet: 'Norra hemtjänsten' }],
        utforare: [{ uppdragId: 'U1', namn: 'Omsorg AB' }],
      },
      rejected: [],
    },
    'paraplyet/jarva': undefined,
  }
})

const tillstand = async (changed: object = {}, who: object = ANNA) => {
  const request = { regel: 'skyddad', personnummer: PROTECTED, minuter: 30, motivering: 'Ringer upp om sitt beslut.' }
  const { json } = await app.send('POST', '/api/v1/tillstand', { ...request, ...changed }, who)
  return String(json.tillstandId)
}
const approved = async (changed: object = {}) => {
  const id = await tillstand(changed)
  await app.send('POST', `/api/v1/tillstand/${id}/beslut`, { beslut: 'godkant', kommentar: 'Stämmer.' }, BO)
  app.logg.written.length = 0
  return id
}
const hit = (body: object, who: object = ANNA) => app.uppslag({ ...query, ...body }, who)
const items = () => app.logg.written.map(({ logg, access }) => [logg, access.orsak, access.flaggor, access.tillstand])

test('with an approved enkelttillstånd a protected person is read now, narrowed to the role, and shown with the flag', async () => {
  const id = await approved()
  const { json, text } = await hit({ personnummer: PROTECTED, tillstand: id })
  expect(json).toMatchObject({ person: { fornamn: 'Mia', efternamn: 'Fast' }, utforare: [] })
  expect(app.placesOf(json)).toEqual(['bromma/1'])
  expect(json.beslut).toEqual([
    { stadsdel: 'bromma', kalla: 'paraplyet', beslutId: 'B1', insats: 'Hemtjänst', status: 'pagaende' },
  ])
  // The role sees nothing that tells where she is, whatever her other roles may see of others.
  expect(text).not.toMatch(/Norra hemtjänsten|Omsorg AB/)
  expect(app.logg.written).toMatchObject([
    {
      logg: 'bromma',
      access: {
        utfall: 'visat',
        roll: 'skyddad-handlaggare',
        tillstand: id,
        flaggor: ['skyddad-visad'],
        avtal: avtal('bromma'),
        visat: [
          { mangd: 'person', falt: ['efternamn', 'fornamn'] },
          { mangd: 'beslut', falt: ['beslutId', 'insats', 'status'] },
        ],
      },
    },
  ])
  expect(json.kallor).toContainEqual(
    expect.objectContaining({ kalla: 'paraplyet', stadsdel: 'bromma', status: 'aktuell', speglad: null }),
  )
  expect(json.kallor).toContainEqual(
    expect.objectContaining({ kalla: 'paraplyet', stadsdel: 'farsta', status: 'ej-svar', speglad: null }),
  )
})

test('only districts and kinds within reach are asked, and with the deadline', async () => {
  const id = await approved()
  await hit({ personnummer: PROTECTED, tillstand: id })
  expect(read).toHaveLength(1)
  const [{ scopes, ...rest }] = read as [ReadQuery]
  expect(rest).toEqual({ personnummer: PROTECTED, fristMs: 20, evenProtected: true })
  expect(new Set(scopes.map(({ source }) => source))).toEqual(new Set(['paraplyet']))
  expect(scopes.map(({ stadsdel }) => stadsdel).sort()).toEqual(policy.avtal.map(({ stadsdel }) => stadsdel).sort())
  for (const { mangder } of scopes) expect([...mangder].sort()).toEqual(['beslut', 'person'])
})

test('without it the sources are not read', async () => {
  await hit({ personnummer: PROTECTED })
  await hit({ personnummer: KNOWN })
  expect(read).toEqual([])
})

test.each<[string, () => Promise<string>, object?]>([
  ['that nobody has approved', () => tillstand()],
  ['that is about somebody else', () => approved({ personnummer: OTHER })],
  ['that nobody knows', async () => '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'],
  ['of somebody else', () => approved(), { ...ANNA, slutanvandare: 'cilla' }],
  ['of another rule', () => tillstand({ regel: 'arende-saknas' })],
  ['in a role that never sees protected persons', () => approved(), { ...ANNA, roller: ['aldre-direkt'] }],
])('one %s changes nothing: the answer and the record are as without it', async (_, give, who = ANNA) => {
  const id = await give()
  app.logg.written.length = 0
  const without = await hit({ personnummer: PROTECTED }, who)
  const added = await hit({ personnummer: PROTECTED, tillstand: id }, who)
  expect(withoutOwn(added.json)).toEqual(withoutOwn(without.json))
  expect(added.text).not.toContain('"Mia"')
  expect(app.logg.written).toHaveLength(4)
  for (const { access } of app.logg.written) expect(access).toMatchObject({ orsak: 'skyddad', tillstand: null })
  expect(read).toEqual([])
})

test('it ends when its time does', async () => {
  const id = await approved()
  now = new Date(NOW.getTime() + 30 * 60_000)
  expect((await hit({ personnummer: PROTECTED, tillstand: id })).text).not.toContain('"Mia"')
})

test('a rule that the policy no longer names does not give way to what was granted before', async () => {
  const without = await startUppslagApp({
    policy: { ...policy, undantag: { oppettid: { hogstMinuter: 1, godkannande: true } } },
  })
  without.mirror.protect(PROTECTED, 'bromma')
  const row = { klient: 'konsol', arende: null, motivering: '', minuter: 30, begart: NOW, granskning: null }
  const validUntil = new Date(NOW.getTime() + 60_000)
  const id = '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30'
  const beslut = { utfall: 'godkant', utfardare: 'inloggning', av: 'bo', kommentar: '', tid: NOW } as const
  const who = { utfardare: 'inloggning', slutanvandare: 'anna', personRef: without.keys.personRef(PROTECTED) }
  const granted = { tillstandId: id, regel: 'skyddad', status: 'beviljat', giltigTill: validUntil, beslut } as const
  without.tillstand.rader.set(id, { ...row, ...who, ...granted })
  await without.uppslag({ ...query, personnummer: PROTECTED, tillstand: id }, ANNA)
  expect(without.logg.written[0]?.access).toMatchObject({ orsak: 'skyddad', tillstand: null })
  await without.stop()
})

test('under it an absent person and a protected one whose sources do not answer look the same', async () => {
  const [her, nobodys] = [await approved(), await approved({ personnummer: ABSENT })]
  sources = {}
  const answer = []
  for (const [personnummer, id] of [
    [PROTECTED, her],
    [ABSENT, nobodys],
  ] as const) {
    const start = performance.now()
    const { json, status } = await hit({ personnummer, tillstand: id })
    expect(performance.now() - start).toBeGreaterThanOrEqual(20)
    expect(json.loggId).toHaveLength(1)
    answer.push({ status, rest: withoutOwn(json) })
  }
  expect(answer[0]).toEqual(answer[1])
  expect(items()).toEqual([
    ['insyn', 'skyddad', ['undantag'], her],
    ['bromma', 'skyddad', ['undantag'], her],
    ['insyn', 'okand', ['undantag'], nobodys],
  ])
})

test('somebody who turns out not to be protected is shown without the flag of a protected one', async () => {
  const id = await approved({ personnummer: OTHER })
  sources = {
    'paraplyet/jarva': {
      personnummer: OTHER,
      skydd: 'nej',
      uppgifter: { person: [{ fornamn: 'Bo', efternamn: 'Ek' }] },
      rejected: [],
    },
  }
  expect((await hit({ personnummer: OTHER, tillstand: id })).json).toMatchObject({ person: { fornamn: 'Bo' } })
  expect(items()).toEqual([['jarva', 'traff', ['undantag'], id]])
})

test('a case that a purpose demands may be missing for somebody who has leave, for that person', async () => {
  const who = { roller: ['aldre-direkt'] }
  const withoutArende = { ...query, arende: undefined }
  expect(await app.uppslag({ ...withoutArende, personnummer: KNOWN }, who)).toMatchObject({ status: 403 })
  const id = await tillstand({ regel: 'arende-saknas', personnummer: KNOWN }, who)
  app.logg.written.length = 0
  expect(await app.uppslag({ ...withoutArende, personnummer: KNOWN, tillstand: id }, who)).toMatchObject({
    status: 200,
    json: { person: { fornamn: 'Åsa' } },
  })
  expect(items()).toEqual([['bromma', 'traff', ['undantag'], id]])
  expect(await app.uppslag({ ...withoutArende, personnummer: OTHER, tillstand: id }, who)).toMatchObject({
    status: 403,
  })
  expect(await app.uppslag({ ...withoutArende, ocrNummer: '226', tillstand: id }, who)).toMatchObject({ status: 403 })
  // With a case nothing had to give way.
  app.logg.written.length = 0
  await app.uppslag({ ...query, personnummer: KNOWN, tillstand: id }, who)
  expect(items()).toEqual([['bromma', 'traff', [], null]])
})

test('an invoice shown by leave has no reference: that would be judged without it', async () => {
  app.mirror.put(OTHER, 'jarva', 'faktura', [{ fakturanummer: 'F7', belopp: 100 }])
  const who = { roller: ['aldre-direkt'] }
  const id = await tillstand({ regel: 'arende-saknas', personnummer: OTHER }, who)
  const gathered = { ...query, andamal: 'samlad-fraga', personnummer: OTHER, tillstand: id }
  const faktura = { stadsdel: 'jarva', kalla: 'agresso', fakturanummer: 'F7', belopp: 100 }
  expect((await app.uppslag({ ...gathered, arende: undefined }, who)).json.fakturor).toEqual([faktura])
  const { json } = await app.uppslag(gathered, who)
  expect(json.fakturor).toEqual([{ ...faktura, fakturaRef: expect.any(String) }])
})

test('leave to be without a case opens nothing that role or identification does not', async () => {
  // In the evening, when the role works.
  now = new Date(NOW.getTime() + 8 * 60 * 60_000)
  const issuedAt = Math.floor(now.getTime() / 1000)
  const who = { roller: ['trygghetsjour'], ansprak: { iat: issuedAt, exp: issuedAt + 60 } }
  const id = await tillstand({ regel: 'arende-saknas', personnummer: KNOWN }, who)
  const without = { andamal: 'beslutsfraga', relation: 'sjalv', personnummer: KNOWN, tillstand: id }
  expect((await app.uppslag({ ...without, identifiering: 'ingen' }, who)).status).toBe(403)
  expect(
    (await app.uppslag({ ...without, andamal: 'avgiftsfraga', identifiering: 'bankid' }, who)).json.avgift,
  ).toEqual([])
})

test('a store that is away is the same failure for everybody', async () => {
  app.tillstand.broken = new Error('down')
  const answer = []
  for (const personnummer of [PROTECTED, ABSENT]) {
    const { status, json } = await hit({ personnummer, tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30' })
    answer.push({ status, kod: json.kod })
  }
  delete app.tillstand.broken
  expect(answer).toEqual(Array(2).fill({ status: 500, kod: 'OVANTAT' }))
})
