import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type pg from 'pg'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { Config } from '../config.ts'
import { failureCode, failureText, InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { requireNoUnfinishedRestore } from '../operations/backup/restore-backup.ts'
import { createPool, type DatabaseAddress } from '../platform/database/database.ts'
import { startEmbedded } from '../platform/database/embedded.ts'
import { migrate, requireSchema, schemaState } from '../platform/database/migrate.ts'
import { withSessionLock } from '../platform/database/session-lock.ts'
import { refuseSharedSessions } from '../platform/database/shared-sessions.ts'
import type { ServerAddress } from '../platform/database/url.ts'
import { createDatabaseWatch, type DatabaseWatch } from '../platform/database/watch.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { KEY_LOCK, type KeyStore, openKeyStore } from '../platform/keys/key-store.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { tracing } from '../platform/tracing/spans.ts'
import { openMasterKeys } from './master-key.ts'

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
  readonly address: DatabaseAddress
  readonly keys: Keys
  /** Adds and destroys data keys; holds none when opened. */
  readonly keyStore: KeyStore
  /** Whether this process creates keys that are missing. */
  readonly createsKeys: boolean
  /** Whether the database can be used; started by a process that serves. */
  readonly watch: DatabaseWatch
  /** Of an embedded database: starts its server again when that has ended; resolves with whether it had. */
  readonly revive?: () => Promise<boolean>
  close(): Promise<void>
}

export interface StoreOptions {
  /** Makes no tables: for commands, which change nothing else than what they are asked to. */
  readonly asFound?: boolean
  /** Absent: unless `asFound`. */
  readonly createsKeys?: boolean
}

/** Distinguishes this process's connections from those of other hubs and commands on the database. */
export const OWN_NAME = `insyn-${process.pid}`
/** Connections for the mirror worker's parallel deliveries, the bus, the schedule and the chores. */
const WORKER_CONNECTIONS = 14
/** Opening a connection takes both sides some milliseconds of a core: as much as dozens of lookups, of which there are few at night. */
const ANSWERING_IDLE_MS = 10 * 60_000
/** A run that has ended leaves a stadsdel's worth of connections that nothing uses until the next night. */
const SYNC_IDLE_MS = 10_000
export const MIGRATIONS = join(import.meta.dirname, '../../migrations')

/**
 * Opens what outlives a start; an embedded database is started when needed and stopped by the last process that uses
 * it. `asFound`: makes no tables, and throws when they are not those of this version; and no keys that last, unless `createsKeys`.
 */
export async function openStore(
  config: Pick<Config, 'databas' | 'huvudnyckel' | 'tidigareHuvudnyckel' | 'synk'>,
  stateFolder: string,
  stadsdelar: readonly string[],
  { asFound = false, createsKeys = !asFound }: StoreOptions = {},
): Promise<Store> {
  requireNoUnfinishedRestore(stateFolder)
  const { address, stop, revive } = await openServer(config.databas, stateFolder, asFound)
  const openPool = (max: number, idleMs = ANSWERING_IDLE_MS) =>
    createPool(address, { max, applicationName: OWN_NAME, idleMs })
  const pool = openPool(12)
  // Each scope under way holds one connection for its lock and writes through another, in two rounds at once: what is read by
  // the clock, and what a person has ordered meanwhile.
  const syncPool = openPool(4 * config.synk.samtidiga + WORKER_CONNECTIONS, SYNC_IDLE_MS)
  const livePool = openPool(4)
  const logPool = openPool(4)
  const watch = createDatabaseWatch(address, OWN_NAME, { answering: [pool, livePool, logPool], working: [syncPool] })
  // Not those of the log: which logs a lookup is recorded in tells whose person it was about.
  for (const one of [pool, syncPool, livePool]) tracing()?.tracePool(one)
  const close = async () => {
    await watch.stop()
    await Promise.all([logPool.end(), livePool.end(), syncPool.end()])
    // When the query fails, the server is left running: other clients may use it, and a server that is down needs no
    // stop.
    const alone = await isAlone(pool).catch(() => false)
    await pool.end()
    if (alone) await stop()
  }
  try {
    await refuseSharedSessions(pool)
    if (asFound) requireSchema(await schemaState(pool, MIGRATIONS))
    else await migrateSchema(config.databas, address)
    const keyStore = await openKeys(config, stateFolder, pool, stadsdelar, !createsKeys)
    return {
      ...{ address, pool, syncPool, livePool, logPool, keys: keyStore.keys, keyStore, createsKeys, watch, close },
      ...(revive && { revive }),
    }
  } catch (error) {
    await close()
    if (error instanceof InsynError) throw error
    throw new InsynError('DATABAS_FEL', `the database cannot be used: ${(error as Error).message}`)
  }
}

