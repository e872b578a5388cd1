import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from '@jest/globals'
import type pg from 'pg'
import { useDatabase } from '../../../test/support/database/database.ts'
import { createPool } from './database.ts'
import { migrate, requireSchema, schemaState } from './migrate.ts'

const db = useDatabase()
const migrations = join(import.meta.dirname, '../../../migrations')
const files = readdirSync(migrations)
  .filter((name) => name.endsWith('.sql'))
  .sort()
const folders: string[] = []
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true })
})

/** The migrations of some version: the first so many of this one, and more. */
function version(count: number, more: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'migr-'))
  folders.push(folder)
  for (const file of files.slice(0, count)) symlinkSync(join(migrations, file), join(folder, file))
  for (const [name, sql] of Object.entries(more)) writeFileSync(join(folder, name), sql)
  return folder
}

/** A database of the role that runs the tests, and empty. */
async function inEmptyDatabase(steps: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const name = `${db.name}_empty`
  await db.pool.query(`create database ${name}`)
  const pool = createPool(db.address, { max: 4, applicationName: 'test', database: name })
  await steps(pool).finally(() => pool.end())
}

test('a migrated database is left as it is', async () => {
  expect(await migrate(db.pool, migrations)).toEqual([])
  expect(await schemaState(db.pool, migrations)).toEqual({ missing: [], newer: [] })
})

test('a migration that is not the one the database was built with stops the start', async () => {
  const folder = version(0, { '0001-spegel.sql': 'select 1' })
  await expect(migrate(db.pool, folder)).rejects.toMatchObject({ code: 'DATABAS_FEL' })
})

test('the version before works on beside a newer schema, unless a migration says that it cannot', async () => {
  const before = version(files.length - 1)
  const last = files.at(-1) ?? ''
  expect(await schemaState(db.pool, before)).toEqual({ missing: [], newer: [last] })
  expect(await migrate(db.pool, before)).toEqual([])
  const breaking = version(files.length, {
    '9999-breaks.sql': '-- Owner: src/x.\n-- Breaks the version before.\nselect 1',
  })
  expect(await migrate(db.pool, breaking)).toEqual(['9999-breaks.sql'])
  const told = await schemaState(db.pool, migrations).catch((error: Error) => error.message)
  expect(told).toMatch(/migrated by a newer version of Insyn \(9999-breaks\.sql\).*start that version$/)
  await db.pool.query(`delete from migration where name = '9999-breaks.sql'`)
})

test('hubs of the version before read and write while the next migration waits and runs, and none of what they do fails', async () => {
  await inEmptyDatabase(async (pool) => {
    await migrate(pool, version(files.length - 1))
    const added = 'alter table outbox add column test_added int'
    const next = version(files.length, { '9998-next.sql': added })
    const failures: unknown[] = []
    let done = 0
    let stopped = false
    const work = Array.from({ length: 2 }, async () => {
      while (!stopped) {
        await pool
          .query(`insert into policy_in_use (version, content) values ('v', '{}')`)
          .catch((e) => failures.push(e))
        await pool.query('select count(*) from outbox').catch((e) => failures.push(e))
        done++
      }
    })
    // A transaction that goes on for long holds the lock that the migration needs; nobody waits behind it.
    const long = await pool.connect()
    await long.query('begin; select count(*) from outbox')
    const migrating = migrate(pool, next, { lockMs: 100, retryMs: 50, retries: 1000 })
    for (const before = done; done < before + 200;) await new Promise(setImmediate)
    await long.query('commit')
    long.release()
    expect(await migrating).toEqual([files.at(-1), '9998-next.sql'])
    for (const before = done; done < before + 50;) await new Promise(setImmediate)
    stopped = true
    await Promise.all(work)
    expect(failures).toEqual([])
  })
})

test('neither a long migration nor the wait for another hub is cut by the limits of the role, and hubs at once run each once', async () => {
  const name = `${db.name}_limited`
  await db.pool.query(`create database ${name}`)
  for (const limit of ['statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout'])
    await db.pool.query(`alter database ${name} set ${limit} = '300ms'`)
  const open = () => createPool(db.address, { max: 1, applicationName: 'test', database: name, untimed: true })
  const pools = [open(), open(), open()]
  try {
    const folder = version(0, { '0001-long.sql': 'select pg_sleep(1.2); create table made (x int)' })
    const ran = await Promise.all(pools.map((pool) => migrate(pool, folder)))
    expect(ran.flat()).toEqual(['0001-long.sql'])
  } finally {
    for (const pool of pools) await pool.end()
  }
})

test('a migration that never gets its locks ends with what to do, and leaves nothing', async () => {
  const folder = version(files.length, { '9997-locked.sql': 'alter table outbox add column test_locked int' })
  const holder = await db.pool.connect()
  await holder.query('begin; lock table outbox')
  const error = await migrate(db.pool, folder, { lockMs: 20, retryMs: 1, retries: 3 }).catch((e: Error) => e.message)
  expect(error).toMatch(/9997-locked\.sql did not get its locks: end the long transactions/)
  await holder.query('rollback')
  holder.release()
  expect((await schemaState(db.pool, folder)).missing).toEqual(['9997-locked.sql'])
})

test('a role that may not migrate is told who may, and what may only look changes nothing', async () => {
  await inEmptyDatabaseOf('limited', async (pool) => {
    const state = await schemaState(pool, migrations)
    expect(state.missing).toHaveLength(files.length)
    expect(() => requireSchema(state)).toThrow(
      `lacks ${files.length} of the migrations of this version, from ${files[0]} on: run insyn migrera`,
    )
    await expect(migrate(pool, migrations)).rejects.toThrow(
      /may not make them: run insyn migrera with the address of the owner/,
    )
    const { rows } = await pool.query(
      `select count(*) as count from pg_class where relnamespace = 'public'::regnamespace`,
    )
    expect(rows).toEqual([{ count: 0 }])
  })
})

/** The same for a role that owns nothing: the one other that the tests' role may take on. */
async function inEmptyDatabaseOf(suffix: string, steps: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const name = `${db.name}_${suffix}_role`
  await db.pool.query(`create database ${name}`)
  const pool = createPool(db.address, { max: 2, applicationName: 'test', database: name })
  pool.on('connect', (client) => void client.query('set role pg_checkpoint'))
  await steps(pool).finally(() => pool.end())
}

test('every migration names its owner first, and says of itself alone that it breaks what was before', () => {
  for (const file of files) {
    const text = readFileSync(join(migrations, file), 'utf8')
    expect([file, /^-- Breaks the version before\.$/m.test(text)]).toEqual([file, false])
  }
})

test('what has been released never changes, and what comes after it has a higher number', () => {
  const lines = readFileSync(join(migrations, 'released.sha256'), 'utf8').trim().split('\n')
  const digest = (file: string) =>
    createHash('sha256')
      .update(readFileSync(join(migrations, file)))
      .digest('hex')
  expect(lines).toEqual(files.slice(0, lines.length).map((file) => `${digest(file)}  ${file}`))
})
