import type pg from 'pg'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { InsynError } from '../errors.ts'

/** One run at a time per source × stadsdel, over all hubs on this database. The work ends when the signal says that the lock is lost. */
export async function withScopeLock<T>(
  pool: pg.Pool,
  scope: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = await trySessionLock(pool, `insyn-synk/${scope}`, async ({ lost }) => ({ value: await work(lost) }))
  if (done === undefined) throw new InsynError('KORNING_PAGAR', `another run of ${scope} is under way`)
  return done.value
}