/** Brings the schema up to this version, by the owner of the tables when the settings name one; returns what ran. */
export async function migrateStore(config: Pick<Config, 'databas'>, stateFolder: string): Promise<readonly string[]> {
  const { address, stop } = await openServer(config.databas, stateFolder, false)
  const pool = createPool(address, { max: 1, applicationName: OWN_NAME })
  try {
    return await migrateSchema(config.databas, address)
  } finally {
    const alone = await isAlone(pool).catch(() => false)
    await pool.end()
    if (alone) await stop()
  }
}

async function migrateSchema(database: Config['databas'], address: DatabaseAddress): Promise<readonly string[]> {
  const owner = database === 'inbyggd' ? address : ownerAddress(database)
  const pool = createPool(owner, { max: 2, applicationName: OWN_NAME, untimed: true })
  try {
    await refuseSharedSessions(pool)
    return await migrate(pool, MIGRATIONS)
  } finally {
    await pool.end()
  }
}

interface Server {
  readonly address: DatabaseAddress
  readonly stop: () => Promise<void>
  readonly revive?: () => Promise<boolean>
}

async function openServer(database: Config['databas'], stateFolder: string, asFound: boolean): Promise<Server> {
  if (database !== 'inbyggd') return { address: addressOf(database), stop: async () => undefined }
  if (asFound && !existsSync(join(stateFolder, 'postgresql/data')))
    throw new InsynError('DATABAS_FEL', `nothing has been started in ${stateFolder} yet: run insyn start`)
  const embedded = await startEmbedded(stateFolder)
  await ensureDatabase(embedded.address, asFound)
  const { address } = embedded
  return { address, stop: () => embedded.stop(), revive: () => revive(address, stateFolder) }
}

const addressOf = (database: Config['databas']): DatabaseAddress =>
  typeof database === 'string' ? { url: database } : { url: database.url, tls: database }

/** Of the role that owns the tables: it migrates, and copies and puts back all of the database. */
export const ownerAddress = (database: Config['databas']): ServerAddress =>
  typeof database === 'string' ? { url: database } : { url: database.agareUrl || database.url, tls: database }

/** A server whose disk is full when it writes its log ends, and does not come back by itself. */
async function revive(address: DatabaseAddress, stateFolder: string): Promise<boolean> {
  // The pools of a hub try nothing during an outage.
  const pool = createPool(address, { max: 1, applicationName: OWN_NAME })
  try {
    await pool.query('select 1')
    return false
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined
    if (!['ECONNREFUSED', 'ENOENT'].includes(failureCode(cause) ?? '')) return false
  } finally {
    await pool.end()
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
  for (const name of [
    'postgresql',
    'logg',
    'publicerat',
    'kvitton',
    'nyckelring.json',
    'huvudnyckel',
    'huvudnyckel-ny',
  ])
    await rm(join(stateFolder, name), { recursive: true, force: true })
  return true
}

async function ensureDatabase(address: DatabaseAddress, asFound: boolean): Promise<void> {
  const admin = createPool(address, { max: 1, applicationName: OWN_NAME, database: 'postgres' })
  const { rowCount } = await admin.query(`select from pg_database where datname = 'insyn'`)
  if (rowCount === 0 && !asFound) await admin.query('create database insyn')
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
export function openKeys(
  config: Pick<Config, 'huvudnyckel' | 'tidigareHuvudnyckel'>,
  stateFolder: string,
  pool: pg.Pool,
  stadsdelar: readonly string[],
  asFound: boolean,
): Promise<KeyStore> {
  const masterKeys = openMasterKeys(config, stateFolder, asFound)
  return withSessionLock(pool, KEY_LOCK, () =>
    openKeyStore(pool, join(stateFolder, 'nyckelring.json'), masterKeys, [...stadsdelar, OWN_LOG], { asFound }),
  )
}
