import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../../test/support/api-in-memory.ts'
import type { Access } from '../../atkomstlogg/access.ts'

const UNPROTECTED = '189001019802'
const PROTECTED = '189001039800'
const ABSENT = '189001059808'
const ANNA = { roller: ['skyddad-handlaggare'], klient: 'konsol' }
const BO = { roller: ['gruppledare'], klient: 'konsol', slutanvandare: 'bo' }
const EVA = { roller: ['sakerhetsansvarig'], klient: 'konsol', slutanvandare: 'eva' }
const asked = { regel: 'skyddad', personnummer: PROTECTED, minuter: 30, motivering: 'Ringer upp om sitt beslut.' }
const leading = { beslut: 'godkant', kommentar: 'Talat med Anna.' }

const policy = realPolicy()
let now = NOW
let app: UppslagApp

beforeAll(async () => {
  app = await startUppslagApp({ policy, clock: () => now })
  app.mirror.protect(PROTECTED, 'bromma')
  app.mirror.put(UNPROTECTED, 'bromma', 'person', [{ fornamn: 'Åsa', efternamn: 'Öberg' }])
})
afterAll(() => app.stop())
beforeEach(() => {
  now = NOW
  app.logg.written.length = 0
  app.logg.down = false
  app.mirror.forget()
  app.tillstand.rader.clear()
  delete app.tillstand.broken
})

const logged = (): Access[] => app.logg.written.map(({ access }) => access)
const request = (changed: object = {}, who: object = ANNA) =>
  app.send('POST', '/api/v1/tillstand', { ...asked, ...changed }, who)
const decide = (id: unknown, who: object = BO, body: object = leading) =>
  app.send('POST', `/api/v1/tillstand/${String(id)}/beslut`, body, who)
const check = (id: unknown, who: object = EVA, body: object = { utfall: 'befogat', kommentar: 'Stämmer.' }) =>
  app.send('POST', `/api/v1/tillstand/${String(id)}/granskning`, body, who)
const list = (who: object = EVA, query = '') => app.send('GET', `/api/v1/tillstand${query}`, undefined, who)

test('asked for, approved by somebody else, reviewed by a third: each step is a record that names it', async () => {
  const requested = await request()
  expect(requested.status).toBe(200)
  expect(requested.json).toMatchObject({ status: 'vantar-godkannande', giltigTill: '2026-10-15T10:30:00.000Z' })
  now = new Date(NOW.getTime() + 10 * 60_000)
  const { tillstandId } = requested.json
  expect(await decide(tillstandId)).toMatchObject({
    status: 200,
    json: { status: 'beviljat', giltigTill: '2026-10-15T10:40:00.000Z' },
  })
  expect((await check(tillstandId)).json).toMatchObject({ granskning: 'befogat' })
  expect(app.logg.written.every(({ logg }) => logg === 'insyn')).toBe(true)
  expect(logged()).toMatchObject([
    { slutanvandare: 'anna', roll: 'skyddad-handlaggare', orsak: 'skyddad-vantar-godkannande' },
    { slutanvandare: 'bo', roll: 'gruppledare', orsak: 'tillstand-godkant', personRef: null },
    { slutanvandare: 'eva', roll: 'sakerhetsansvarig', orsak: 'tillstand-befogat', personRef: null },
  ])
  for (const access of logged()) expect(access).toMatchObject({ handelse: 'tillstand', tillstand: tillstandId })
  expect(logged()[0]?.personRef).toBe(app.keys.personRef(PROTECTED))
})

test('reviewers read the words, and find nothing of the person; in the store the words are sealed', async () => {
  const { tillstandId } = (await request({ arende: 'KC-1' })).json
  await decide(tillstandId)
  await check(tillstandId)
  for (const who of [EVA, BO]) {
    const { json, text } = await list(who)
    expect(json.tillstand).toMatchObject([
      {
        tillstandId,
        regel: 'skyddad',
        status: 'beviljat',
        slutanvandare: 'anna',
        arende: 'KC-1',
        motivering: asked.motivering,
        beslut: { utfall: 'godkant', av: 'bo', kommentar: leading.kommentar },
        granskning: { utfall: 'befogat', av: 'eva', kommentar: 'Stämmer.' },
      },
    ])
    expect(text).not.toContain(PROTECTED.slice(2))
    expect(text).not.toContain(app.keys.personRef(PROTECTED))
  }
  expect(logged().at(-1)).toMatchObject({ handelse: 'tillstand', utfall: 'visat', orsak: 'tillstand-lista' })
  const stored = JSON.stringify([...app.tillstand.rader.values()])
  for (const words of ['Ringer', 'Talat', 'Stämmer', PROTECTED]) expect(stored).not.toContain(words)
})

