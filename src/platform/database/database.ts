import pg from 'pg'
import { failureCode, InsynError } from '../../errors.ts'
import { readSecret } from '../keys/secret-file.ts'
import { WatchedPool } from './connections.ts'
import { isOutage } from './faults.ts'
import { type ServerAddress, urlConfig } from './url.ts'

export type Tx = pg.PoolClient

// count(*) and bigint keys arrive as text by default; every bigint of this schema is far below 2^53 except search
// references, which are compared inside the database only.
const INT8 = 20
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 && format !== 'binary'
      ? safeInteger
      : (pg.types.getTypeParser as (oid: number, format?: string) => unknown)(
          oid,
          format,
        )) as pg.CustomTypesConfig['getTypeParser'],
}

function safeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError('bigint outside the safe range')
  return value
}

/** Where the database is: a connection string, or the embedded server's socket and the file with the role's password. */
export type DatabaseAddress =
  ServerAddress | { readonly socketFolder: string; readonly user: string; readonly passwordFile: string }

export interface PoolOptions {
  readonly max: number
  readonly applicationName: string
  readonly database?: string
  /** For migrations: nothing is cut, however long it takes. */
  readonly untimed?: boolean
  /** Milliseconds until a connection that nobody uses is closed; absent: pg's ten seconds. */
  readonly idleMs?: number
}

/** A statement that hangs must never hold a lookup or a sync for longer than this. */
const STATEMENT_MS = 60_000
/** The server ends a statement first, unless it is out of reach. */
const ANSWER_MS = 65_000

/** What a connection needs, whether it is of a pool or stands alone. */
export function clientConfig(address: DatabaseAddress, options: Omit<PoolOptions, 'max' | 'idleMs'>): pg.ClientConfig {
  const where =
    'url' in address
      ? urlConfig(address.url, address.tls)
      : {
          host: address.socketFolder,
          user: address.user,
          password: () => readPassword(address.passwordFile),
          database: options.database ?? 'insyn',
        }
  return {
    ...where,
    application_name: options.applicationName,
    types,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    ...(options.untimed === true ? {} : { query_timeout: ANSWER_MS }),
  }
}

export function createPool(address: DatabaseAddress, options: PoolOptions): WatchedPool {
  const limits = { statementMs: options.untimed === true ? 0 : STATEMENT_MS }
  const idle = options.idleMs === undefined ? {} : { idleTimeoutMillis: options.idleMs }
  const pool = new WatchedPool({ ...clientConfig(address, options), max: options.max, ...idle }, limits)
  // A connection that the server closes is replaced at next use, and its user gets the error from the statement;
  // without a listener the error event would end the process.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

async function readPassword(file: string): Promise<string> {
  const password = await readSecret(file)
  if (password === undefined) throw new InsynError('DATABAS_FEL', `the password file ${file} is missing: put it back`)
  return password
}

/** A process that is stopped in the middle keeps its connection: what it has locked must not be locked for ever. */
export const BEGIN = `begin; set local idle_in_transaction_session_timeout = '8s'`

export async function inTransaction<T>(pool: pg.Pool, steps: (tx: Tx) => Promise<T>): Promise<T> {
  const tx = await pool.connect()
  let broken: Error | undefined
  try {
    await tx.query(BEGIN)
    const result = await steps(tx)
    await tx.query('commit')
    return result
  } catch (error) {
    // A connection that cannot roll back is not returned to the pool, and one that is lost is not asked.
    if (error instanceof Error && isOutage(failureCode(error))) broken = error
    else
      await tx.query('rollback').catch((reason: unknown) => {
        broken = reason instanceof Error ? reason : new Error('rollback failed')
      })
    throw error
  } finally {
    tx.release(broken)
  }
}
