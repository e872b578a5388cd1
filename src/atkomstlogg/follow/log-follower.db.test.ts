import { randomUUID } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { createSampling } from '../../platform/sampling.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import { type Access, type LogRecord, OWN_LOG } from '../access.ts'
import { createLogWriter } from '../writer.ts'
import { isoWeek } from './iso-week.ts'
import type { FollowedRecord, Reader } from './log-reader.ts'
import { measureFollowers } from './metrics.ts'
import { NOW, record, until, useFollower } from './testing/use-follower.ts'
import { uppslagCounter } from './uppslag-counter.ts'

const { db, rader, follower, write, counts, larm, headers } = useFollower()

/** The same by the plainest means: everything since the test began, one record after the other. */
async function recounted(from: ReadonlyMap<string, number>): Promise<[string, number][]> {
  const { rows } = await db.pool.query<{ logg: string; nummer: number; record: string }>(
    'select logg, nummer, record from access_record',
  )
  const count = new Map<string, number>()
  for (const row of rows) {
    if (row.nummer < (from.get(row.logg) ?? 0)) continue
    const { atkomst: access } = JSON.parse(row.record) as { atkomst: Access }
    if (access.handelse !== 'uppslag') continue
    const week = isoWeek(swedishDate(new Date(access.tid)))
    if (row.logg === OWN_LOG) count.set(`${week}//`, (count.get(`${week}//`) ?? 0) + 1)
    else if (access.utfall === 'visat') {
      const key = `${week}/${row.logg}/${access.arende ?? ''}`
      count.set(key, (count.get(key) ?? 0) + 1)
    }
  }
  return [...count].sort()
}
const counted = async (): Promise<[string, number][]> =>
  (await counts())
    .map(({ week, stadsdel, arende, count }): [string, number] => [`${week}/${stadsdel}/${arende}`, count])
    .sort()

const OUTCOME = ['visat', 'visat', 'tomt', 'nekat', 'fel'] as const
/** Anything that a day at the contact centre may leave behind. */
function mixed(n: number): LogRecord[] {
  const random = <T>(from: readonly [T, ...T[]]): T => from[Math.floor(Math.random() * from.length)] ?? from[0]
  return Array.from({ length: n }, () => {
    const verdict = random(OUTCOME)
    const log = verdict === 'visat' ? random(['bromma', 'farsta', 'jarva']) : random([OWN_LOG, OWN_LOG, 'bromma'])
    const time = new Date(NOW.getTime() - Math.floor(Math.random() * 30) * 24 * 3600_000).toISOString()
    return record(log, {
      utfall: verdict,
      tid: time,
      handelse: random(['uppslag', 'uppslag', 'uppslag', 'spegling', 'arende', 'faktura']),
      arende: random([null, 'A-1', 'A-2']),
      orsak: verdict === 'nekat' ? random(['skyddad', 'avtal-saknas', 'roll']) : 'traff',
      slutanvandare: random(['anna', 'bo']),
    })
  })
}

test('what is counted is what the log holds, however it is divided into batches', async () => {
  const from = await headers()
  for (let i = 0; i < 10; i++) await write(...mixed(60))
  await follower(undefined, 7).caughtUp()
  const short = await counted()
  expect(short.length).toBeGreaterThan(20)
  expect(short).toEqual(await recounted(from))
})

test('each record counts once when readings are killed in between, again and again', async () => {
  const from = await headers()
  await write(...mixed(200))
  let once = 0
  const shoes: Reader = {
    ...uppslagCounter,
    async take(tx, records) {
      const done = await uppslagCounter.take(tx, records)
      // As when the process dies: the connection is gone, with everything that was not committed.
      if (++once % 3 === 1) await tx.query('select pg_terminate_backend(pg_backend_pid())')
      if (once % 3 === 2) throw new Error('dies after it has written')
      return done
    },
  }
  for (let attempt = 0; attempt < 200; attempt++) {
    try {
      await follower([shoes], 11).caughtUp()
      break
    } catch {
      // The next hub goes on where the last one had come.
    }
  }
  expect(once).toBeGreaterThan(20)
  expect(await counted()).toEqual(await recounted(from))
})

test('two hubs that read while two others write count each record once', async () => {
  const from = await headers()
  const [a, b] = [follower(undefined, 5), follower(undefined, 9)]
  a.start()
  b.start()
  const [one, another] = [createLogWriter(db.pool), createLogWriter(db.pool)]
  await Promise.all(Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? one : another).write(mixed(10))))
  await Promise.all([a.caughtUp(), b.caughtUp()])
  expect(await counted()).toEqual(await recounted(from))
  expect(rader.filter(({ event }) => event !== 'alert')).toEqual([])
})

