import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'

/** A lock that a session holds for its process. */
export interface HeldLock {
  /** Rejects when the session does not answer: the lock may be another's. */
  confirm(): Promise<void>
  /** Aborted when the session has ended or does not answer. */
  readonly lost: AbortSignal
}

/**
 * The server ends a session that holds a lock and says nothing for so long. A process that is stopped, and a machine that is out
 * of reach, keep their connection; another hub gets their locks all the same.
 */
const LEASE_MS = 6_000
/** A holder speaks so often, and waits so long for the answer: it knows that it has lost the lock before another can get it. */
const HEARTBEAT_MS = 1_500
const ANSWER_MS = 4_000

/**
 * Waits for the advisory lock, which is shared by all hubs on this database, and runs the work while a session of its
 * own holds it. The lock of a killed hub is released at once.
 */
export function withSessionLock<T>(pool: pg.Pool, lock: number, work: () => Promise<T>): Promise<T> {
  return inSession(pool, async (holder) => {
    await holder.session.query('select pg_advisory_lock($1)', [lock])
    return runHeld(holder, work)
  })
}

/** The same without waiting: undefined, without running the work, when another session holds the lock. */
export function trySessionLock<T>(
  pool: pg.Pool,
  lock: number | string,
  work: (held: HeldLock) => Promise<T>,
): Promise<T | undefined> {
  const key = typeof lock === 'number' ? '$1::bigint' : 'hashtextextended($1, 0)'
  return inSession(pool, async (holder) => {
    const { rows } = await holder.session.query<{ got: boolean }>(`select pg_try_advisory_lock(${key}) as got`, [lock])
    return rows[0]?.got === true ? runHeld(holder, work) : undefined
  })
}

async function runHeld<T>({ session, lost }: Holder, work: (held: HeldLock) => Promise<T>): Promise<T> {
  const ended = new AbortController()
  await session.query(`set idle_session_timeout = ${LEASE_MS}`)
  let last: Promise<void> = Promise.resolve()
  // One question at a time, each asked after it was wanted: an earlier answer says nothing about now.
  const confirm = (): Promise<void> =>
    (last = last
      .then(() => answered(session))
      .catch((error: unknown) => {
        lost.abort()
        throw error
      }))
  const beating = (async () => {
    while (!ended.signal.aborted && !lost.signal.aborted) {
      await delay(HEARTBEAT_MS, undefined, { signal: ended.signal }).catch(() => undefined)
      if (!ended.signal.aborted) await confirm().catch(() => undefined)
    }
  })()
  try {
    return await work({ confirm, lost: lost.signal })
  } finally {
    ended.abort()
    await beating
  }
}

async function answered(session: pg.PoolClient): Promise<void> {
  const late = new AbortController()
  try {
    await Promise.race([
      session.query('select'),
      delay(ANSWER_MS, undefined, { signal: late.signal }).then(() => {
        throw new Error('the session that holds a lock does not answer')
      }),
    ])
  } finally {
    late.abort()
  }
}

interface Holder {
  readonly session: pg.PoolClient
  readonly lost: AbortController
}

async function inSession<T>(pool: pg.Pool, steps: (holder: Holder) => Promise<T>): Promise<T> {
  const holder = { session: await pool.connect(), lost: new AbortController() }
  try {
    return await steps(holder)
  } finally {
    // A connection that cannot release the lock is closed, which releases it.
    const unlocked = !holder.lost.signal.aborted && (await releaseLocks(holder.session))
    holder.session.release(!unlocked)
  }
}

const releaseLocks = (session: pg.PoolClient): Promise<boolean> =>
  Promise.race([
    session.query('select pg_advisory_unlock_all(); reset idle_session_timeout').then(
      () => true,
      () => false,
    ),
    delay(ANSWER_MS, false, { ref: false }),
  ])
