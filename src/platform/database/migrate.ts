import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import { inTransaction } from './database.ts'

const MIGRATION_LOCK = 0x1c5f_0001

/**
 * Brings the schema up to the newest file of `folder` (`0001-name.sql`, in order, each in its own transaction). Safe
 * for several hubs starting at once. Throws DATABAS_FEL when a file that has already run is changed or missing, or the
 * database has seen a newer hub.
 */
export async function migrate(pool: pg.Pool, folder: string): Promise<number> {
  const files = await readMigrations(folder)
  // A role that may make no table may start a hub on a database that has them.
  const { rows } = await pool.query<{ made: boolean }>(`select to_regclass('migration') is not null as made`)
  if (rows[0]?.made !== true)
    await pool.query(
      'create table if not exists migration (name text primary key, digest text not null, applied timestamptz not null default now())',
    )
  let applied = 0
  for (const [index, file] of files.entries()) {
    const ran = await inTransaction(pool, async (tx) => {
      await tx.query('select pg_advisory_xact_lock($1)', [MIGRATION_LOCK])
      const { rows } = await tx.query<{ name: string; digest: string }>(
        'select name, digest from migration order by name',
      )
      const known = rows[index]
      if (known === undefined) {
        await tx.query('insert into migration (name, digest) values ($1, $2)', [file.name, file.digest])
        await tx.query(file.sql)
        return true
      }
      if (known.name !== file.name || known.digest !== file.digest)
        throw new InsynError('DATABAS_FEL', `migration ${known.name} is not the one this database was built with`)
      if (index === files.length - 1 && rows.length > files.length)
        throw new InsynError('DATABAS_FEL', 'the database was migrated by a newer version of Insyn')
      return false
    })
    if (ran) applied++
  }
  return applied
}

/** Name of the newest migration that has run; the empty text of a database without any. */
export async function newestMigration(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string | null }>('select max(name) as name from migration')
  return rows[0]?.name ?? ''
}

/** The files of `folder`, in order. */
export async function readMigrations(folder: string): Promise<{ name: string; sql: string; digest: string }[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8')
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex') }
    }),
  )
}
