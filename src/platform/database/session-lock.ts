import type pg from 'pg'

/**
 * Waits for the advisory lock, which is shared by all hubs on this database, and runs the work while a session of its
 * own holds it. The lock of a killed hub is released at once.
 */
export function withSessionLock<T>(pool: pg.Pool, lock: number, work: () => Promise<T>): Promise<T> {
  return inSession(pool, async (session) => {
    await session.query('select pg_advisory_lock($1)', [lock])
    return work()
  })
}

/**
 * The same without waiting: undefined, without running the work, when another session holds the lock. The lock is held
 * as long as the session answers.
 */
export function trySessionLock<T>(
  pool: pg.Pool,
  lock: number,
  work: (session: pg.PoolClient) => Promise<T>,
): Promise<T | undefined> {
  return inSession(pool, async (session) => {
    const { rows } = await session.query<{ got: boolean }>('select pg_try_advisory_lock($1) as got', [lock])
    return rows[0]?.got === true ? work(session) : undefined
  })
}

async function inSession<T>(pool: pg.Pool, steps: (session: pg.PoolClient) => Promise<T>): Promise<T> {
  const session = await pool.connect()
  try {
    return await steps(session)
  } finally {
    // A connection that cannot release the lock is closed, which releases it.
    const unlocked = await session.query('select pg_advisory_unlock_all()').catch(() => undefined)
    session.release(unlocked === undefined)
  }
}
