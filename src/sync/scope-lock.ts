import type pg from 'pg'
import { InsynError } from '../errors.ts'

/**
 * One run at a time per source × stadsdel, over all hubs on this database. Held by a session, so a killed hub lets go
 * of it at once.
 */
export async function withScopeLock<T>(pool: pg.Pool, scope: string, work: () => Promise<T>): Promise<T> {
  const session = await pool.connect()
  try {
    const { rows } = await session.query<{ fick: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as fick',
      [`insyn-synk/${scope}`],
    )
    if (rows[0]?.fick !== true)
      throw new InsynError('KALLA_OTILLGANGLIG', `another run of ${scope} is under way`, { retryable: true })
    return await work()
  } finally {
    // Ending the session is what lets go of the lock, whatever state the work left it in.
    session.release(true)
  }
}
