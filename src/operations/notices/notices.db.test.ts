import { createHmac } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { SMTPServer } from 'smtp-server'
import { createMailChannel } from '../../adapters/notices/smtp.ts'
import { createWebhookChannel } from '../../adapters/notices/webhook.ts'
import { InsynError } from '../../errors.ts'
import { many } from '../../sync/testing/use-sync.ts'
import { addPause } from '../sync-pauses.ts'
import { useNights } from '../testing/use-nights.ts'
import { BROMMA } from '../testing/use-schedule.ts'
import type { Notice } from './notice.ts'
import { createNotices, unsentNotices } from './notices.ts'

const SECRET = 'prov-hemlighet-som-ar-lang-nog-for-hmac'
const { at, db, night, nights, state } = useNights()
const away = new InsynError('KALLA_OTILLGANGLIG', 'paraplyet bromma: refused')
const mails: string[] = []
const posts: { readonly headers: NodeJS.Dict<string | string[]>; readonly body: string }[] = []
const log: string[] = []
const note = (event: string, fields: object = {}) => void log.push(`${event} ${JSON.stringify(fields)}`)
let taken = { smtp: true, webhook: true }
let mailServer: SMTPServer
let hookServer: Server
let register: Registry
let notices: ReturnType<typeof createNotices>

beforeAll(async () => {
  mailServer = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onMailFrom: (_, __, done) => done(taken.smtp ? null : new Error('not now')),
    onData(stream, _, done) {
      let text = ''
      stream.on('data', (chunk: Buffer) => (text += chunk.toString()))
      stream.on('end', () => {
        mails.push(text)
        done()
      })
    },
  })
  hookServer = createServer((req, res) => {
    let body = ''
    req.on('data', (chunk: Buffer) => (body += chunk.toString()))
    req.on('end', () => {
      posts.push({ headers: req.headers, body })
      res.writeHead(taken.webhook ? 204 : 503).end()
    })
  })
  await new Promise<void>((done) => mailServer.listen(0, '127.0.0.1', done))
  await new Promise<void>((done) => hookServer.listen(0, '127.0.0.1', done))
})
afterAll(async () => {
  await new Promise<void>((done) => mailServer.close(done))
  hookServer.close()
})
const portOf = (server: { address(): unknown }) => (server.address() as AddressInfo).port

beforeEach(async () => {
  await db.pool.query('truncate notice, notice_fact, tillstand, extract, chain_check cascade')
  mails.length = posts.length = log.length = 0
  taken = { smtp: true, webhook: true }
  register = new Registry()
  notices = createNotices({
    ...{ pool: db.pool, nights: nights(), installation: 'insyn.example', register },
    linkOf: (place) => `https://insyn.example/${typeof place === 'string' ? place : place.page}`,
    clock: () => state.now,
    log: { info: note, warn: note, error: note },
    channels: [
      createMailChannel({
        ...{ adress: `127.0.0.1:${portOf(mailServer.server)}`, tls: 'ingen' },
        ...{ fran: 'insyn@stad.example', till: ['drift@stad.example'] },
      }),
      createWebhookChannel({ url: `http://127.0.0.1:${portOf(hookServer)}/krok`, hemlighet: SECRET }),
    ],
  })
})
afterEach(() => notices.stop())

const posted = (index = -1) => JSON.parse(posts.at(index)?.body ?? '{}') as Notice
/** Without the avtal of the sample, which ends by its own. */
const told = ({ handelser }: Notice) => handelser.filter(({ kod }) => kod !== 'avtal-gar-ut')
const codes = () =>
  posts.map(({ body }) => told(JSON.parse(body) as Notice).map(({ kod }) => kod)).filter((some) => some.length > 0)
const dueNow = () => db.pool.query('update notice set due_at = now()')

test('a night that fails for several sources is one mail and one call, once; that it is mended another', async () => {
  await night('2027-05-01', many(9))
  await notices.step()
  expect(codes()).toEqual([])
  await night('2027-05-02', away)
  await db.pool.query(
    `update sync_run set status = 'misslyckad', error_code = 'KALLA_FAULT' where due_at > '2027-05-01T12:00Z'`,
  )
  at('2027-05-02T10:00:00Z')
  await notices.step()
  await notices.step()
  expect(codes()).toEqual([['natten-misslyckad']])
  expect(posted().handelser[0]).toMatchObject({
    rubrik: expect.stringMatching(
      /^Natten 2027-05-02: 2 läsningar misslyckades: Bromma \(Paraplyet\), Farsta \(Agresso\)$/,
    ),
    lank: 'https://insyn.example/korning',
  })
  expect(mails).toHaveLength(1)
  await night('2027-05-02', many(9))
  await db.pool.query(`update sync_run set status = 'lyckad', error_code = null`)
  await notices.step()
  await notices.step()
  expect(codes()).toEqual([['natten-misslyckad'], ['natten-lagad']])
  expect(mails).toHaveLength(2)
})

