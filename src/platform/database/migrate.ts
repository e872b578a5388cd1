import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { failureCode, InsynError } from '../../errors.ts'

const MIGRATION_LOCK = 0x1c5f_0001
/** A migration waits so long for a lock on a table: whoever needs the table then waits behind it. */
const LOCK_MS = 2_000
const RETRIES = 60
const RETRY_MS = 5_000

const LOCK_NOT_AVAILABLE = '55P03'
const NOT_ALLOWED = '42501'

/** The second line of a migration after which a hub of the version before cannot work. */
const BREAKS = /^-- Breaks the version before\.$/m

export interface Migration {
  readonly name: string
  readonly sql: string
  readonly digest: string
  readonly breaks: boolean
}

interface Applied extends Pick<Migration, 'name' | 'digest' | 'breaks'> {
  readonly applied: Date
}

export interface SchemaState {
  /** Files of this version that the database lacks, in order. */
  readonly missing: readonly string[]
  /** Migrations that this version does not have, and can work beside. */
  readonly newer: readonly string[]
}

/** Name of the newest migration that has run; the empty text of a database without any. */
export async function newestMigration(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ name: string | null }>('select max(name) as name from migration')
  return rows[0]?.name ?? ''
}

/** The files of `folder`, in order. */
export async function readMigrations(folder: string): Promise<readonly Migration[]> {
  const names = (await readdir(folder)).filter((name) => /^\d{4}-[a-z0-9-]+\.sql$/.test(name)).sort()
  return Promise.all(
    names.map(async (name) => {
      const sql = await readFile(join(folder, name), 'utf8')
      return { name, sql, digest: createHash('sha256').update(sql).digest('hex'), breaks: BREAKS.test(sql) }
    }),
  )
}

/**
 * How the schema stands to the files of `folder`; changes nothing. Throws DATABAS_FEL when a file that has run is changed or
 * missing, or a newer hub has changed what this one needs.
 */
export async function schemaState(db: pg.Pool | pg.PoolClient, folder: string): Promise<SchemaState> {
  return compare(await readMigrations(folder), await appliedIn(db))
}

function compare(files: readonly Migration[], applied: readonly Applied[]): SchemaState {
  for (const [index, known] of applied.entries()) {
    const file = files[index]
    if (file === undefined) break
    if (known.name !== file.name || known.digest !== file.digest)
      throw new InsynError('DATABAS_FEL', `migration ${known.name} is not the one this database was built with`)
  }
  const newer = applied.slice(files.length)
  const breaking = newer.find(({ breaks }) => breaks)
  if (breaking !== undefined)
    throw new InsynError(
      'DATABAS_FEL',
      `the database was migrated by a newer version of Insyn (${breaking.name}), beside which this one cannot work: start that version`,
    )
  return { missing: files.slice(applied.length).map(({ name }) => name), newer: newer.map(({ name }) => name) }
}

async function appliedIn(db: pg.Pool | pg.PoolClient): Promise<readonly Applied[]> {
  const { rows: found } = await db.query<{ made: boolean }>(`select to_regclass('migration') is not null as made`)
  if (found[0]?.made !== true) return []
  const { rows } = await db.query<Applied>('select name, digest, breaks, applied from migration order by name')
  return rows
}

/** What a process that may not migrate says of a schema that is not its own. */
export function requireSchema({ missing }: SchemaState): void {
  const [first] = missing
  if (first !== undefined)
    throw new InsynError(
      'DATABAS_FEL',
      `the database lacks ${missing.length} of the migrations of this version, from ${first} on: run insyn migrera, ` +
        'with the address of the owner of its tables (databas.agareUrl), or insyn start',
    )
}

/**
 * Brings the schema up to the newest file of `folder` (`0001-name.sql`, in order, each in its own transaction); returns the names
 * of those that ran. Safe for several hubs starting at once, and while hubs of the version before serve: a migration that does
 * not get its locks at once lets the others pass and tries again. Throws DATABAS_FEL with what to do.
 */
export async function migrate(
  pool: pg.Pool,
  folder: string,
  { lockMs = LOCK_MS, retryMs = RETRY_MS, retries = RETRIES } = {},
): Promise<readonly string[]> {
  const files = await readMigrations(folder)
  // A role that may make no table may start a hub on a database that has them.
  if (compare(files, await appliedIn(pool)).missing.length === 0) return []
  const client = await pool.connect()
  try {
    // Whatever the role or the server sets: neither a long migration nor the wait for another hub's is cut.
    await client.query(
      `select set_config(name, '0', false) from pg_settings where name in ('statement_timeout', 'lock_timeout',
         'idle_session_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')`,
    )
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK])
    await client.query(
      `create table if not exists migration (name text primary key, digest text not null,
         breaks boolean not null default false, applied timestamptz not null default now())`,
    )
    const { missing } = compare(files, await appliedIn(client))
    for (const file of files.filter(({ name }) => missing.includes(name)))
      for (let left = retries; !(await runs(client, file, lockMs)); left--) {
        if (left === 0)
          throw new InsynError(
            'DATABAS_FEL',
            `migration ${file.name} did not get its locks: end the long transactions (pg_stat_activity) and run insyn migrera again`,
          )
        await delay(retryMs)
      }
    return missing
  } catch (error) {
    if (failureCode(error) === NOT_ALLOWED)
      throw new InsynError(
        'DATABAS_FEL',
        'the database lacks migrations of this version and the role of databas may not make them: run insyn migrera ' +
          'with the address of the owner of its tables (databas.agareUrl)',
        { cause: error },
      )
    throw error
  } finally {
    // With its settings and its lock.
    client.release(true)
  }
}

/** False when a table was in use for longer than others should wait. */
async function runs(client: pg.PoolClient, { name, sql, digest, breaks }: Migration, lockMs: number): Promise<boolean> {
  try {
    await client.query('begin')
    await client.query(`set local lock_timeout = ${lockMs}`)
    await client.query('insert into migration (name, digest, breaks) values ($1, $2, $3)', [name, digest, breaks])
    await client.query(sql)
    await client.query('commit')
    return true
  } catch (error) {
    await client.query('rollback')
    if (failureCode(error) === LOCK_NOT_AVAILABLE) return false
    throw error
  }
}
