import { beforeAll, expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { createLogWriter, makeRoom } from './writer.ts'

const db = useDatabase()
/** Small, so that a test fills several. */
beforeAll(() =>
  db.pool.query(
    'create or replace function access_record_span() returns bigint language sql immutable as $$ select 10::bigint $$',
  ),
)

const write = (log: string, count: number) =>
  createLogWriter(db.pool).write(Array.from({ length: count }, () => aLogRecord(log)))
/** How many records each partition of the log holds, in order. */
const partitions = async (log: string) => {
  const { rows } = await db.pool.query<{ count: number }>(
    `select count(*) as count from access_record where logg = $1 group by tableoid order by min(nummer)`,
    [log],
  )
  return rows.map(({ count }) => count)
}

test('a log gets its partitions as it grows, in batches and one by one', async () => {
  await write('bromma', 25)
  expect(await partitions('bromma')).toEqual([10, 10, 5])
  for (let i = 0; i < 16; i++) await write('bromma', 1)
  expect(await partitions('bromma')).toEqual([10, 10, 10, 10, 1])
  // A batch that ends where a span ends makes none ahead.
  await write('bromma', 9)
  expect(await partitions('bromma')).toEqual([10, 10, 10, 10, 10])
})

test('writers that need new partitions at once lose nothing and wait for each other only', async () => {
  const writers = Array.from({ length: 3 }, () => createLogWriter(db.pool))
  const logs = ['jarva', 'farsta', 'insyn', 'a-1', 'z-9']
  await Promise.all(
    writers.flatMap((writer, w) =>
      Array.from({ length: 40 }, (_, i) => writer.write(logs.slice((i + w) % 5).map((log) => aLogRecord(log)))),
    ),
  )
  const sizes = await Promise.all(logs.map(async (log) => (await partitions(log)).reduce((a, b) => a + b, 0)))
  expect(sizes).toEqual([24, 48, 72, 96, 120])
  expect((await partitions('z-9')).every((count) => count === 10)).toBe(true)
})

test('room is made ahead, beside writers that need it too', async () => {
  const logs = ['kungsholmen', 'sodermalm']
  await Promise.all([
    makeRoom(db.pool, logs),
    ...logs.flatMap((log) => [write(log, 7), write(log, 8)]),
    makeRoom(db.pool, logs),
  ])
  await makeRoom(db.pool, logs)
  expect(await Promise.all(logs.map(partitions))).toEqual([
    [10, 5],
    [10, 5],
  ])
  const { rows } = await db.pool.query<{ made: boolean[] }>(
    `select array(select to_regclass(access_record_partition('sodermalm', n * 10)) is not null from generate_series(1, 3) n) as made`,
  )
  expect(rows[0]?.made).toEqual([true, true, false])
})

test('two logs whose names look alike have partitions of their own', async () => {
  const long = 'a-log-of-a-name-that-is-very-long-indeed'
  await write(`${long}-1`, 2)
  await write(`${long}-2`, 3)
  await write('norra-innerstaden', 1)
  expect([await partitions(`${long}-1`), await partitions(`${long}-2`)]).toEqual([[2], [3]])
})

test.each(['update', 'delete', 'truncate'])('%s of a partition by its own name is refused', async (verb) => {
  await write('skarpnack', 1)
  const { rows } = await db.pool.query<{ name: string }>(
    `select distinct tableoid::regclass::text as name from access_record where logg = 'skarpnack'`,
  )
  const name = rows[0]?.name ?? ''
  const sql = { update: `update ${name} set tid = tid`, delete: `delete from ${name}`, truncate: `truncate ${name}` }
  await expect(db.pool.query(sql[verb as keyof typeof sql])).rejects.toMatchObject({ code: '42501' })
})
