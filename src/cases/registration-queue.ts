import type pg from 'pg'
import { NEXT_VERSION } from '../mirror/outbox.ts'
import type { Forslag } from './arende-schema.ts'
import { LEASE, mayClaim } from './claims.ts'
import { LOOKS_FROM_NOW } from './look-again-queue.ts'
import { isPaused } from './pause.ts'

const AGAIN = '5 seconds'

/** An open case whose registration may be out of date, claimed by this worker. */
export interface RegistrationJob {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly chosen: Forslag | null
  /** Newer than everything the case has been given. */
  readonly version: number
  /** `basisDigest` of the registration that the case has; null when it has none, empty when it has one that must not stand. */
  readonly madeOf: string | null
  /** `uppgiftRef:version` of all that the case holds. */
  readonly holds: readonly string[]
  /** Stands as long as nobody has marked the case anew. */
  readonly lease: string
}

/**
 * What the case registers may have to follow. A statement of its own: an opening takes the case first and its deliveries
 * after, and whoever took them the other way round could wait for it for ever.
 */
export async function markForRegistration(pool: pg.Pool, arendeId: string): Promise<void> {
  await pool.query({
    name: 'mark-for-registration',
    text: 'update arende set enrich_at = now() where arende_id = $1',
    values: [arendeId],
  })
}

/** The same where something was taken out of the case: it has lost its registration, and is looked at again. */
export async function markTakenOut(pool: pg.Pool, arendeId: string): Promise<void> {
  await pool.query({
    name: 'something-taken-out',
    text: `update arende set enrich_at = now(), enriched = null, ${LOOKS_FROM_NOW} where arende_id = $1`,
    values: [arendeId],
  })
}

/** What these open cases register is not what it should be, whatever they were told. */
export async function registerAnew(pool: pg.Pool, arendeIds: readonly string[]): Promise<void> {
  await pool.query(
    `update arende set enrich_at = now(), enriched = '' where arende_id = any($1) and status = 'oppet'`,
    [arendeIds],
  )
}

/** Claims cases that have got all that waits for them, so that a case that fills is told once and not at every uppgift. */
export async function claimRegistrations(pool: pg.Pool, max: number, by?: string): Promise<RegistrationJob[]> {
  const { rows } = await pool.query<RegistrationJob>({
    name: 'claim-registrations',
    text: `
      with due as materialized (
        select a.arende_id from arende a
         where a.status = 'oppet' and a.enrich_at <= now() and ${mayClaim(2)}
           and not ${isPaused('arendesystem')}
           and not exists (select from delivery l
                            where l.arende_id = a.arende_id and l.status = 'vantar' and l.reason is null)
         order by a.enrich_at limit $1 for update skip locked
      )
      update arende a set enrich_at = now() + ${LEASE}, claimed_by = $2 from due where a.arende_id = due.arende_id
      returning a.arende_id as "arendeId", person_ref as "personRef", andamal, chosen, enriched as "madeOf", enrich_at::text as lease,
                ${NEXT_VERSION} as version,
                array(select uppgift_ref || ':' || delivered from delivery l
                       where l.arende_id = a.arende_id and delivered > 0 order by uppgift_ref) as holds`,
    values: [max, by ?? null],
  })
  return rows
}

/** Done, unless the case was marked anew meanwhile: then it is looked at again. */
export async function settleRegistration(
  pool: pg.Pool,
  { arendeId, lease }: RegistrationJob,
  madeOf: string | null,
): Promise<void> {
  await pool.query(
    'update arende set enrich_at = null, enriched = $3 where arende_id = $1 and enrich_at = $2::timestamptz',
    [arendeId, lease, madeOf],
  )
}

export async function retryRegistration(pool: pg.Pool, { arendeId }: RegistrationJob): Promise<void> {
  await pool.query(`update arende set enrich_at = now() + interval '${AGAIN}' where arende_id = $1`, [arendeId])
}
