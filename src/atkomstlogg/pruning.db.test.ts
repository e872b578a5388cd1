import { createWriteStream } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { createCheckpoints } from './checkpoints.ts'
import { exportLog } from './export.ts'
import { inclusionProof } from './proof.ts'
import { planPruning, prune } from './pruning.ts'
import { BEFORE, NOW, OLD, REVIEWER, times, usePruning, YOUNG } from './testing/use-pruning.ts'
import { verifyFile } from './verify-file.ts'

const { db, folder, deps, vkey, writer, write, order, pruneLog, numbers, leaves, verified, checkpoint } = usePruning()

test('what has been kept long enough goes, and the log proves what it did', async () => {
  await write('bromma', ...times(25, OLD), ...times(7, YOUNG))
  const before = await leaves('bromma')
  const published = await checkpoint('bromma')
  expect(await pruneLog('bromma')).toBe(25)
  expect(await numbers('bromma')).toEqual([25, 26, 27, 28, 29, 30, 31, 32])
  expect((await leaves('bromma')).slice(0, before.length)).toEqual(before)
  const { rows } = await db.pool.query<{ record: string }>(
    `select record from access_record where logg = 'bromma' and nummer = 32`,
  )
  expect(JSON.parse(rows[0]?.record ?? '')).toMatchObject({
    atkomst: {
      ...{ handelse: 'gallring', orsak: 'gallrad', slutanvandare: 'arkivarien' },
      detaljer: {
        ...{
          fran: 0,
          till: 25,
          antal: 25,
          kvar: [],
          hallna: 0,
          aldreAn: BEFORE.toISOString(),
          ar: 5,
          regel: 'SDF-2026-1',
        },
      },
    },
  })
  const { rows: indexed } = await db.pool.query<{ nummer: number }>(
    `select nummer from access_index where logg = 'bromma' order by nummer`,
  )
  expect(indexed.map(({ nummer }) => nummer)).toEqual(await numbers('bromma'))
  await createCheckpoints(deps('bromma')).checkAtStart()
  const later = await checkpoint('bromma')
  expect(await verified('bromma', [published, later])).toMatchObject({ ok: true, pruned: [{ from: 0, to: 25 }] })
  // Nothing is left to do.
  expect(await planPruning(deps('bromma'), order('bromma'))).toEqual({ batches: [], count: 0, held: 0 })
})

test('whoever did only what has been pruned is named nowhere in the index', async () => {
  const by = (name: string, time: string) => aLogRecord('kista', { slutanvandare: name, tid: time })
  await writer().write([by('gamla.eva', OLD), by('bo', OLD), by('bo', YOUNG)])
  await pruneLog('kista')
  const { rows } = await db.pool.query<{ name: string }>(
    `select slutanvandare as name from access_actor where slutanvandare in ('gamla.eva', 'bo')`,
  )
  expect(rows).toEqual([{ name: 'bo' }])
})

test('records that stay are proven, and those that went are said to be pruned', async () => {
  await write('jarva', ...times(12, OLD), ...times(2, YOUNG))
  await pruneLog('jarva')
  const file = join(folder(), 'post.json')
  await writeFile(file, await inclusionProof(deps('jarva'), { logg: 'jarva', nummer: 13, actor: REVIEWER }))
  expect(await verifyFile({ file, keys: [vkey('jarva')] })).toMatchObject({ ok: true })
  await expect(inclusionProof(deps('jarva'), { logg: 'jarva', nummer: 3, actor: REVIEWER })).rejects.toMatchObject({
    code: 'FINNS_EJ',
    message: expect.stringContaining('pruned'),
  })
})

test('spans of numbers that go whole go as tables, and one that is emptied later goes then', async () => {
  const partitions = async () => {
    const { rows } = await db.pool.query<{ count: number }>(
      `select count(*) as count from pg_class where relname like access_record_partition('farsta') || '_%' and relkind = 'r'`,
    )
    return rows[0]?.count
  }
  await write('farsta', ...times(34, OLD), ...times(20, YOUNG))
  expect(await partitions()).toBe(6)
  await pruneLog('farsta')
  expect(await partitions()).toBe(3)
  const later = { ...order('farsta'), before: new Date('2021-03-02T23:00:00Z') }
  const plan = await planPruning(deps('farsta'), later)
  await prune(deps('farsta'), later, plan, { by: null, klient: 'insyn' })
  expect(await partitions()).toBe(1)
  expect(await numbers('farsta')).toEqual([54, 55])
  expect((await leaves('farsta')).length).toBe(56)
  await write('farsta', NOW.toISOString())
  expect(await verified('farsta', [])).toMatchObject({ ok: true, pruned: [{ from: 0, to: 54 }] })
})

