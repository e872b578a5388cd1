import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { Config } from '../config.ts'
import { requireNoUnfinishedRestore } from '../operations/backup/restore-backup.ts'
import { createPool, type DatabaseAddress } from '../platform/database/database.ts'
import { startEmbedded } from '../platform/database/embedded.ts'
import { migrate } from '../platform/database/migrate.ts'
import { fullDatabaseText } from '../platform/disk-room.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { failureCode, failureText, InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { openMasterKey, parseMasterKey } from '../platform/keys/keyring.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { tracing } from '../platform/tracing/spans.ts'
import { KEY_LOCK, openKeyStore, type KeyStore } from '../platform/keys/key-store.ts'

/** The database, migrated, and the keys that belong to it. */
export interface Store {
  /** For requests that a caller waits for: lookups, cases. */
  readonly pool: pg.Pool
  /** For sync, mirror worker and chores: when they are stuck, lookups still have connections. */
  readonly syncPool: pg.Pool
  /** For writes of live reads: a flag must not wait for a stuck worker, nor a lookup for a live read's write. */
  readonly livePool: pg.Pool
  /** For the access log: a busy sync must never delay the record of an answer. */
  readonly logPool: pg.Pool
  readonly keys: Keys
  /** Adds and destroys data keys; holds none when opened. */
  readonly keyStore: KeyStore
  /** Of an embedded database: starts its server again when that has ended; resolves with whether it had. */
  readonly revive?: () => Promise<boolean>
  close(): Promise<void>
}

/** Distinguishes this process's connections from those of other hubs and commands on the database. */
const OWN_NAME = `insyn-${process.pid}`
/** Connections for the mirror worker's parallel deliveries, the bus, the schedule and the chores. */
const WORKER_CONNECTIONS = 13
export const MIGRATIONS = join(import.meta.dirname, '../../migrations')

/**
 * Opens what outlives a start; an embedded database is started when needed and stopped by the last process that uses
 * it.
 */
export async function openStore(config: Config, stateFolder: string, stadsdelar: readonly string[]): Promise<Store> {
  requireNoUnfinishedRestore(stateFolder)
  const embedded = config.databas === 'inbyggd' ? await startEmbedded(stateFolder) : undefined
  const address = embedded?.address ?? { url: config.databas }
  if (embedded !== undefined) await ensureDatabase(address)
  const openPool = (max: number) => createPool(address, { max, applicationName: OWN_NAME })
  const pool = openPool(12)
  // Each scope under way holds one connection for its lock and writes through another, in two rounds at once: what is read by
  // the clock, and what a person has ordered meanwhile.
  const syncPool = openPool(4 * config.synk.samtidiga + WORKER_CONNECTIONS)
  const livePool = openPool(4)
  const logPool = openPool(4)
  // Not those of the log: which logs a lookup is recorded in tells whose person it was about.
  for (const one of [pool, syncPool, livePool]) tracing()?.tracePool(one)
  const close = async () => {
    await Promise.all([logPool.end(), livePool.end(), syncPool.end()])
    // When the query fails, the server is left running: other clients may use it, and a server that is down needs no
    // stop.
    const alone = await isAlone(pool).catch(() => false)
    await pool.end()
    if (alone) await embedded?.stop()
  }
  try {
    await migrate(pool, MIGRATIONS)
    const keyStore = await openKeys(config, stateFolder, pool, stadsdelar)
    return {
      pool,
      syncPool,
      livePool,
      logPool,
      keys: keyStore.keys,
      keyStore,
      close,
      ...(embedded && { revive: () => revive(syncPool, stateFolder) }),
    }
  } catch (error) {
    await close()
    if (error instanceof InsynError) throw error
    throw new InsynError(
      'DATABAS_FEL',
      fullDatabaseText(error) ?? `the database cannot be used: ${(error as Error).message}`,
    )
  }
}

/** A server whose disk is full when it writes its log ends, and does not come back by itself. */
async function revive(pool: pg.Pool, stateFolder: string): Promise<boolean> {
  try {
    await pool.query('select 1')
    return false
  } catch (error) {
    if (!['ECONNREFUSED', 'ENOENT'].includes(failureCode(error) ?? '')) return false
  }
  await startEmbedded(stateFolder)
  return true
}

const REVIVE_MS = 5_000

/** One line when an embedded database has ended and cannot be started, one when it runs again. */
export function keepRunning(revive: Store['revive'], log: Log) {
  let reviving: Repetition | undefined
  let ended = false
  const failed = (error: unknown) => {
    if (!ended) log.error('embedded-database-ended', { error: failureText(error) })
    ended = true
  }
  return {
    start() {
      if (revive === undefined) return
      const step = async () => {
        if (await revive()) log.warn('embedded-database-restarted')
        ended = false
      }
      reviving = everyAfter(REVIVE_MS, step, { failed, pauseFirst: true })
    },
    stop: () => reviving?.stop(),
  }
}

/**
 * Removes the state of an installation with an embedded database. False, without removing anything, while it is in use.
 */
export async function forgetState(stateFolder: string): Promise<boolean> {
  if (existsSync(join(stateFolder, 'postgresql/data'))) {
    const embedded = await startEmbedded(stateFolder)
    const pool = createPool(embedded.address, { max: 1, applicationName: OWN_NAME, database: 'postgres' })
    const alone = await isAlone(pool)
    await pool.end()
    if (!alone) return false
    await embedded.stop()
  }
  for (const name of ['postgresql', 'logg', 'publicerat', 'kvitton', 'nyckelring.json', 'huvudnyckel'])
    await rm(join(stateFolder, name), { recursive: true, force: true })
  return true
}

async function ensureDatabase(address: DatabaseAddress): Promise<void> {
  const admin = createPool(address, { max: 1, applicationName: OWN_NAME, database: 'postgres' })
  const { rowCount } = await admin.query(`select from pg_database where datname = 'insyn'`)
  if (rowCount === 0) await admin.query('create database insyn')
  await admin.end()
}

/** Whether no other process is connected: a command beside a hub must leave the database running. */
async function isAlone(pool: pg.Pool): Promise<boolean> {
  const { rowCount } = await pool.query(
    `select from pg_stat_activity where backend_type = 'client backend' and application_name <> $1`,
    [OWN_NAME],
  )
  return rowCount === 0
}

/** Locked, so that two concurrent starts do not both create a keyring. */
function openKeys(
  config: Config,
  stateFolder: string,
  pool: pg.Pool,
  stadsdelar: readonly string[],
): Promise<KeyStore> {
  const masterKey = async (fresh: boolean) =>
    config.huvudnyckel === undefined
      ? openMasterKey(join(stateFolder, 'huvudnyckel'), fresh)
      : parseMasterKey(config.huvudnyckel, 'the setting huvudnyckel')
  return withSessionLock(pool, KEY_LOCK, () =>
    openKeyStore(pool, join(stateFolder, 'nyckelring.json'), masterKey, [...stadsdelar, OWN_LOG]),
  )
}
