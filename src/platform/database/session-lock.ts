import type pg from 'pg'

/**
 * Runs the work while a session of its own holds the advisory lock, over all hubs on this database; waits for it. A
 * killed hub lets go of it at once.
 */
export function withSessionLock<T>(pool: pg.Pool, lock: number, work: () => Promise<T>): Promise<T> {
  return inSession(pool, async (session) => {
    await session.query('select pg_advisory_lock($1)', [lock])
    return work()
  })
}

/**
 * The same without waiting: undefined, and nothing done, when somebody else holds it. As long as the session answers, the
 * lock is held.
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
    // A connection that cannot let go of the lock is closed, which lets go of it.
    const unlocked = await session.query('select pg_advisory_unlock_all()').catch(() => undefined)
    session.release(unlocked === undefined)
  }
}
