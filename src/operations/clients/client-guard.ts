import type pg from 'pg'
import { withinDeadline } from '../../atkomstlogg/deadline.ts'
import { InsynError } from '../../errors.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import { suspendedClients } from './suspensions.ts'

export interface ClientGuard {
  /** `okant` when the answer is older than a few seconds: then nobody may be answered. */
  suspended(client: string): boolean | 'okant'
  /** Rejects while it is `okant`. */
  ready(): Promise<void>
  /** Resolves when the state has been read once; DATABAS_FEL when it cannot be. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Between two readings; well below the second within which a suspension is to count everywhere. */
const RANGES_MS = 300
const DEADLINE_MS = 2_000
const MAX_MS = 5_000

/**
 * Reads which clients are suspended, over and over. Polled rather than announced: a connection that hangs looks like one
 * on which nothing happens, but a reading that does not come back is noticed.
 */
export function createClientGuard(
  pool: pg.Pool,
  { intervalMs = RANGES_MS, deadlineMs = DEADLINE_MS, maxMs = MAX_MS } = {},
): ClientGuard {
  let suspended: ReadonlySet<string> = new Set()
  let last = -Infinity
  let reading: Repetition | undefined

  async function read(): Promise<void> {
    // What the reading saw was so when it began.
    const begun = performance.now()
    suspended = await withinDeadline(pool, deadlineMs, suspendedClients)
    last = begun
  }

  const unknown = () => performance.now() - last > maxMs

  return {
    suspended: (client) => (unknown() ? 'okant' : suspended.has(client)),
    ready: async () => {
      if (unknown()) throw new InsynError('DATABAS_FEL', 'which clients are suspended is not known')
    },
    async start() {
      await read().catch(() => {
        throw new InsynError('DATABAS_FEL', 'which clients are suspended cannot be read')
      })
      // That a reading failed shows by the age of the last one.
      reading = everyAfter(intervalMs, read, { failed: () => undefined, pauseFirst: true })
    },
    async stop() {
      await reading?.stop()
    },
  }
}