test('a pruning that is killed loses no leaf, and the next one goes on', async () => {
  await write('skarpnack', ...times(30, OLD))
  const before = await leaves('skarpnack')
  const plan = await planPruning(deps('skarpnack'), order('skarpnack'))
  const blocker = await db.pool.connect()
  await blocker.query('begin')
  // Holds it up when the leaves are kept and the first rows have gone.
  await blocker.query(`select from access_record where logg = 'skarpnack' and nummer = 25 for update`)
  const cut = expect(
    prune(deps('skarpnack'), order('skarpnack'), plan, { by: null, klient: 'insyn' }),
  ).rejects.toThrow()
  let killed = 0
  while (killed === 0) {
    const { rowCount } = await db.pool.query(
      `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
          and wait_event_type = 'Lock' and query like '%prune_access_records%' and pid <> pg_backend_pid()`,
    )
    killed = rowCount ?? 0
  }
  await cut
  await blocker.query('rollback')
  blocker.release()
  expect((await leaves('skarpnack')).slice(0, 30)).toEqual(before)
  expect(await verified('skarpnack', [])).toMatchObject({ ok: true, pruned: [] })
  expect(await pruneLog('skarpnack')).toBe(30)
  expect((await leaves('skarpnack')).slice(0, 30)).toEqual(before)
  expect(await verified('skarpnack', [])).toMatchObject({ ok: true, pruned: [{ from: 0, to: 30 }] })
})

test('the database prunes nothing that no record announces', async () => {
  await write('kungsholmen', ...times(6, OLD), ...times(2, YOUNG))
  const pruneAs = (announcement: number, from: number, to: number) =>
    db.pool.query('select prune_access_records($1, $2, $3, $4)', ['kungsholmen', announcement, from, to])
  await expect(pruneAs(6, 0, 6)).rejects.toMatchObject({ code: 'LG004' })
  const details = { fran: 0, till: 8, kvar: ['1', '3-4'], aldreAn: BEFORE.toISOString(), antal: 9 }
  const [place] = await writer().write([
    aLogRecord('kungsholmen', { handelse: 'gallring', tid: OLD, detaljer: details }),
  ])
  const announced = place?.nummer ?? -1
  await expect(pruneAs(announced, 0, 9)).rejects.toMatchObject({ code: 'LG004' })
  await pruneAs(announced, 0, 8)
  expect(await numbers('kungsholmen')).toEqual([1, 3, 4, 6, 7, 8])
})

test.each([
  ['a record whose leaf is not kept', 'delete from access_record where nummer = 7'],
  ['a kept leaf', 'delete from pruned_leaf'],
  ['a kept leaf, in place', `update pruned_leaf set leaves = leaves`],
  ['all kept leaves', 'truncate pruned_leaf'],
])('nobody takes away %s', async (_, sql) => {
  await write('norrmalm', ...times(7, OLD), YOUNG)
  await pruneLog('norrmalm')
  await expect(
    db.pool.query(`${sql} ${sql.startsWith('delete from access') ? "and logg = 'norrmalm'" : ''}`),
  ).rejects.toMatchObject({
    code: 'LG003',
  })
})

test('a batch whose record would name too many kept stretches is cut in two', async () => {
  await write('hasselby', ...Array.from({ length: 1210 }, (_, i) => (i % 2 === 0 ? OLD : '2099-01-01T00:00:00.000Z')))
  const { batches, count } = await planPruning(deps('hasselby'), order('hasselby'))
  expect([batches.length, count]).toEqual([2, 605])
  expect(batches.map(({ kept }) => kept.length)).toEqual([500, 103])
  await pruneLog('hasselby')
  expect(await verified('hasselby', [])).toMatchObject({ ok: true })
})

test('an export says nothing of the persons whose records went', async () => {
  const [file] = [join(folder(), 'clear.jsonl')]
  await write('arsta', ...times(3, OLD))
  await pruneLog('arsta')
  await exportLog(deps('arsta'), { logg: 'arsta', actor: REVIEWER }, createWriteStream(file))
  expect(await readFile(file, 'utf8')).not.toContain('person-')
})
