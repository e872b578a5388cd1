import { readFileSync } from 'node:fs'
import { beforeAll, expect, test } from '@jest/globals'
import { migrate } from '../platform/database/migrate.ts'
import { rebuildIndex } from './rebuild-index.ts'
import { OLD, times, usePruning, YOUNG } from './testing/use-pruning.ts'

/**
 * Stands for the hub's role: it owns nothing, and is the one role of another name that the tests' user may take on. What it may in
 * a test's database is what the documented statements give it.
 */
const ROLE = 'pg_checkpoint'
const { db, owned, write, pruneLog, numbers, hold, verified, checkpoint, deps } = usePruning(10, ROLE)

const grants = (): string => {
  const [, sql = ''] = /```sql\n(-- insyn_hubb[^]*?)```/.exec(readFileSync('docs/operations.md', 'utf8')) ?? []
  return sql.replaceAll('insyn_hubb', ROLE)
}
beforeAll(async () => {
  await owned.pool.query(grants())
})

const refused = (sql: string) =>
  expect(db.pool.query(sql).catch((error: unknown) => [sql, (error as { code: string }).code])).resolves.toEqual([
    sql,
    '42501',
  ])

test('the role of the hub, with the documented rights alone, writes, holds, prunes whole partitions and proves', async () => {
  expect((await db.pool.query('select current_user as who')).rows).toEqual([{ who: ROLE }])
  // Three partitions and a part of the fourth.
  await write('bromma', ...times(34, OLD), ...times(3, YOUNG))
  await hold('bromma', { person: 'person-1', to: '2020-01-01' })
  const published = await checkpoint('bromma')
  expect(await pruneLog('bromma')).toBe(34)
  expect(await numbers('bromma')).toEqual([34, 35, 36, 37])
  const { rows } = await owned.pool.query(`select to_regclass(access_record_partition('bromma', 0)) as gone`)
  expect(rows).toEqual([{ gone: null }])
  expect(await verified('bromma', [published])).toMatchObject({ ok: true, pruned: [{ from: 0, to: 34 }] })
  await rebuildIndex(deps('bromma'), { logg: 'bromma', by: 'prov' })
})

test('it can change, take away and make up nothing of the log, by no name', async () => {
  await write('farsta', ...times(12, OLD))
  const { rows } = await owned.pool.query<{ name: string }>(`select access_record_partition('farsta', 0) as name`)
  const partition = rows[0]?.name ?? ''
  const attacks = [
    `update access_record set record = 'x' where logg = 'farsta'`,
    `delete from access_record where logg = 'farsta'`,
    'truncate access_record',
    `update ${partition} set record = 'x'`,
    `delete from ${partition}`,
    `insert into ${partition} select * from access_record limit 1`,
    `truncate ${partition}`,
    `drop table ${partition}`,
    `insert into pruned_leaf (logg, nummer, upto, leaves) values ('farsta', 0, 1, sha256(''))`,
    `delete from log_head`,
    `delete from log_gap`,
    `alter table access_record disable trigger user`,
    `create table mine (x int)`,
    `update migration set digest = ''`,
    `select drop_access_record_partition('farsta', 0, '{}')`,
  ]
  for (const sql of attacks) await refused(sql)
  // Announced by no record.
  await expect(db.pool.query(`select prune_access_records('farsta', 3, 0, 3)`)).rejects.toMatchObject({ code: 'LG004' })
  expect(await numbers('farsta')).toHaveLength(12)
})

test('it takes versions as the mirror does, also when they follow the clock again after a restore', async () => {
  const version = async () => {
    const { rows } = await db.pool.query<{ version: number }>('select next_uppgift_version() as version')
    return rows[0]?.version ?? 0
  }
  const first = await version()
  expect(first).toBeGreaterThan(1)
  expect(await version()).toBeGreaterThan(first)
  // As a restore raises them past all that cases and topics hold.
  await db.pool.query(`select setval('uppgift_version', $1::bigint)`, [first + 1_000_000])
  expect(await version()).toBe(first + 1_000_001)
})

test('a hub of that role starts on a database that its owner has migrated', async () => {
  expect(await migrate(db.pool, 'migrations')).toEqual([])
})
