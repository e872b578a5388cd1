import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { type OperationsApp, startOperationsApp } from '../../../test/support/operations-app.ts'
import { InsynError } from '../../errors.ts'

const KEY = '3f2b8c1e-7a44-4f0e-9a7e-0d9f1c2b3a4d'
const REASON = 'Källan är rättad.'
/** One of Skatteverket's published test numbers. */
const NUMBER = '189001099804'
const ACT = {
  by: 'operator',
  reason: REASON,
  caller: expect.objectContaining({ slutanvandare: 'operator', identitet: 'token' }),
}
const FARSTA = { source: 'paraplyet', stadsdel: 'farsta' }
const GROUP = 'paraplyet/farsta/beslut/tillOchMed/ogiltigt-datum'

let app: OperationsApp
beforeAll(async () => {
  app = await startOperationsApp()
})
afterAll(() => app.stop())
beforeEach(() => {
  app.calls.length = 0
  app.failNext(undefined)
})

const ACTS = [
  [
    '/drift/kor-nu',
    { kalla: 'paraplyet', stadsdel: 'farsta', slag: 'andrade', nyckel: KEY },
    ['runNow', { scopes: [FARSTA], kind: 'andrade', key: KEY }, ACT],
  ],
  ['/drift/korning/413/stoppa', {}, ['abort', 413, ACT]],
  ['/drift/korning/913/godkann', { hogst: '430' }, ['approve', 913, 430, ACT, { runNow: false }]],
  ['/drift/korning/913/godkann', { hogst: '1 000', lasnu: 'ja' }, ['approve', 913, 1000, ACT, { runNow: true }]],
  ['/drift/korning/913/avvisa', {}, ['reject', 913, ACT]],
  ['/drift/kommande/pausa', { kalla: '', stadsdel: 'farsta' }, ['pause', { stadsdel: 'farsta' }, ACT]],
  ['/drift/kommande/ateruppta?kalla=agresso', {}, ['resume', { source: 'agresso' }, ACT]],
  [
    '/drift/karantan/kor-om',
    { grupp: GROUP, nyckel: KEY },
    ['redriveQuarantine', { ids: [41, 40] }, { ...ACT, key: KEY }],
  ],
  [
    '/drift/karantan/kor-om',
    { alla: 'ja', kalla: 'paraplyet', nyckel: KEY },
    ['redriveQuarantine', { source: 'paraplyet' }, { ...ACT, key: KEY }],
  ],
  ['/drift/leveranser/arendesystem/pausa', {}, ['pauseDeliveries', 'arendesystem', ACT]],
  ['/drift/leveranser/buss/ateruppta', {}, ['resumeDeliveries', 'buss', ACT]],
  ['/drift/leveranser/kor-om', {}, ['retryDeliveries', { status: 'parkerad' }, ACT]],
  [
    '/drift/leveranser/doda-brev?stadsdel=farsta&mangd=avgift',
    {},
    ['redriveDeadLetters', { stadsdel: 'farsta', mangd: 'avgift' }, ACT],
  ],
  ['/drift/avstamning/stam-av', { nyckel: KEY }, ['reconcile', { repair: false, key: KEY }, ACT]],
  ['/drift/avstamning/ratta', { nyckel: KEY }, ['reconcile', { repair: true, key: KEY }, ACT]],
] as const

describe.each(ACTS)('%s with %j', (path, fields, call) => {
  test('is done once with who and why, and the page that follows says so, to its own session alone', async () => {
    const answer = await app.post(path, { ...fields, orsak: `  ${REASON.replace(' ', '\r\n')} ` })
    expect(answer.status).toBe(303)
    expect(app.calls).toEqual([call])
    const next = answer.location.split('#')[0] ?? ''
    expect(next).not.toContain(encodeURIComponent(REASON))
    const page = await app.page(next)
    expect(page.status).toBe(200)
    expect(page.html).toMatch(/<div class="notice ok" role="status">/)
    const id = new URL(next, 'http://localhost').searchParams.get('besked') ?? ''
    expect(id).toMatch(/^[\w-]{20,}$/)
    expect((await app.page(next.replace(id, 'another'))).html).not.toContain('class="notice')
  })

  test.each([
    ['no reason', ''],
    ['a reason of blanks', ' \r\n '],
    ['a personnummer in the reason', `Ringde ${NUMBER}`],
    ['a reason that is too long', 'x'.repeat(501)],
  ])('is refused with %s: what was written stays, and nothing is done', async (_, reason) => {
    const answer = await app.post(path, { ...fields, orsak: reason })
    expect(answer.status).toBe(400)
    expect(answer.html).toMatch(/<textarea[^>]*aria-invalid="true"[^>]*aria-describedby="orsak-error orsak-hint"/)
    expect(answer.html).toContain('id="orsak-error"')
    if (reason.trim() !== '') expect(answer.html).toContain(reason)
    for (const [name, value] of Object.entries(fields))
      if (name === 'nyckel') expect(answer.html).toContain(`name="nyckel" value="${value}"`)
    expect(app.calls).toEqual([])
  })

  test.each([
    ['KONFLIKT', 409],
    ['FINNS_EJ', 404],
    ['BEGARAN_OGILTIG', 400],
    ['LOGG_OTILLGANGLIG', 503],
  ] as const)('says in Swedish that nothing was done when the tool refuses with %s', async (code, status) => {
    app.failNext(new InsynError(code, 'an English message'))
    const answer = await app.post(path, { ...fields, orsak: REASON })
    expect(answer.status).toBe(status)
    expect(answer.html).toMatch(/<div class="notice failed" role="alert">/)
    expect(answer.html).not.toContain('an English message')
    expect(answer.html).toContain(REASON)
  })
})

