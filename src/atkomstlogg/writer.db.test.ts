import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { until } from '../../test/support/until.ts'
import { createPool } from '../platform/database/database.ts'
import { EMPTY_RANGE, encodePeaks, extend, leafHash } from './merkle.ts'
import { parseRecord } from './record.ts'
import { createLogWriter } from './writer.ts'

const db = useDatabase()

/** Reads a log as an auditor would: numbers dense, every leaf right, the head the sum of the leaves. */
async function reviewed(log: string): Promise<{ count: number; fel: string[] }> {
  const { rows } = await db.pool.query<{ nummer: number; record: string; leaf: Buffer }>(
    'select nummer, record, leaf from access_record where logg = $1 order by nummer',
    [log],
  )
  const fault = rows.flatMap(({ nummer, record, leaf }, i) => {
    const last = parseRecord(record)
    const right = nummer === i && last?.nummer === i && last.logg === log && leafHash(record).equals(leaf)
    return right ? [] : [`${log}/${nummer}`]
  })
  const range = extend(
    EMPTY_RANGE,
    rows.map(({ leaf }) => leaf),
  )
  const heads = await db.pool.query<{ size: number; ranges: Buffer }>(
    'select size, ranges from log_head where logg = $1',
    [log],
  )
  const head = heads.rows[0]
  if ((head?.size ?? 0) !== range.size || head?.ranges.equals(encodePeaks(range)) === false) fault.push('huvud')
  return { count: rows.length, fel: fault }
}

const waitsForLock = () =>
  until(async () => {
    const { rows } = await db.pool.query<{ count: number }>(
      `select count(*) as count from pg_stat_activity
        where datname = current_database() and wait_event_type = 'Lock' and query like '%write_access_records%'`,
    )
    return (rows[0]?.count ?? 0) > 0
  })

test('two hubs writing at once leave one dense and whole log per controller', async () => {
  const hubs = [createLogWriter(db.pool, { maxBatch: 20 }), createLogWriter(db.pool, { maxBatch: 20 })]
  const logs = ['jarva', 'farsta', 'insyn']
  const places = await Promise.all(
    Array.from({ length: 600 }, async (_, i) => {
      const records = logs.slice(i % 3).map((log) => aLogRecord(log))
      return (await hubs[i % 2]?.write(records)) ?? []
    }),
  )
  expect(new Set(places.flat().map(({ logg, nummer }) => `${logg}/${nummer}`)).size).toBe(1200)
  expect(await Promise.all(logs.map(reviewed))).toEqual([
    { count: 200, fel: [] },
    { count: 400, fel: [] },
    { count: 600, fel: [] },
  ])
})

test('two hubs that begin a log beside one they both write to never wait for each other', async () => {
  const hubs = [createLogWriter(db.pool), createLogWriter(db.pool), createLogWriter(db.pool)]
  const added = Array.from({ length: 40 }, (_, i) => [`a-${i}`, `x-${i}`]).flat()
  for (const fresh of added)
    // Before and after the common one in the order of names, in which heads are locked.
    await Promise.all(hubs.map((hub) => hub.write([fresh, 'norrmalm'].map((log) => aLogRecord(log)))))
  expect(await Promise.all(added.map(reviewed))).toEqual(added.map(() => ({ count: hubs.length, fel: [] })))
  expect(await reviewed('norrmalm')).toEqual({ count: hubs.length * added.length, fel: [] })
})

test('the place of an answer is where its record is', async () => {
  const log = createLogWriter(db.pool)
  const records = Array.from({ length: 5 }, (_, i) => aLogRecord('bromma', { arende: `arende-${i}` }))
  const places = await Promise.all(records.map((record) => log.write([record])))
  const { rows } = await db.pool.query<{ nummer: number; record: string }>(
    `select nummer, record from access_record where logg = 'bromma' order by nummer`,
  )
  expect(places.map(([place]) => rows[place?.nummer ?? -1]?.record)).toEqual(
    records.map(({ access: { arende } }) => expect.stringContaining(`"${arende}"`)),
  )
})

test('text comes back as it went in, whatever its characters', async () => {
  const arende = '"{},\\\n\t\u0000 räksmörgås \u2028 😀 NULL'
  const [place] = await createLogWriter(db.pool).write([aLogRecord('skarpnack', { arende, personRef: null })])
  expect(place).toEqual({ logg: 'skarpnack', nummer: 0 })
  expect(await reviewed('skarpnack')).toEqual({ count: 1, fel: [] })
  const { rows } = await db.pool.query<{ record: string; person_ref: string | null }>(
    `select record, person_ref from access_record where logg = 'skarpnack'`,
  )
  expect(parseRecord(rows[0]?.record ?? '')?.atkomst.arende).toBe(arende)
  expect(rows[0]?.person_ref).toBeNull()
})

