import type pg from 'pg'
import { type LogRecord, OWN_LOG } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { CaseSystem } from './case-system.ts'
import { record, type Trace } from './delivery-records.ts'
import { basisDigest, type Registrations, type ShownFields } from './registration.ts'
import { type RegistrationJob, settleRegistration } from './registration-queue.ts'

export interface TellDeps extends Trace {
  readonly pool: pg.Pool
  readonly arendesystem: Pick<CaseSystem, 'enrich'>
  readonly disclose: Disclose
  readonly registrations: Pick<Registrations, 'make'>
}

/** Tells a case what it should register now, when that is made of something else than what it was told last. */
export async function tellRegistration(deps: TellDeps, job: RegistrationJob, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem, disclose, registrations } = deps
  const basis = basisDigest(deps.policyversion, job)
  if (basis === job.madeOf) return settleRegistration(pool, job, job.madeOf)
  const { registration, visat } = await registrations.make(job, new Set(job.holds.map(withoutVersion)))
  // A case that registers nothing need not be told so.
  if (visat.length === 0 && job.madeOf === null) return settleRegistration(pool, job, null)
  const { version } = job
  try {
    await disclose({ poster: records(deps, job, visat), body: () => ({ version, ...registration }) }, (body) =>
      arendesystem.enrich(job.arendeId, body, signal),
    )
    await settleRegistration(pool, job, basis)
  } catch (error) {
    // A case that takes nothing is closed, or about to be; it is told when it opens again.
    if (!(error instanceof InsynError && error.code === 'MALSYSTEM_NEKAR')) throw error
    await settleRegistration(pool, job, null)
  }
}

const withoutVersion = (name: string): string => name.slice(0, name.lastIndexOf(':'))

/** One record per controller whose data is in it; the processor's own when the case registers nothing any more. */
function records(
  deps: Trace,
  job: RegistrationJob,
  shown: readonly ShownFields[],
): readonly [LogRecord, ...LogRecord[]] {
  const shared = { ...record(deps, job), handelse: 'berikning' } as const
  const [first, ...others] = [...new Set(shown.map(({ stadsdel }) => stadsdel))].map((stadsdel): LogRecord => {
    const own = shown.filter((one) => one.stadsdel === stadsdel)
    return {
      logg: stadsdel,
      access: {
        ...shared,
        utfall: 'visat',
        orsak: 'traff',
        avtal: own[0]?.avtal ?? null,
        visat: own.map(({ mangd, falt }) => ({ mangd, falt })),
      },
    }
  })
  if (first !== undefined) return [first, ...others]
  return [{ logg: OWN_LOG, access: { ...shared, utfall: 'tomt', orsak: 'inga-uppgifter' } }]
}
