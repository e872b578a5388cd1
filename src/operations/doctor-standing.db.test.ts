import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import { InsynError } from '../errors.ts'
import { A, many, person } from '../sync/testing/use-sync.ts'
import { check } from './doctor.ts'
import { databaseShortcomings } from './doctor-database.ts'
import { reviewStanding, type StandingToReview } from './doctor-standing.ts'
import { useNights } from './testing/use-nights.ts'
import { BROMMA, FARSTA } from './testing/use-schedule.ts'

const { at, db, night, nights, state } = useNights()
let folder: string
let server: Server
let address: string
let answer: { status: number; body: string; date?: string }

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'insyn-doctor-'))
  server = createServer((_, res) => {
    if (answer.date !== undefined) res.setHeader('Date', answer.date)
    res.writeHead(answer.status).end(answer.body)
  }).listen(0, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`
})
afterAll(async () => {
  server.close()
  await rm(folder, { recursive: true })
})
beforeEach(async () => {
  answer = { status: 200, body: JSON.stringify({ keys: [{ kty: 'OKP', alg: 'EdDSA' }] }) }
  await db.pool.query('truncate chain_check')
})

const parts = (more: Partial<StandingToReview> = {}): StandingToReview => ({
  ...{ pool: db.pool, nights: nights(), requireNoLoss: async () => undefined },
  lastReads: async () => [
    { ...BROMMA, readAt: state.now },
    { ...FARSTA, readAt: null },
  ],
  ...{ issuers: [{ namn: 'stad', jwks: address, algoritmer: ['EdDSA'] }], followers: ['timmar', 'larm'] },
  clock: () => new Date(),
  ...more,
})
const reviews = async (more: Partial<StandingToReview> = {}) =>
  new Map((await reviewStanding(parts(more))).map(({ name, area: _, ...found }) => [name, found]))

test('where all is well nothing is wrong, and what was never read is noted', async () => {
  at(new Date().toISOString())
  const found = await reviews()
  expect([...found].filter(([, { shortcomings }]) => shortcomings.length > 0)).toEqual([])
  expect([...found.keys()]).toEqual([
    'reads',
    'quarantine',
    'access logs',
    'followers',
    'data keys',
    'clock',
    'certificates',
    'notices',
    'issuer stad',
  ])
  expect(found.get('reads')?.notes).toEqual(['1 of 2 scopes have never been read whole: insyn synk'])
})

test('a held deletion waits for a person, a scope that is not read for two days is wrong', async () => {
  await night('2027-05-01', many(9))
  await night('2027-05-02', many(9).slice(0, 3))
  at('2027-05-04T10:00:00Z')
  const readAt = new Date('2027-05-02T00:00:00Z')
  const { shortcomings, waits } =
    (await reviews({ lastReads: async () => [{ ...BROMMA, readAt }], clock: () => state.now })).get('reads') ?? {}
  expect(shortcomings).toEqual([expect.stringMatching(/^paraplyet bromma: last read whole 2027-05-02T.*insyn synk/)])
  expect(waits).toEqual([
    expect.stringMatching(
      /^paraplyet bromma: run \d+ holds a deletion.* insyn synk godkann --kalla paraplyet --stadsdel bromma --hogst \d+$/,
    ),
  ])
})

test('quarantine is told, and what may mean two persons waits for one', async () => {
  const unread = (reason: 'datum' | 'tvetydigt') =>
    ({ mangd: 'beslut', falt: 'x', reason, rawValues: { x: 'y' } }) as const
  await night('2027-05-03', [...many(9).slice(1), person(A, [], 'nej', [unread('datum'), unread('tvetydigt')])])
  const { waits, notes } = (await reviews()).get('quarantine') ?? {}
  expect(waits).toEqual([expect.stringMatching(/^1 rows have a number that may mean two persons/)])
  expect(notes).toEqual([expect.stringMatching(/^2 rows could not be read/)])
})

test('a follower that has not taken in records of five minutes ago is wrong', async () => {
  const writtenAt = new Date()
  await createLogWriter(db.pool).write([aLogRecord('bromma', { tid: writtenAt.toISOString() })])
  await db.pool.query(`insert into log_follower select 'larm', logg, size from log_head`)
  const after = (minutes: number) => () => new Date(writtenAt.getTime() + minutes * 60_000)
  expect((await reviews({ clock: after(4) })).get('followers')?.shortcomings).toEqual([])
  expect((await reviews({ clock: after(6) })).get('followers')?.shortcomings).toEqual([
    `timmar has not taken in access records since ${writtenAt.toISOString()}: look at follower-failed in the log; without it: does a hub run?`,
  ])
})

test('a data key that is being replaced is noted, and one that is not gone after six hours is wrong', async () => {
  const key = `insert into data_key (stadsdel, mangd, generation, proof, avtal, covered_until, rotated_at, renewed_at)`
  const replaced = async (mangd: string, since: string, renewed: boolean) => {
    await db.pool.query(`${key} values ('kista', $1, 801, '', 'x', now(), null, $2)`, [
      mangd,
      renewed ? new Date() : null,
    ])
    await db.pool.query(`${key} values ('kista', $1, 802, '', 'x', now(), now() - $2::interval, null)`, [mangd, since])
  }
  await replaced('avgift', '10 minutes', true)
  await replaced('beslut', '7 hours', false)
  const found = (await reviews()).get('data keys')
  await db.pool.query('delete from data_key where generation in (801, 802)')
  expect([found?.shortcomings, found?.notes]).toEqual([
    [expect.stringMatching(/^kista beslut: key 801 .* still seals something .* insyn nyckel lista /)],
    [expect.stringMatching(/^kista avgift: key 801 .* seals nothing any more and is not gone$/)],
  ])
  expect((await reviews()).get('data keys')).toMatchObject({ shortcomings: [], notes: [] })
})

test('a log that has lost records, or is not what was signed, is told', async () => {
  await db.pool.query(`insert into chain_check (logg, broken_from, broken_to) values ('bromma', 7, 9)`)
  const requireNoLoss = () => Promise.reject(new InsynError('LOGG_BRUTEN', 'the access log farsta lacks 3 records'))
  expect((await reviews({ requireNoLoss })).get('access logs')?.shortcomings).toEqual([
    'the access log farsta lacks 3 records',
    expect.stringMatching(/^bromma: from record 7 on the log is not what was signed/),
  ])
})

test('a clock that goes wrong is told with what to do', async () => {
  const ahead = await reviews({ clock: () => new Date(Date.now() - 90_000) })
  expect(ahead.get('clock')?.shortcomings).toEqual([
    expect.stringMatching(/^the database's clock is (89|90) s ahead of/),
  ])
})

test.each([
  ['status 500', { status: 500, body: '' }, 'answer with status 500'],
  ['a page', { status: 200, body: '<html>' }, 'is no JWK Set'],
  [
    'another algorithm',
    { status: 200, body: JSON.stringify({ keys: [{ kty: 'RSA', alg: 'RS256' }] }) },
    'none of the 1 keys',
  ],
  [
    'another time',
    {
      status: 200,
      body: JSON.stringify({ keys: [{ kty: 'OKP' }] }),
      date: new Date(Date.now() - 120_000).toUTCString(),
    },
    "the issuer's clock is 12",
  ],
])('keys of an issuer that answers with %s are told', async (_, answered, text) => {
  answer = answered
  expect((await reviews()).get('issuer stad')?.shortcomings).toEqual([expect.stringContaining(text)])
})

test('keys of an issuer that is away, or in a file', async () => {
  const gone = { namn: 'stad', jwks: 'http://127.0.0.1:1/jwks', algoritmer: ['EdDSA'] }
  expect((await reviews({ issuers: [gone] })).get('issuer stad')?.shortcomings).toEqual([
    expect.stringContaining('cannot be read: check utfardare.jwks'),
  ])
  const file = join(folder, 'jwks.json')
  await writeFile(file, JSON.stringify({ keys: [{ kty: 'OKP' }] }))
  expect((await reviews({ issuers: [{ ...gone, jwks: file }] })).get('issuer stad')?.shortcomings).toEqual([])
})

test('a role without the rights that a new version needs is told which, and where they stand', async () => {
  const client = await db.pool.connect()
  await client.query('set role pg_checkpoint')
  const found = await databaseShortcomings(client as never)
  await client.query('reset role')
  client.release()
  expect(found).toEqual([
    expect.stringMatching(/^the hub's role lacks rights on \d\d+ .*\(uppgift_version, .*Roles\), again/),
  ])
})

test('a server that may lose what it has answered, a topic that may and an unheard bus are told', async () => {
  const client = await db.pool.connect()
  await client.query(`set synchronous_commit = off; set default_transaction_isolation = 'serializable'`)
  await db.pool.query(
    `insert into sync_run (source, stadsdel, kind, trigger, status, rows_per_part, unknown_fields)
     values ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '{}', '{"BeslutRad.Diagnos": 3}'),
            ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '{"BeslutRad": 3}', '{"BeslutRad.Diagnos": 3, "BeslutRad.Insatskod": 3}')`,
  )
  const found = await check({
    pool: client as never,
    topicDrift: async () => [{ topic: 'insyn.beslut.v1', what: 'min.insync.replicas', is: '1', should: '2' }],
    unheard: async () => ({ reason: 'Kafka, consuming: INVALID_SESSION_TIMEOUT', since: state.now }),
    writtenIntoCases: () => [],
    arendesystem: {
      openArenden: () => {
        throw new Error('unused')
      },
      shortcomings: () => Promise.reject(new InsynError('MALSYSTEM_OTILLGANGLIGT', 'the case system does not answer')),
    },
    sources: [{ name: 'paraplyet', check: async () => [] }],
    scopes: [BROMMA, FARSTA],
    rowsOf: () => ['BeslutRad', 'KoRad'],
  })
  await client.query('reset synchronous_commit; reset default_transaction_isolation')
  client.release()
  const of = (wanted: string) => found.find(({ name }) => name === wanted)?.shortcomings
  expect(of('database')).toEqual([
    "default_transaction_isolation is serializable: alter role … set it to 'read committed'",
    'synchronous_commit is off: set it to on',
  ])
  expect(of('bus')).toEqual([
    expect.stringMatching(/^no hub hears the bus since .*INVALID_SESSION_TIMEOUT/),
    'insyn.beslut.v1 has min.insync.replicas 1: should be 2',
  ])
  expect(of('case system')).toEqual(['the case system does not answer'])
  const notes = (name: string) => found.find((one) => one.name === name)?.notes
  expect(notes(`${BROMMA.source} ${BROMMA.stadsdel}`)).toEqual([
    expect.stringMatching(/^the newest whole read had no row of KoRad: .*kallrader/),
    expect.stringMatching(/^sent for the first time .* lists it: BeslutRad\.Insatskod: /),
  ])
  expect(notes(`${FARSTA.source} ${FARSTA.stadsdel}`)).toEqual([])
})
