import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { aLogRecord } from '../../test/support/access-records.ts'
import { NOW, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { memoryIdempotency } from '../../test/support/memory-idempotency.ts'
import { contract } from './contracts/contract.ts'
import { createIdempotency } from './idempotency.ts'
import { bindOperation } from './operation.ts'

const KNOWN = '189001019802'
const KEY = '2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10'
const CLOSED = { additionalProperties: false } as const

const startProof = contract({
  id: 'startaProv',
  method: 'post',
  path: '/api/v1/prov/:testId',
  tag: 'Prov',
  summary: 'Starta ett prov',
  descriptionSv: 'Startar.',
  description: 'Starts.',
  handelse: 'tillstand',
  requires: { known: true },
  parameters: Type.Object({ testId: Type.String({ examples: ['a'] }) }),
  request: Type.Object({ personnummer: Type.String() }, CLOSED),
  answer: Type.Object({ nummer: Type.Integer(), loggId: Type.String() }, CLOSED),
  starting: true,
  example: { request: {}, answer: {} },
  problem: [],
})

let app: UppslagApp
let made = 0
let event: 'svarar' | 'nekar' | 'kastar' | 'lacker' = 'svarar'
let wait: Promise<void> = Promise.resolve()
const store = memoryIdempotency()

beforeAll(async () => {
  const self = bindOperation(startProof, async ({ body }) => {
    await wait
    if (event === 'kastar') throw new Error('broke')
    const records = [
      aLogRecord('insyn', {
        handelse: 'tillstand',
        handelseId: 'h-1',
        personnummerForseglat: app.keys.sealForLog('insyn', 'h-1', body.personnummer),
      }),
    ] as const
    if (event === 'nekar') return { refused: { kod: 'ATKOMST_NEKAD' }, poster: records }
    const number = ++made
    const beyond = event === 'lacker' ? { wage: 31_000_123 } : {}
    return {
      poster: records,
      body: ([place]) => ({ nummer: number, loggId: `insyn/${String(place?.nummer)}`, ...beyond }),
    }
  })
  app = await startUppslagApp({ idempotency: store }, () => [self])
}, 60_000)
afterAll(() => app.stop())
beforeEach(() => {
  made = 0
  event = 'svarar'
  wait = Promise.resolve()
  store.rader.clear()
  app.logg.written.length = 0
})

async function start(key: string | undefined, options: { body?: object; path?: string; roller?: string[] } = {}) {
  const answer = await fetch(`${app.base}/api/v1/prov/${options.path ?? 'a'}`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await app.token(options.roller === undefined ? {} : { roller: options.roller })}`,
      'content-type': 'application/json',
      ...(key === undefined ? {} : { 'idempotency-key': key }),
    },
    body: JSON.stringify(options.body ?? { personnummer: KNOWN }),
  })
  return { status: answer.status, text: await answer.text() }
}

test('the same request under the same key is carried out once and answered alike, each time with a record of its own', async () => {
  const first = await start(KEY)
  const others = await start(KEY)
  expect(first).toEqual({ status: 200, text: '{"nummer":1,"loggId":"insyn/1"}' })
  expect(others).toEqual(first)
  expect(made).toBe(1)
  const [origin, repeated] = app.logg.written.map(({ access }) => access)
  expect(app.logg.written).toHaveLength(2)
  expect(repeated).toMatchObject({ handelse: 'tillstand', flaggor: ['upprepad'], utfall: 'visat' })
  expect(repeated?.handelseId).not.toBe(origin?.handelseId)
  const number = app.keys.openFromLog('insyn', repeated?.handelseId ?? '', repeated?.personnummerForseglat ?? '')
  expect(number).toBe(KNOWN)
})

test('a replay whose record cannot be written is not given', async () => {
  await start(KEY)
  app.logg.down = true
  const { status, text } = await start(KEY)
  app.logg.down = false
  expect(status).toBe(503)
  expect(text).not.toContain('nummer')
})

test.each([
  ['body', { body: { personnummer: '189001029819' } }],
  ['path', { path: 'b' }],
  ['roles', { roller: ['aldre-direkt', 'trygghetsjour'] }],
])('the same key with another %s is refused and recorded, and nothing is started', async (_, options) => {
  await start(KEY)
  const { status, text } = await start(KEY, options)
  expect(status).toBe(422)
  expect(text).toContain('problem/nyckel-ateranvand')
  expect(text).not.toContain(KEY)
  expect(made).toBe(1)
  expect(app.logg.written.at(-1)).toMatchObject({ access: { utfall: 'nekat', orsak: 'nyckel-ateranvand' } })
})

test('while the first is under way the same again is a conflict', async () => {
  let release = () => {}
  wait = new Promise((done) => (release = done))
  const first = start(KEY)
  while (store.rader.size === 0) await new Promise((done) => setTimeout(done, 5))
  const { status, text } = await start(KEY)
  release()
  expect(status).toBe(409)
  expect(text).toContain('problem/konflikt')
  expect((await first).status).toBe(200)
  expect(await start(KEY)).toEqual(await first)
  expect(made).toBe(1)
})

test('a refusal starts nothing, so its key is free', async () => {
  event = 'nekar'
  expect((await start(KEY)).status).toBe(403)
  event = 'svarar'
  expect((await start(KEY)).status).toBe(200)
})

test.each([
  ['the handler broke', () => (event = 'kastar'), 500],
  ['the answer could not be logged', () => (app.logg.down = true), 503],
])('when the outcome is unknown because %s, the key starts nothing again', async (_, act, status) => {
  act()
  expect((await start(KEY)).status).toBe(status)
  app.logg.down = false
  event = 'svarar'
  expect(app.logg.written.every(({ access }) => access.utfall !== 'visat')).toBe(true)
  const before = made
  expect((await start(KEY)).status).toBe(409)
  expect(made).toBe(before)
})

test('without a key each request is carried out', async () => {
  await start(undefined)
  expect((await start(undefined)).text).toContain('"nummer":2')
})

test.each([
  ['in upper case', KEY.toUpperCase()],
  ['in mixed case', KEY.replace('c', 'C')],
  ['as a URN', `urn:uuid:${KEY}`],
  ['as a URN in upper case', `URN:UUID:${KEY.toUpperCase()}`],
  ['as a structured field', `"${KEY}"`],
])('a key written %s is the same key', async (_, key) => {
  const first = await start(KEY)
  expect(await start(key)).toEqual(first)
  expect(made).toBe(1)
  expect(store.rader.size).toBe(1)
  // And the other way round.
  store.rader.clear()
  expect(await start(key)).toEqual(await start(KEY))
  expect(made).toBe(2)
})

test.each([
  ...['kort', 'x'.repeat(36), `${KEY}0`, `prov-${KNOWN}-prov`, KEY.replaceAll('-', ''), `{${KEY}}`, `"${KEY}`],
  ...[`${KEY},${KEY}`, `urn:uuid:urn:uuid:${KEY}`, `"urn:uuid:${KNOWN}"`, ' '],
])('a key that is %s is refused without being repeated', async (key) => {
  const { status, text } = await start(key)
  expect(status).toBe(400)
  if (key.trim() !== '') expect(text).not.toContain(key)
  expect(text).toContain('Idempotency-Key')
  expect(made).toBe(0)
})

