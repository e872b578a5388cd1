import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'

// Every claim chooses its rows in a materialized query. A query in the condition of the update may be run again for each row of the
// table, as where that is planned as empty, and each time it chooses others: then all that is due is claimed, whatever its limit.

/** SQL: how long a claim stands that nobody lets go: longer than a worker needs for all that it claims at a time. */
export const LEASE = `interval '240 seconds'`
/** A worker gives up one delivery after so long. */
export const GIVE_UP_MS = 25_000
const LOOK_MS = 1_000
const LOCKS = 'insyn-leverans/'

/** SQL: whether the worker of parameter `$n`, if one is named, is still one whose claims are let go when it ends. */
export const mayClaim = (n: number): string =>
  `($${n}::text is null or exists (select from delivery_worker w where w.id = $${n}))`

/** A worker as the others see it: they take over what it has claimed when its session has ended. */
export interface Claimant {
  readonly id: string
  /** Aborted before another worker can take over. */
  readonly over: AbortSignal
  /** Lets go all that it has claimed: what became of some of it could not be written down. */
  leave(): void
}

/**
 * Holds a session lock for a worker, under a new name whenever it is lost, and lets go what workers have claimed whose locks nobody
 * holds: a killed process ends its session at once, one that is frozen or out of reach after six seconds.
 */
export function holdClaims(
  pool: pg.Pool,
  use: (claimant: Claimant | undefined) => void,
  failed: (error: unknown) => void,
): Repetition {
  const step = async (stopping: AbortSignal) => {
    const id = randomUUID()
    await trySessionLock(pool, `${LOCKS}${id}`, async ({ lost }) => {
      const over = new AbortController()
      const ended = AbortSignal.any([stopping, lost, over.signal])
      try {
        await pool.query('insert into delivery_worker (id) values ($1)', [id])
        use({ id, over: AbortSignal.any([lost, over.signal]), leave: () => over.abort() })
        while (!ended.aborted) {
          await letGo(pool).catch(failed)
          await delay(LOOK_MS, undefined, { signal: ended }).catch(() => undefined)
        }
      } finally {
        use(undefined)
        over.abort()
      }
    })
  }
  return everyAfter(LOOK_MS, step, { failed })
}

/** What is on its way to be due long after now waits for its own time, and was not claimed. */
const unlessLater = (column: string): string =>
  `${column} = case when ${column} <= now() + ${LEASE} then least(${column}, now()) else ${column} end`

/** Makes due what was claimed by workers that have ended. */
export async function letGo(pool: pg.Pool): Promise<void> {
  await pool.query({
    name: 'let-go-claims',
    text: `
      with gone as (
        delete from delivery_worker where pg_try_advisory_xact_lock(hashtextextended('${LOCKS}' || id, 0)) returning id
      ), deliveries as (
        update delivery set due_at = least(due_at, now()) where status = 'vantar' and claimed_by in (select id from gone)
      )
      update arende set ${['due_at', 'look_at', 'enrich_at'].map(unlessLater).join(', ')}
       where claimed_by in (select id from gone)`,
  })
}