test('a failure that nobody can do anything about is reported, and shows nothing of itself', async () => {
  app.failNext(new Error('select secret from table'))
  const answer = await app.post('/drift/korning/913/avvisa', { orsak: REASON })
  expect(answer.status).toBe(500)
  expect(answer.html).not.toContain('secret')
  expect(app.reports).toContain('OVANTAT')
})

test('a form of another session does nothing', async () => {
  const body = new URLSearchParams({ csrf: 'token-of-agent', orsak: REASON })
  const answer = await app.ask('/drift/korning/913/avvisa', { method: 'POST', body })
  expect([answer.status, app.calls]).toEqual([403, []])
})

test('who does not operate the hub gets to no page of it and does nothing', async () => {
  for (const path of ['/drift', '/drift/handelser', '/drift/karantan', '/drift/korning/913', '/drift/kor-nu'])
    expect([path, (await app.ask(path, { who: 'agent' })).status]).toEqual([path, 403])
  const body = new URLSearchParams({ csrf: 'token-of-agent', orsak: REASON })
  for (const [path] of ACTS) expect((await app.ask(path, { who: 'agent', method: 'POST', body })).status).toBe(403)
  expect(app.calls).toEqual([])
})

test('a double click sends the same key twice, also after an error', async () => {
  const form = (await app.page('/drift/kor-nu?kalla=paraplyet&stadsdel=farsta')).html
  const key = /name="nyckel" value="([^"]+)"/.exec(form)?.[1] ?? ''
  const fields = { kalla: 'paraplyet', stadsdel: 'farsta', slag: 'fullstandig', nyckel: key }
  expect((await app.post('/drift/kor-nu', { ...fields, orsak: '' })).html).toContain(key)
  await Promise.all([1, 2].map(() => app.post('/drift/kor-nu', { ...fields, orsak: REASON })))
  expect(app.calls.map(([, order]) => (order as { key: string }).key)).toEqual([key, key])
})

test('another form has another key', async () => {
  const keys = await Promise.all(
    [1, 2].map(async () => /name="nyckel" value="([^"]+)"/.exec((await app.page('/drift/kor-nu')).html)?.[1]),
  )
  expect(new Set(keys).size).toBe(2)
})

test('a run of a source that is not read in the stadsdel is refused at its field', async () => {
  const answer = await app.post('/drift/kor-nu', {
    kalla: 'ber',
    stadsdel: 'farsta',
    slag: 'fullstandig',
    orsak: REASON,
  })
  expect(answer.status).toBe(400)
  expect(answer.html).toMatch(/<select[^>]*id="stadsdel"[^>]*aria-invalid="true"/)
  expect(app.calls).toEqual([])
})

test('without script the form says what it comes to before anything is done', async () => {
  const fields = { kalla: 'paraplyet', stadsdel: '', slag: 'fullstandig', orsak: '', rakna: 'ja' }
  const answer = await app.post('/drift/kor-nu', fields)
  expect(answer.status).toBe(200)
  expect(answer.html).toContain('Ungefär 147\u00a0000\u00a0uppgifter, 35\u00a0minuter.')
  expect(app.calls).toEqual([])
})

test.each(['', '0', '-5', '1,5', 'alla', '429'])('an approval of at most %j is refused at its field', async (most) => {
  const answer = await app.post('/drift/korning/913/godkann', { hogst: most, orsak: REASON })
  expect(answer.status).toBe(400)
  expect(answer.html).toMatch(/<input type="text" id="hogst"[^>]*aria-invalid="true"/)
  expect(app.calls).toEqual([])
})

test('a redrive of nothing is refused', async () => {
  const answer = await app.post('/drift/karantan/kor-om', { grupp: 'paraplyet/farsta/beslut/x/y', orsak: REASON })
  expect([answer.status, app.calls]).toEqual([400, []])
  expect(answer.html).toContain('Inget är valt')
})

test.each([
  '/drift/korning/1/stoppa',
  '/drift/korning/913/stoppa',
  '/drift/korning/413/godkann',
  '/drift/korning/0x1/avvisa',
  '/drift/kommande/ateruppta?kalla=paraplyet',
  '/drift/leveranser/rensning/pausa',
  '/drift/leveranser/doda-brev?mangd=allt',
])('%s is nothing to act on', async (path) => {
  expect((await app.page(path)).status).toBe(404)
  expect((await app.post(path, { orsak: REASON })).status).toBe(404)
  expect(app.calls).toEqual([])
})