test('neither number nor answer is kept in clear, and no digest of either', async () => {
  await start(KEY)
  const left = JSON.stringify([...store.rader])
  expect(left).not.toMatch(/189001019802|nummer|2f1c6a0e/)
})

test('an answer with an undeclared field is a 500 without it, and is not kept either', async () => {
  event = 'lacker'
  const { status, text } = await start(KEY)
  expect(status).toBe(500)
  expect(text).not.toMatch(/lon|31000123/)
  expect([...store.rader.values()]).toMatchObject([{ answer: null }])
})

test('a key belongs to one end user of one client', async () => {
  const refused = () => ({ refused: { kod: 'KONFLIKT' as const }, poster: [aLogRecord('insyn')] as const })
  const oneTime = createIdempotency({
    store,
    keys: app.keys,
    clock: () => NOW,
    reject: refused,
    refuseKey: refused,
    fail: refused,
  })
  const handle = oneTime(startProof, async () => ({ poster: [aLogRecord('insyn')], body: () => ++made }))
  const caller = {
    slutanvandare: 'anna',
    identitet: 'token',
    utfardare: 'a',
    klient: 'telefoni',
    roller: [],
    ownRef: null,
  } as const
  for (const one of [
    caller,
    { ...caller, slutanvandare: 'bo' },
    { ...caller, klient: 'konsol' },
    { ...caller, utfardare: 'b' },
  ]) {
    const { outcome } = await handle(KEY, { body: {}, query: {}, parameters: {}, caller: one })
    expect(outcome).toHaveProperty('body')
  }
})
