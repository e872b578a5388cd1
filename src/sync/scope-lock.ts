import type pg from 'pg'
import { InsynError } from '../errors.ts'

/**
 * One run at a time per source × stadsdel, over all hubs on this database. Held by a session, so a killed hub lets go
 * of it at once.
 */
export async function withScopeLock<T>(pool: pg.Pool, scope: string, work: () => Promise<T>): Promise<T> {
  const session = await pool.connect()
  try {
    const { rows } = await session.query<{ got: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as got',
      [`insyn-synk/${scope}`],
    )
    if (rows[0]?.got !== true) throw new InsynError('KORNING_PAGAR', `another run of ${scope} is under way`)
    return await work()
  } finally {
    // A connection that cannot let go of the lock is closed, which lets go of it.
    const unlocked = await session.query('select pg_advisory_unlock_all()').catch(() => undefined)
    session.release(unlocked === undefined)
  }
}