test('a night that goes on is not told of before its reads have ended', async () => {
  await night('2027-05-01', many(9))
  await night('2027-05-02', away)
  await db.pool.query(`update sync_run set status = 'pagar' where due_at > '2027-05-01T12:00Z' and source = 'agresso'`)
  at('2027-05-02T10:00:00Z')
  await notices.step()
  expect(codes().flat()).not.toContain('natten-misslyckad')
})

test('a held deletion, a decision that waits and a broken log are told with where to go, each once until it comes back', async () => {
  await night('2027-05-01', many(9))
  await night('2027-05-02', many(9).slice(0, 3))
  at('2027-05-02T10:00:00Z')
  const officer = `gen_random_uuid(), 'oppettid', 'vantar-godkannande', 'stad', 'anna', 'k', 'sealed', 5`
  await db.pool.query(
    `insert into tillstand (tillstand_id, regel, status, utfardare, slutanvandare, klient, motivering, minuter, valid_to)
     values (${officer}, now() + interval '1 hour'), (${officer}, now() - interval '1 hour')`,
  )
  await db.pool.query(
    `insert into extract (extract_id, utfardare, slutanvandare, klient, person_ref, protected, logs, valid_to)
     values (gen_random_uuid(), 'stad', 'eva', 'k', 'ref-of-somebody', true, '{bromma}', now() + interval '1 day')`,
  )
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  await notices.step()
  await notices.step()
  expect(codes()).toEqual([['borttagning-halls', 'tillstand-vantar', 'utdrag-vantar', 'logg-bruten']])
  expect(told(posted())).toMatchObject([
    { kalla: 'paraplyet', stadsdel: 'bromma', lank: 'https://insyn.example/hallen' },
    { rubrik: 'Ett enkelttillstånd väntar på beslut', lank: 'https://insyn.example/tillstand' },
    { rubrik: 'Ett utdrag väntar på beslut', lank: 'https://insyn.example/utdrag' },
    { rubrik: 'Åtkomstloggen bromma är inte den som signerades', lank: 'https://insyn.example/atkomstlogg' },
  ])
  expect(JSON.stringify(posts) + mails.join()).not.toMatch(/anna|eva|sealed|ref-of-somebody/)
  await db.pool.query('delete from chain_check')
  await notices.step()
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  await notices.step()
  expect(codes().slice(1)).toEqual([['logg-bruten']])
})

test('who paused and why is no part of a notice', async () => {
  await addPause(db.pool, BROMMA, 'Eva Ros', '195704289999', state.now)
  await notices.step()
  const said = JSON.stringify(posts) + mails.join()
  expect(codes().flat()).toContain('synk-pausad')
  expect(said).not.toMatch(/Eva Ros|5704289999/)
})

test('the mail is text, in Swedish, from a machine, and has the same Message-ID as the id of the call', async () => {
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  await notices.step()
  const [mail = ''] = mails
  expect(mail).toContain(`Message-ID: <${posted().id}@insyn.example>`)
  expect(mail).toContain('Auto-Submitted: auto-generated')
  expect(mail).toMatch(/^To: drift@stad\.example/m)
  expect(mail).toContain('https://insyn.example/atkomstlogg')
})

test('the call is signed over time and body', async () => {
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  await notices.step()
  const [{ headers, body } = { headers: {}, body: '' }] = posts
  const [, time = '', signature] = /^t=(\d+),v1=([\da-f]{64})$/.exec(String(headers['insyn-signature'])) ?? []
  expect(signature).toBe(createHmac('sha256', SECRET).update(`${time}.${body}`).digest('hex'))
  expect(headers['idempotency-key']).toBe(posted().id)
})

test('what is not taken waits longer each time, is said once, and is sent with the same id when it is taken', async () => {
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  taken = { smtp: false, webhook: false }
  await notices.step()
  await notices.step()
  expect(posts).toHaveLength(1)
  expect(await unsentNotices(db.pool)).toEqual([
    { channel: 'smtp', count: 1, errorCode: 'EENVELOPE' },
    { channel: 'webhook', count: 1, errorCode: 'status 503' },
  ])
  const waits = async () =>
    (
      await db.pool.query<{ s: number }>(
        `select round(extract(epoch from due_at - now()))::int as s from notice where channel = 'webhook'`,
      )
    ).rows[0]?.s
  expect(await waits()).toBeGreaterThan(20)
  await dueNow()
  await notices.step()
  expect(await waits()).toBeGreaterThan(50)
  expect(log.filter((line) => line.startsWith('notice-not-sent'))).toHaveLength(2)
  expect(await register.metrics()).toContain('insyn_notices_failed_total{channel="webhook"} 2')
  taken = { smtp: true, webhook: true }
  await dueNow()
  await notices.step()
  expect(new Set(posts.map(({ headers }) => headers['idempotency-key'])).size).toBe(1)
  expect(mails).toHaveLength(1)
  expect(await unsentNotices(db.pool)).toEqual([])
  expect(log.at(-1)).toMatch(/^notices-resumed/)
})

test('of two hubs at once one tells', async () => {
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  await Promise.all([notices.step(), notices.step(), notices.step()])
  expect([
    posts.length,
    mails.length,
    codes()
      .flat()
      .filter((code) => code === 'logg-bruten').length,
  ]).toEqual([1, 1, 1])
})