test('is listed by status, a page at a time', async () => {
  for (let i = 0; i < 3; i++) await request()
  const { tillstandId } = (await request()).json
  await decide(tillstandId)
  expect((await list(EVA, '?status=beviljat')).json).toMatchObject({ tillstand: [{ tillstandId }], fler: false })
  const page = (await list(EVA, '?status=vantar-godkannande&limit=2&page=1')).json
  expect(page).toMatchObject({ limit: 2, page: 1, fler: true })
  expect(page.tillstand).toHaveLength(2)
  expect((await list(EVA, '?limit=2&page=2')).json).toMatchObject({ fler: false })
  expect((await list(EVA, '?limit=101')).status).toBe(400)
})

test('asking looks the same whether the person is protected, not protected or not there', async () => {
  const answer = []
  for (const personnummer of [PROTECTED, UNPROTECTED, ABSENT]) {
    app.logg.written.length = 0
    const { status, json, headers } = await request({ personnummer })
    const { tillstandId, loggId, ...rest } = json
    expect([String(tillstandId).length, app.placesOf({ loggId })]).toEqual([36, ['insyn/1']])
    answer.push({ status, rest, headers: [...headers.keys()], length: headers.get('content-length') })
    expect(app.logg.written).toHaveLength(1)
  }
  for (const one of answer) expect(one).toEqual(answer[0])
  expect(app.mirror.read).toEqual([])
})

test('a rule that needs nobody is granted at once', async () => {
  const oppettid = { regel: 'oppettid', minuter: 60, motivering: 'Telefonavbrott under dagen.' }
  const answer = await app.send('POST', '/api/v1/tillstand', oppettid, { roller: ['aldre-direkt'] })
  expect(answer.json).toMatchObject({ status: 'beviljat', giltigTill: '2026-10-15T11:00:00.000Z' })
  expect(logged()).toMatchObject([{ orsak: 'oppettid-beviljat', personRef: null }])
})

test.each([
  ['a rule that never gives way', { regel: 'avtal' }, '/regel'],
  ['no person for a rule about one', { personnummer: undefined }, '/personnummer'],
  ['a person for a rule about none', { regel: 'oppettid' }, '/personnummer'],
  ['a number that is none', { personnummer: '189001039801' }, '/personnummer'],
  ['too long a time', { minuter: 61 }, '/minuter'],
  ['no time', { minuter: 0 }, '/minuter'],
  ['no reason', { motivering: '     ' }, '/motivering'],
  [
    'a number in the reason',
    { motivering: `Gäller ${PROTECTED.slice(2, 8)} ${PROTECTED.slice(8)}, ring.` },
    '/motivering',
  ],
])('refuses %s with a pointer and never a value', async (_, changed, pointer) => {
  const { status, json, text } = await request(changed)
  expect(status).toBe(400)
  expect((json.fel as { pekare: string }[])[0]?.pekare).toBe(pointer)
  expect(text).not.toContain(PROTECTED.slice(8))
  expect(JSON.stringify(app.logg.written)).not.toContain(PROTECTED.slice(2, 8))
  expect(app.tillstand.rader.size).toBe(0)
  expect(logged()).toMatchObject([{ handelse: 'tillstand', utfall: 'nekat' }])
})

test('a number in a comment is refused as well', async () => {
  const { tillstandId } = (await request()).json
  const comment = `Det är ${PROTECTED}.`
  expect((await decide(tillstandId, BO, { ...leading, kommentar: comment })).status).toBe(400)
  expect((await check(tillstandId, EVA, { utfall: 'befogat', kommentar: comment })).status).toBe(400)
  expect(app.tillstand.rader.get(String(tillstandId))).toMatchObject({ beslut: null, granskning: null })
})

test.each([
  ['asks without the right', () => request({}, { roller: ['gruppledare'] })],
  ['asks for a protected person in a role that never may', () => request({}, { roller: ['aldre-direkt'] })],
  ['approves without the right', async () => decide((await request()).json.tillstandId, EVA)],
  ['reviews without the right', async () => check((await request()).json.tillstandId, BO)],
  ['lists without the right', () => list(ANNA)],
  ['has a role that is nothing’s own', () => list({ roller: ['constructor', 'toString'] })],
])('whoever %s is refused, and it is recorded', async (_, step) => {
  expect(await step()).toMatchObject({ status: 403, json: { kod: 'ATKOMST_NEKAD' } })
  expect(logged().at(-1)).toMatchObject({ handelse: 'tillstand', utfall: 'nekat', orsak: 'ratt-saknas' })
})

test('nobody decides on or reviews their own, in whatever role and through whatever client', async () => {
  const { tillstandId } = (await request()).json
  const anna = { roller: ['gruppledare', 'sakerhetsansvarig'], klient: 'demo', ansprak: { name: 'Bo', upn: 'bo@x' } }
  expect(await decide(tillstandId, anna)).toMatchObject({ status: 403 })
  expect(logged().at(-1)).toMatchObject({ utfall: 'nekat', orsak: 'tillstand-eget', tillstand: tillstandId })
  expect((await decide(tillstandId, { ...anna, slutanvandare: 'ANNA' })).status).toBe(401)
  await decide(tillstandId)
  expect((await check(tillstandId, anna)).status).toBe(403)
  expect((await check(tillstandId, { ...EVA, slutanvandare: 'bo' })).status).toBe(403)
})

