import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { withinDeadline } from '../../atkomstlogg/deadline.ts'
import { InsynError } from '../../errors.ts'
import { avstangdaKlienter } from './suspensions.ts'

export interface Klientvakt {
  /** `okant` when the answer is older than a few seconds: then nobody may be answered. */
  avstangd(klient: string): boolean | 'okant'
  /** Rejects while it is `okant`. */
  beredd(): Promise<void>
  /** Resolves when the state has been read once; DATABAS_FEL when it cannot be. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Between two readings; well below the second within which a suspension is to count everywhere. */
const INTERVALL_MS = 300
const FRIST_MS = 2_000
const HOGST_MS = 5_000

/**
 * Reads which clients are suspended, over and over. Polled rather than announced: a connection that hangs looks like one
 * on which nothing happens, but a reading that does not come back is noticed.
 */
export function createKlientvakt(
  pool: pg.Pool,
  { intervallMs = INTERVALL_MS, fristMs = FRIST_MS, hogstMs = HOGST_MS } = {},
): Klientvakt {
  let avstangda: ReadonlySet<string> = new Set()
  let last = -Infinity
  const stopped = new AbortController()
  let reading: Promise<void> = Promise.resolve()

  async function las(): Promise<void> {
    // What the reading saw was so when it began.
    const begun = performance.now()
    avstangda = await withinDeadline(pool, fristMs, avstangdaKlienter)
    last = begun
  }

  async function lasOmOchOm(): Promise<void> {
    while (!stopped.signal.aborted) {
      await delay(intervallMs, undefined, { signal: stopped.signal }).catch(() => undefined)
      if (!stopped.signal.aborted) await las().catch(() => undefined)
    }
  }

  const okant = () => performance.now() - last > hogstMs

  return {
    avstangd: (klient) => (okant() ? 'okant' : avstangda.has(klient)),
    beredd: async () => {
      if (okant()) throw new InsynError('DATABAS_FEL', 'which clients are suspended is not known')
    },
    async start() {
      await las().catch(() => {
        throw new InsynError('DATABAS_FEL', 'which clients are suspended cannot be read')
      })
      reading = lasOmOchOm()
    },
    async stop() {
      stopped.abort()
      await reading
    },
  }
}
