import type pg from 'pg'
import { OWN_LOG, type Access, type LogRecord } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { CaseSystem, Registration } from './case-system.ts'
import { record, type Trace } from './delivery-records.ts'
import { enriched, type RegistrationJob, basisDigest } from './registrations.ts'

/** How what a case registers of its person is made. */
export interface Register {
  /** Whether a change of this kind can change it. */
  touched(andamal: string, mangd: Informationsmangd): boolean
  /** Made of the uppgifter that the case holds, as policy is now; `visat` is what of them it shows, for the record. */
  make(
    arende: Pick<RegistrationJob, 'arendeId' | 'personRef' | 'andamal'>,
    has: ReadonlySet<string>,
  ): Promise<{ readonly registration: Omit<Registration, 'version'>; readonly visat: readonly Shown[] }>
}

type Shown = Access['visat'][number] & { readonly stadsdel: string; readonly avtal: string | null }

export interface RegisterDeps extends Trace {
  readonly pool: pg.Pool
  readonly arendesystem: Pick<CaseSystem, 'enrich'>
  readonly disclose: Disclose
  readonly registration: Register
}

/** Tells a case what it should register now, when that is made of something else than what it was told last. */
export async function register(deps: RegisterDeps, job: RegistrationJob, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem, disclose, registration } = deps
  const basis = basisDigest(job, deps.policyversion)
  if (arendesystem.enrich === undefined || basis === job.enriched) return enriched(pool, job, job.enriched)
  const { registration: fresh, visat } = await registration.make(job, new Set(job.has.map(withoutVersion)))
  // A case that registers nothing need not be told so.
  if (visat.length === 0 && job.enriched === null) return enriched(pool, job, null)
  try {
    await disclose({ poster: records(deps, job, visat), body: () => ({ version: job.version, ...fresh }) }, (body) =>
      arendesystem.enrich?.(job.arendeId, body, signal),
    )
    await enriched(pool, job, basis)
  } catch (error) {
    // A case that takes nothing is closed, or about to be; it is told when it opens again.
    if (!(error instanceof InsynError && error.code === 'MALSYSTEM_NEKAR')) throw error
    await enriched(pool, job, null)
  }
}

const withoutVersion = (name: string): string => name.slice(0, name.lastIndexOf(':'))

/** One record per controller whose data is in it; the processor's own when the case registers nothing any more. */
function records(deps: Trace, job: RegistrationJob, shown: readonly Shown[]): readonly [LogRecord, ...LogRecord[]] {
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
