import pg from 'pg'
import { InsynError } from '../../errors.ts'
import { readSecret } from '../keys/secret-file.ts'

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
  { readonly url: string } | { readonly socketFolder: string; readonly user: string; readonly passwordFile: string }

export function createPool(
  address: DatabaseAddress,
  options: { max: number; applicationName: string; database?: string },
): pg.Pool {
  const where =
    'url' in address
      ? { connectionString: address.url }
      : {
          host: address.socketFolder,
          user: address.user,
          password: () => readPassword(address.passwordFile),
          database: options.database ?? 'insyn',
        }
  const pool = new pg.Pool({
    ...where,
    max: options.max,
    application_name: options.applicationName,
    types,
    // A statement that hangs must never hold a lookup or a sync for longer than this.
    statement_timeout: 60_000,
    connectionTimeoutMillis: 5_000,
  })
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
    // A connection that cannot roll back is not returned to the pool.
    await tx.query('rollback').catch((reason: unknown) => {
      broken = reason instanceof Error ? reason : new Error('rollback failed')
    })
    throw error
  } finally {
    tx.release(broken)
  }
}