test('a batch that the database refuses leaves no trace and no gap', async () => {
  const log = createLogWriter(db.pool)
  await log.write([aLogRecord('sodermalm')])
  // A row beyond the head makes the next insert fail after the head has been moved.
  await db.pool.query(
    `insert into access_record select logg, 2, tid, person_ref, event_id, record, leaf from access_record where logg = 'sodermalm'`,
  )
  const two = [aLogRecord('sodermalm'), aLogRecord('sodermalm')]
  await expect(log.write([...two, aLogRecord('kungsholmen')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect((await reviewed('kungsholmen')).count).toBe(0)
  expect(await log.write([aLogRecord('sodermalm')])).toEqual([{ logg: 'sodermalm', nummer: 1 }])
})

test('a connection that dies in the middle of a commit fails the request, and the log goes on without a gap', async () => {
  const log = createLogWriter(db.pool)
  await log.write([aLogRecord('hagersten-alvsjo')])
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  await blocker.query(`select * from log_head where logg = 'hagersten-alvsjo' for update`)
  const cut = log.write([aLogRecord('hagersten-alvsjo')])
  const outcome = expect(cut).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG', retryable: true })
  await waitsForLock()
  await db.pool.query(
    `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%write_access_records%' and pid <> pg_backend_pid()`,
  )
  await outcome
  await blocker.query('rollback')
  blocker.release()
  expect(await log.write([aLogRecord('hagersten-alvsjo')])).toEqual([{ logg: 'hagersten-alvsjo', nummer: 1 }])
  expect(await reviewed('hagersten-alvsjo')).toEqual({ count: 2, fel: [] })
})

test('a commit that hangs is given up at the deadline, and the log goes on', async () => {
  const log = createLogWriter(db.pool, { deadlineMs: 1_000 })
  await log.write([aLogRecord('enskede-arsta-vantor')])
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  await blocker.query(`select * from log_head where logg = 'enskede-arsta-vantor' for update`)
  await expect(log.write([aLogRecord('enskede-arsta-vantor')])).rejects.toMatchObject({
    code: 'LOGG_OTILLGANGLIG',
    message: expect.stringContaining('deadline'),
  })
  await blocker.query('rollback')
  blocker.release()
  const [place] = await log.write([aLogRecord('enskede-arsta-vantor')])
  // What was given up may have been written in the end: a record without an answer is allowed, a gap is not.
  const { count, fel } = await reviewed('enskede-arsta-vantor')
  expect(fel).toEqual([])
  expect(place?.nummer).toBe(count - 1)
})

test('without a database nothing is written and nobody waits for ever', async () => {
  const gone = createPool({ url: 'postgres://insyn@127.0.0.1:1/insyn' }, { max: 2, applicationName: 'test' })
  const log = createLogWriter(gone)
  await expect(log.write([aLogRecord('jarva')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  await gone.end()
})

test('a session that does not wait for the disk is refused at start and at every write', async () => {
  const careless = createPool(db.address, { max: 1, applicationName: 'test', database: db.name })
  const log = createLogWriter(careless)
  await expect(log.start()).resolves.toBeUndefined()
  await careless.query('set synchronous_commit = off')
  await expect(log.start()).rejects.toMatchObject({
    code: 'KONFIG_OGILTIG',
    message: expect.stringContaining('synchronous_commit'),
  })
  await expect(log.write([aLogRecord('norra-innerstaden')])).rejects.toMatchObject({ code: 'LOGG_OTILLGANGLIG' })
  expect((await reviewed('norra-innerstaden')).count).toBe(0)
  await careless.end()
})

test.each([
  ['changed', `update access_record set record = 'x'`],
  ['removed', 'delete from access_record'],
  ['emptied', 'truncate access_record'],
  ['changed even where nothing matches', 'update access_record set record = record where false'],
])('the database refuses that records are %s', async (_, sql) => {
  await createLogWriter(db.pool).write([aLogRecord('jarva')])
  await expect(db.pool.query(sql)).rejects.toMatchObject({ code: 'LG003' })
})

test.each([
  ['backwards', `update log_head set size = size - 1`],
  ['to other content of the same size', `update log_head set ranges = ranges || ranges`],
  ['away', 'delete from log_head'],
])('the database refuses that a head goes %s', async (_, sql) => {
  await createLogWriter(db.pool).write([aLogRecord('jarva')])
  await expect(db.pool.query(sql)).rejects.toMatchObject({ code: 'LG003' })
})

test('records of one person in one log are found without reading the rest', async () => {
  const { rows } = await db.pool.query<{ 'QUERY PLAN': string }>(
    `explain select record from access_record where logg = 'jarva' and person_ref = 'x' and tid > '2026-01-01'`,
  )
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
  expect(plan).toContain("Index Cond: ((logg = 'jarva'::text) AND (person_ref = 'x'::text)")
  // Of the one log alone.
  expect(plan.match(/access_record_[a-z]+_[0-9a-f]{8}_\d+ /g)).toHaveLength(1)
})
