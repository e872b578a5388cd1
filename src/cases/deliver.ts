import type pg from 'pg'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { isEmpty, NO_CONTENT } from '../mapping/content.ts'
import { fieldName, limitFields } from '../mapping/limit-fields.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { FieldDecision } from '../policy/decide.ts'
import type { CaseSystem } from './case-system.ts'
import { type DecideMirroring, fieldDigest } from './decide-mirroring.ts'
import {
  delivered,
  type DeliveryJob,
  noteKeptCopies,
  park,
  removeNewer,
  setAsideNewer,
  tryAgain,
} from './deliveries.ts'
import { purging, removal, type Trace, write } from './delivery-records.ts'
import { purgeAgain, purged, type PurgeJob } from './purges.ts'
import type { Registrations } from './registration.ts'
import { markForRegistration, markTakenOut } from './registration-queue.ts'

export interface DeliverDeps extends Trace {
  readonly pool: pg.Pool
  readonly mirror: Pick<Mirror, 'open'>
  readonly arendesystem: CaseSystem
  readonly disclose: Disclose
  readonly decide: DecideMirroring
  readonly registrations: Pick<Registrations, 'dependsOn'>
  readonly log: Log
}

/** Brings the case up to what it should hold of the uppgift now: by a write, a removal or nothing. */
export async function deliver(deps: DeliverDeps, job: DeliveryJob, signal: AbortSignal): Promise<void> {
  const { pool } = deps
  const { arendeId, uppgiftRef, stadsdel, mangd, now } = job
  const beslut = deps.decide({ andamal: job.andamal, arende: arendeId }, stadsdel, mangd)
  const isShown = now !== undefined && beslut.falt.size > 0
  let shouldGo = !isShown
  try {
    // Its key may have gone since the row was read.
    const opened = isShown ? deps.mirror.open({ uppgiftRef, stadsdel, mangd, ...now }) : NO_CONTENT
    shouldGo = isEmpty(opened)
    if (!isShown || shouldGo) return await takeAway(deps, job, beslut, signal)
    const items = limitFields(opened.items, beslut.falt)
    const { source, version } = now
    const holds = await deps.disclose(
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
      (uppgift) => deps.arendesystem.write(arendeId, uppgift, signal),
    )
    if (holds > version) {
      deps.log.warn('arende-holds-newer', { stadsdel, mangd })
      return await setAsideNewer(pool, job, holds)
    }
    if (deps.registrations.dependsOn(job.andamal, mangd)) await markForRegistration(pool, arendeId)
    await delivered(pool, job, { holds: version, version, fieldsDigest: fieldDigest(beslut) })
  } catch (error) {
    const code = error instanceof InsynError ? error.code : 'OKANT_FEL'
    // What is to be taken away is never given up: the person may be protected.
    if (code === 'MALSYSTEM_NEKAR' && !shouldGo) await park(pool, job, code)
    else await tryAgain(pool, arendeId, uppgiftRef, backoff(job.attempts), code)
  }
}

async function takeAway(
  deps: DeliverDeps,
  job: DeliveryJob,
  beslut: FieldDecision,
  signal: AbortSignal,
): Promise<void> {
  const { pool, arendesystem } = deps
  const { arendeId, uppgiftRef, removalVersion, stadsdel, mangd } = job
  if (job.everSent) {
    const gone = await deps.disclose(
      { poster: [removal(deps, job, beslut.reason)], body: () => removalVersion },
      (version) => arendesystem.remove(arendeId, uppgiftRef, version, signal),
    )
    if (gone > removalVersion) {
      deps.log.warn('arende-holds-newer', { stadsdel, mangd })
      return removeNewer(pool, job, gone)
    }
    await markTakenOut(pool, arendeId)
    if (arendesystem.keptCopies !== undefined)
      await noteKeptCopies(pool, arendeId, await arendesystem.keptCopies(arendeId, signal))
  }
  await delivered(pool, job, { holds: 0, version: removalVersion, fieldsDigest: fieldDigest(beslut) })
}

export async function purge(deps: DeliverDeps, job: PurgeJob, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem } = deps
  const { arendeId } = job
  try {
    const items = purging(deps, job)
    await deps.disclose({ poster: items, body: () => arendeId }, (id) => arendesystem.purge(id, signal))
    if (arendesystem.keptCopies !== undefined)
      await noteKeptCopies(pool, arendeId, await arendesystem.keptCopies(arendeId, signal))
    await purged(pool, arendeId, items[0].access.handelseId)
  } catch {
    await purgeAgain(pool, arendeId, backoff(job.attempts))
  }
}

/** Doubles from half a second to a minute, with jitter so that deliveries do not come in step. */
function backoff(attempt: number): number {
  return Math.min(60_000, 500 * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2)
}
