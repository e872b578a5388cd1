import type pg from 'pg'
import { failureCode, InsynError } from '../../errors.ts'
import type { WatchedClient } from './connections.ts'

const TRIES = 3
const PROTOCOL_VIOLATION = '08P01'
const PID = 'select pg_backend_pid() as pid'

/**
 * Refuses a pooler in front of the database that gives a session to whoever has a transaction (PgBouncer: `pool_mode = transaction`
 * or `statement`): locks and prepared statements of a hub belong to a session. A pooler that gives each connection a session of its
 * own is as good as none. Throws KONFIG_OGILTIG.
 */
export async function refuseSharedSessions(pool: pg.Pool): Promise<void> {
  const first = await pool.connect()
  try {
    const { processID, session } = first as unknown as WatchedClient & { processID: number | null }
    // The server itself says its own number when the connection is made; a pooler says another.
    if (session?.pid === processID) return
    for (let left = TRIES; left > 0; left--) if (await isShared(pool, first)) throw refused()
  } finally {
    first.release()
  }
}

/** While another connection holds a transaction: in its session, or in one that this connection is moved away from. */
async function isShared(pool: pg.Pool, first: pg.PoolClient): Promise<boolean> {
  const before = await pidOf(first)
  const second = await pool.connect()
  let broken = true
  try {
    await second.query('begin')
    const other = await pidOf(second)
    const after = await pidOf(first)
    await second.query('rollback')
    broken = false
    return other === before || after !== before
  } catch (error) {
    // `statement` mode has no transactions.
    if (error instanceof Error && failureCode(error.cause) === PROTOCOL_VIOLATION) return true
    throw error
  } finally {
    second.release(broken)
  }
}

const pidOf = async (client: pg.PoolClient): Promise<number | undefined> =>
  (await client.query<{ pid: number }>(PID)).rows[0]?.pid

const refused = () =>
  new InsynError(
    'KONFIG_OGILTIG',
    '/databas: leads to a pooler that shares sessions between connections: set pool_mode = session in PgBouncer, or lead past it',
  )