test('a lookup that shows two districts is one in each; one of a protected person is one under none', async () => {
  const two = { handelseId: randomUUID(), tid: '2026-10-12T08:00:00Z', arende: 'A-9' }
  const isProtected = {
    handelseId: randomUUID(),
    utfall: 'nekat',
    orsak: 'skyddad',
    tid: '2026-10-11T21:59:59Z',
  } as const
  await write(record('bromma', two), record('jarva', two))
  await write(record(OWN_LOG, isProtected), record('bromma', isProtected), record('jarva', isProtected))
  await write(record(OWN_LOG, { utfall: 'tomt', orsak: 'okand', tid: '2026-10-11T22:00:00Z' }))
  await follower().caughtUp()
  // The second record but one falls before midnight on Sunday, Stockholm time.
  expect(await counts()).toEqual([
    { week: '2026-W41', stadsdel: '', arende: '', count: 1 },
    { week: '2026-W42', stadsdel: '', arende: '', count: 1 },
    { week: '2026-W42', stadsdel: 'bromma', arende: 'A-9', count: 1 },
    { week: '2026-W42', stadsdel: 'jarva', arende: 'A-9', count: 1 },
  ])
})

test('a protected person who was shown is counted nowhere: the district of the count would be the person’s', async () => {
  await write(record('bromma', { flaggor: ['skyddad-visad'] }), record('jarva', { flaggor: ['undantag'] }))
  await follower().caughtUp()
  expect(await counts()).toMatchObject([{ stadsdel: 'jarva', count: 1 }])
})

test('a reader that fails keeps its place and no other from reading, and is told of once', async () => {
  const broken: Reader = {
    name: 'larm',
    take: () => Promise.reject(new Error('broken')),
    tidy: () => Promise.resolve(),
  }
  const one = follower([broken, uppslagCounter])
  await write(record('bromma', { tid: '2026-10-12T08:00:00Z', arende: null }))
  one.start()
  await until(async () => (await counts()).length > 0)
  await new Promise((done) => setTimeout(done, 50))
  await one.stop()
  expect(await counts()).toEqual([{ week: '2026-W42', stadsdel: 'bromma', arende: '', count: 1 }])
  expect(rader).toEqual([{ event: 'follower-failed', fields: { follower: 'larm', errorCode: 'OKANT_FEL' } }])
  const { rows } = await db.pool.query('select from log_follower f join log_head h using (logg) where nummer < size')
  expect(rows).toHaveLength(1)
})

test('a reader that is new begins with the first record', async () => {
  const seen: FollowedRecord[] = []
  const fresh: Reader = {
    name: 'ny',
    take: async (_, records) => {
      seen.push(...records)
      return []
    },
    tidy: () => Promise.resolve(),
  }
  await write(record('bromma'))
  await follower([fresh]).caughtUp()
  expect(seen).toHaveLength((await db.pool.query('select from access_record')).rowCount ?? -1)
  const number = seen.filter((one) => one.logg === 'bromma').map((one) => one.nummer)
  expect(number).toEqual(number.map((_, i) => i))
})

test('what is older than 25 months goes, and spans that are past', async () => {
  const [old, young] = ['2024-08-30T08:00:00Z', '2024-09-30T08:00:00Z']
  for (const time of [old, young]) await write(record('bromma', { tid: time, flaggor: ['undantag'] }))
  const one = follower()
  await one.caughtUp()
  expect(await counts()).toHaveLength(2)
  one.start()
  const left = async () => (await db.pool.query('select from alert_window')).rowCount
  await until(async () => (await left()) === 0)
  await one.stop()
  expect((await counts()).map(({ week }) => week)).toEqual(['2024-W40'])
  expect(await larm()).toHaveLength(1)
  expect(await left()).toBe(0)
})

test('the age of the oldest record that a reader has left is measured, by reader, and 0 when it has none', async () => {
  const register = new Registry()
  measureFollowers(createSampling(register, { everyMs: 0 }), db.pool, ['statistik', 'larm'])
  const lines = async () => (await register.metrics()).split('\n').filter((line) => /^insyn_follower/.test(line))
  await write(record('bromma', { tid: new Date(Date.now() - 90_000).toISOString() }))
  await follower([uppslagCounter]).caughtUp()
  expect(await lines()).toEqual([
    'insyn_follower_oldest_seconds{follower="statistik"} 0',
    expect.stringMatching(/^insyn_follower_oldest_seconds\{follower="larm"\} 9\d/),
  ])
})