test.each<[string, (id: string, who: object) => Promise<{ status: number; json: Record<string, unknown> }>]>([
  ['asks for', (_, who) => request({}, who)],
  ['approves', (id, who) => decide(id, who)],
  ['reviews', (id, who) => check(id, who)],
  ['lists', (_, who) => list(who)],
  [
    'uses',
    (tillstand, who) =>
      app.uppslag(
        { personnummer: PROTECTED, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid', tillstand },
        who,
      ),
  ],
])('whoever a client names %s no enkelttillstånd, nor does a system on its own', async (_, step) => {
  const { tillstandId } = (await request()).json
  await decide(tillstandId)
  const roller = ['skyddad-handlaggare']
  for (const who of [
    { roller, klient: 'arendesystem', headers: { 'x-slutanvandare': 'anna' } },
    { roller, klient: 'arendesystem', slutanvandare: 'anna' },
    { roller, klient: 'konsol', slutanvandare: 'konsol' },
  ]) {
    const { status, json } = await step(String(tillstandId), who)
    expect([status, json.detail]).toEqual([403, expect.stringContaining('själv är inloggad')])
    expect(logged().at(-1)).toMatchObject({ utfall: 'nekat', orsak: 'identitet-ej-styrkt' })
  }
})

test('a case that this client may not name is as one that is not there', async () => {
  for (const arende of ['KC-99', 'DEMO-9']) {
    expect(await request({ arende })).toMatchObject({ status: 404, json: { kod: 'FINNS_EJ' } })
    expect(logged().at(-1)).toMatchObject({ orsak: 'arende-okant' })
  }
  expect(app.tillstand.rader.size).toBe(0)
})

test('deciding the same again gives the same; deciding otherwise, late or by another is a conflict', async () => {
  const { tillstandId } = (await request()).json
  const first = await decide(tillstandId)
  now = new Date(NOW.getTime() + 60_000)
  const again = await decide(tillstandId)
  expect(again.json).toEqual({ ...first.json, loggId: again.json.loggId })
  expect(await decide(tillstandId, { ...BO, slutanvandare: 'cilla' })).toMatchObject({
    status: 409,
    json: { kod: 'KONFLIKT' },
  })
  expect((await decide(tillstandId, BO, { ...leading, beslut: 'avslaget' })).status).toBe(409)
  const sent = (await request()).json.tillstandId
  now = new Date(NOW.getTime() + 60 * 60_000)
  expect((await decide(sent)).status).toBe(409)
  expect((await decide(randomUUID())).status).toBe(404)
})

test('without a durable record no step is taken, and each can be taken again', async () => {
  app.logg.down = true
  expect((await request()).status).toBe(503)
  expect(app.tillstand.rader.size).toBe(0)
  app.logg.down = false
  const { tillstandId } = (await request()).json
  app.logg.down = true
  expect((await decide(tillstandId)).status).toBe(503)
  app.logg.down = false
  expect(app.tillstand.rader.get(String(tillstandId))).toMatchObject({ status: 'vantar-godkannande', beslut: null })
  expect((await decide(tillstandId)).status).toBe(200)
  expect(await app.tillstand.inForce(String(tillstandId))).toBeDefined()
  app.logg.down = true
  expect((await check(tillstandId)).status).toBe(503)
  app.logg.down = false
  expect(app.tillstand.rader.get(String(tillstandId))).toMatchObject({ granskning: null })
  expect((await check(tillstandId)).status).toBe(200)
})

test('a store that is away is a failure after the record, and says nothing', async () => {
  app.tillstand.broken = new Error(`no row for ${PROTECTED}`)
  const { status, text } = await request()
  expect(status).toBe(500)
  expect(text).not.toContain(PROTECTED)
  expect(logged()).toMatchObject([{ handelse: 'tillstand', orsak: 'skyddad-vantar-godkannande' }])
})

test('an officer of boards alone does not review, or list, what stands in the processor’s own log', async () => {
  const officer = { ...EVA, slutanvandare: 'siri', ansprak: { insyn: { loggar: ['bromma'] } } }
  app.logg.written.length = 0
  const review = { utfall: 'befogat', kommentar: 'Stämmer.' }
  const path = '/api/v1/tillstand/5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30/granskning'
  const [listed, reviewed] = [
    await app.fetch('/api/v1/tillstand', officer),
    await app.send('POST', path, review, officer),
  ]
  expect([listed.status, reviewed.status]).toEqual([403, 403])
  expect(app.logg.written.map(({ access }) => access.orsak)).toEqual(['inga-loggar', 'inga-loggar'])
  // Of those who approve it is no matter.
  expect((await app.fetch('/api/v1/tillstand', { ...officer, roller: ['gruppledare'] })).status).toBe(200)
})
