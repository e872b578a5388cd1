import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'

/** One run at a time per source × stadsdel, over all hubs on this database. The work ends when the signal says that the lock is lost. */
export async function withScopeLock<T>(
  pool: pg.Pool,
  scope: string,
  work: (lost: AbortSignal) => Promise<T>,
): Promise<T> {
  const done = await trySessionLock(pool, lockName(scope), async ({ lost }) => ({ value: await work(lost) }))
  if (done === undefined) throw new InsynError('KORNING_PAGAR', `another run of ${scope} is under way`)
  return done.value
}

const lockName = (scope: string): string => `insyn-synk/${scope}`

/** Whether a read of the source × stadsdel is under way: it may compare with digests that it read when it began. */
export async function isBeingRead(pool: pg.Pool, scope: string): Promise<boolean> {
  const { rows } = await pool.query<{ busy: boolean }>(
    `select exists (
       select from pg_locks where locktype = 'advisory' and objsubid = 1
          and database = (select oid from pg_database where datname = current_database())
          and (classid::bigint << 32) | objid::bigint = hashtextextended($1, 0)) as busy`,
    [lockName(scope)],
  )
  return rows[0]?.busy === true
}
