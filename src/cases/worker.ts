import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isEmpty, NO_CONTENT } from '../mapping/content.ts'
import { limitFields, fieldName } from '../mapping/limit-fields.ts'
import type { CaseSystem } from './case-system.ts'
import { type DecideMirroring, fieldDigest } from './decide-mirroring.ts'
import {
  tryAgain,
  type DeliveryJob,
  delivered,
  park,
  purged,
  purgeAgain,
  type PurgeJob,
  outstanding,
  claimDeliveries,
  claimPurges,
} from './deliveries.ts'
import { purging, removal, type Trace, write } from './delivery-records.ts'
import type { Registrations } from './registration.ts'
import { claimRegistrations, markForRegistration, retryRegistration } from './registration-queue.ts'
import { tellRegistration } from './tell-registration.ts'
import { wakeParked } from './wake.ts'
import type { Mirror } from '../mirror/mirror.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'

export interface WorkerDeps extends Trace {
  readonly pool: pg.Pool
  /** Moves changes to the cases that they concern; returns how many. Where a bus tells of them it has nothing to do. */
  readonly route: () => Promise<number>
  readonly mirror: Pick<Mirror, 'open'>
  readonly arendesystem: CaseSystem
  readonly disclose: Disclose
  readonly decide: DecideMirroring
  readonly registrations: Registrations
  readonly log: Log
}

export interface MirrorWorker {
  start(): void
  /** There is something new to deliver. */
  wake(): void
  /** Ends after what is being written now. */
  stop(): Promise<void>
  /** Does what is due now; returns how much that was. */
  work(): Promise<number>
  /** Resolves when the outbox is sorted and nothing waits for its first try. */
  caughtUp(): Promise<void>
}

const PARALLEL = 8
const CLAIM = 64
const IDLE_MS = 150

/** Brings what each open case should hold into the case system, and takes it away again. */
export function createMirrorWorker(deps: WorkerDeps): MirrorWorker {
  const stopping = new AbortController()
  let repetition: Repetition | undefined

  async function work(): Promise<number> {
    const sorted = await deps.route()
    const job = await claimDeliveries(deps.pool, CLAIM)
    await inParallel(job, (one) => deliver(deps, one, stopping.signal))
    const purges = await claimPurges(deps.pool, CLAIM)
    await inParallel(purges, (one) => purge(deps, one, stopping.signal))
    const stale = await claimRegistrations(deps.pool, CLAIM)
    await inParallel(stale, (one) =>
      tellRegistration(deps, one, stopping.signal).catch(() => retryRegistration(deps.pool, one)),
    )
    return sorted + job.length + purges.length + stale.length
  }

  const failed = (error: unknown): void =>
    deps.log.error('delivery-worker-failed', { errorCode: error instanceof InsynError ? error.code : 'OKANT_FEL' })

  return {
    work,
    async caughtUp() {
      while (!stopping.signal.aborted && (await outstanding(deps.pool)) > 0)
        await delay(IDLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    },
    start() {
      let begun: Promise<void> | undefined
      repetition = everyAfter(
        IDLE_MS,
        async () => {
          await (begun ??= wakeParked(deps.pool).catch(failed))
          return (await work()) > 0 ? 0 : undefined
        },
        { failed },
      )
    },
    wake: () => repetition?.wake(),
    async stop() {
      stopping.abort()
      await repetition?.stop()
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

async function deliver(deps: WorkerDeps, job: DeliveryJob, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem } = deps
  const { arendeId, uppgiftRef, stadsdel, mangd, now } = job
  const beslut = deps.decide({ andamal: job.andamal, arende: arendeId }, stadsdel, mangd)
  const isShown = now !== undefined && beslut.falt.size > 0
  let shouldGo = !isShown
  try {
    // Its key may have gone since the row was read.
    const opened = isShown ? deps.mirror.open({ uppgiftRef, stadsdel, mangd, ...now }) : NO_CONTENT
    shouldGo = isEmpty(opened)
    if (!isShown || shouldGo) {
      if (job.everSent) {
        await deps.disclose(
          { poster: [removal(deps, job, beslut.reason)], body: () => job.removalVersion },
          (version) => arendesystem.remove(arendeId, uppgiftRef, version, signal),
        )
        await markForRegistration(pool, arendeId, true)
      }
      await delivered(pool, job, { holds: 0, version: job.removalVersion, fieldsDigest: fieldDigest(beslut) })
      return
    }
    const items = limitFields(opened.items, beslut.falt)
    const { source, version } = now
    await deps.disclose(
      {
        poster: [write(deps, job, { mangd, falt: fieldName(items) }, beslut.avtal)],
        body: () => ({
          uppgiftRef,
          version,
          stadsdel,
          kalla: source,
          informationsmangd: mangd,
          last: now.readAt.toISOString(),
          poster: items,
          ...(opened.unread > 0 && { olasta: opened.unread }),
        }),
      },
      (uppgift) => arendesystem.write(arendeId, uppgift, signal),
    )
    if (deps.registrations.dependsOn(job.andamal, mangd)) await markForRegistration(pool, arendeId, false)
    await delivered(pool, job, { holds: version, version, fieldsDigest: fieldDigest(beslut) })
  } catch (error) {
    const code = error instanceof InsynError ? error.code : 'OKANT_FEL'
    // What is to be taken away is never given up: the person may be protected.
    if (code === 'MALSYSTEM_NEKAR' && !shouldGo) await park(pool, arendeId, uppgiftRef, code)
    else await tryAgain(pool, arendeId, uppgiftRef, backoff(job.attempts), code)
  }
}

async function purge(deps: WorkerDeps, job: PurgeJob, signal: AbortSignal): Promise<void> {
  const { arendeId } = job
  try {
    const items = purging(deps, job)
    await deps.disclose({ poster: items, body: () => arendeId }, (id) => deps.arendesystem.purge(id, signal))
    await purged(deps.pool, arendeId, items[0].access.handelseId)
  } catch {
    await purgeAgain(deps.pool, arendeId, backoff(job.attempts))
  }
}

/** Doubles from half a second to a minute, with jitter so that deliveries do not come in step. */
function backoff(attempt: number): number {
  return Math.min(60_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2)
}
