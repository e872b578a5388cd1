import { setTimeout as delay } from 'node:timers/promises'
import { codeOrUnknown, InsynError } from '../errors.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { inTrace } from '../platform/tracing/spans.ts'
import { type Claimant, GIVE_UP_MS, holdClaims } from './claims.ts'
import { deliver, type DeliverDeps, purge } from './deliver.ts'
import { claimRemovals, claimWrites, outstanding } from './deliveries.ts'
import { lookAgain, type LookDeps } from './look-again.ts'
import { claimLooks, retryLook } from './look-again-queue.ts'
import { claimPurges } from './purges.ts'
import type { Registrations } from './registration.ts'
import { claimRegistrations, retryRegistration } from './registration-queue.ts'
import { tellRegistration } from './tell-registration.ts'
import { wakeParked } from './wake.ts'

export interface WorkerDeps extends DeliverDeps, LookDeps {
  /** Moves changes to the cases that they concern; returns how many. Where a bus tells of them it has nothing to do. */
  readonly route: () => Promise<number>
  readonly arendesystem: DeliverDeps['arendesystem']
  readonly registrations: Registrations
}

export interface MirrorWorker {
  start(): void
  /** There is something new to deliver. */
  wake(): void
  /** Ends after what is being written now. */
  stop(): Promise<void>
  /** Does what is due now; returns how much that was. */
  work(): Promise<number>
  /** Rejects when it has been without its lock for long, and so does nothing, though it has been started. */
  standing(): Promise<void>
  /** Resolves when the outbox is sorted and nothing waits for its first try. */
  caughtUp(): Promise<void>
}

/** Writes and removals alike: that much goes at once is what a flag does. */
const DELIVERY = { kind: 'internal', name: 'delivery' } as const
const PARALLEL = 8
const CLAIM = 64
const IDLE_MS = 150
/** Longer than it takes to be the holder again after a failover. */
const WITHOUT_MS = 10_000

/**
 * Brings what each open case should hold into the case system, and takes it away again. What takes away runs by itself: a
 * case system that holds up writes, as support-management does when its JSON-schema service hangs, must not hold up a removal.
 */
export function createMirrorWorker(deps: WorkerDeps): MirrorWorker {
  const { pool } = deps
  const stopping = new AbortController()
  let running: readonly Repetition[] = []
  let holding: Repetition | undefined
  /** Absent while nobody would let go what this worker claims, and in `work` alone. */
  let claimant: Claimant | undefined
  /** Since when it has been started and has none. */
  let without: number | undefined
  /** Whether it is said why. */
  let told = false

  /** What is not begun when the worker ends is let go with its claims, and nothing is recorded of it. */
  const each = <T>(
    items: readonly T[],
    by: Claimant | undefined,
    take: (job: T, signal: AbortSignal) => Promise<void>,
  ): Promise<void> => {
    const ending = by === undefined ? stopping.signal : AbortSignal.any([stopping.signal, by.over])
    return inParallel(items, async (job) => {
      if (ending.aborted) return
      await inTrace(DELIVERY, () => take(job, AbortSignal.any([ending, AbortSignal.timeout(GIVE_UP_MS)])))
    }).catch((error: unknown) => {
      by?.leave()
      throw error
    })
  }

  async function takeAway(): Promise<number> {
    const by = claimant
    const sorted = await deps.route()
    const removals = await claimRemovals(pool, CLAIM, by?.id)
    await each(removals, by, (job, signal) => deliver(deps, job, signal))
    const purges = await claimPurges(pool, CLAIM, by?.id)
    await each(purges, by, (job, signal) => purge(deps, job, signal))
    const looks = await claimLooks(pool, CLAIM, by?.id)
    await each(looks, by, (job, signal) => lookAgain(deps, job, signal).catch(() => retryLook(pool, job)))
    return sorted + removals.length + purges.length + looks.length
  }

  async function write(): Promise<number> {
    const by = claimant
    const writes = await claimWrites(pool, CLAIM, by?.id)
    await each(writes, by, (job, signal) => deliver(deps, job, signal))
    const stale = await claimRegistrations(pool, CLAIM, by?.id)
    await each(stale, by, (job, signal) =>
      tellRegistration(deps, job, signal).catch(() => retryRegistration(pool, job)),
    )
    return writes.length + stale.length
  }

  const failed = (error: unknown): void => deps.log.error('delivery-worker-failed', { errorCode: codeOrUnknown(error) })
  const repeat = (step: () => Promise<number>): Repetition =>
    everyAfter(IDLE_MS, async () => (claimant !== undefined && (await step()) > 0 ? 0 : undefined), { failed })

  return {
    work: async () => (await takeAway()) + (await write()),
    async standing() {
      if (without !== undefined && performance.now() - without > WITHOUT_MS)
        throw new InsynError('DATABAS_FEL', 'the session that holds the locks of this hub is lost')
    },
    async caughtUp() {
      while (!stopping.signal.aborted && (await outstanding(pool)) > 0)
        await delay(IDLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    },
    start() {
      let begun: Promise<void> | undefined
      const writeWhenBegun = async (): Promise<number> => {
        await (begun ??= wakeParked(pool).catch(failed))
        return write()
      }
      running = [repeat(takeAway), repeat(writeWhenBegun)]
      const use = (now: Claimant | undefined): void => {
        claimant = now
        if (now !== undefined) told = false
        without = now === undefined && !stopping.signal.aborted ? (without ?? performance.now()) : undefined
        running.forEach((repetition) => repetition.wake())
      }
      without = performance.now()
      holding = holdClaims(pool, use, (error) => {
        if (!told) failed(error)
        told = true
      })
    },
    wake: () => running.forEach((repetition) => repetition.wake()),
    async stop() {
      stopping.abort()
      await Promise.all(running.map((repetition) => repetition.stop()))
      await holding?.stop()
    },
  }
}

async function inParallel<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await each(item)
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, worker))
}
