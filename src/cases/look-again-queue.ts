import type pg from 'pg'
import { LEASE, mayClaim } from './claims.ts'

/*
 * A case that something was taken out of is looked at again for a while: a form that was opened before, or a write that was
 * held up on its way, may bring it back.
 */

/** How long after the look before each look comes, seconds; the last one again and again. */
const PAUSES_S = [5, 30, 120, 600, 3_600, 21_600, 86_400] as const

const FROM_NOW = 'looks = 0, looked_from = now()'
/** SQL: what sets a case to be looked at from now on. */
export const LOOKS_FROM_NOW = `look_at = now() + interval '${PAUSES_S[0]} seconds', ${FROM_NOW}`

export interface LookJob {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly status: 'oppet' | 'stangt' | 'rensat'
  /** References of what the case may hold now. */
  readonly mayHold: readonly string[]
  /** One that the case was given once; null when it is purged. */
  readonly anyRef: string | null
  /** Whose data was in a case that is purged. */
  readonly stadsdelar: readonly string[]
  readonly looks: number
  /** Stands as long as nobody has set the case to be looked at anew. */
  readonly lease: string
}

/** Claims cases to be looked at, those of protected persons first. */
export async function claimLooks(pool: pg.Pool, max: number, by?: string): Promise<LookJob[]> {
  const { rows } = await pool.query<LookJob>({
    name: 'claim-looks',
    text: `
      with due as materialized (
        select a.arende_id from arende a where a.look_at <= now() and ${mayClaim(2)}
         order by not exists (select from protected_person s where s.person_ref = a.person_ref), a.look_at
         limit $1 for update skip locked
      )
      update arende a set look_at = now() + ${LEASE}, claimed_by = $2 from due where a.arende_id = due.arende_id
      returning a.arende_id as "arendeId", person_ref as "personRef", andamal, status, looks, look_at::text as lease,
                array(select uppgift_ref from delivery l
                       where l.arende_id = a.arende_id and (l.delivered > 0 or l.attempts > 0 or l.status = 'vantar')) as "mayHold",
                (select min(uppgift_ref) from delivery l where l.arende_id = a.arende_id) as "anyRef",
                array(select distinct jsonb_object_keys(uppgifter) from purge_receipt r
                       where r.arende_id = a.arende_id) as stadsdelar`,
    values: [max, by ?? null],
  })
  return rows
}

/** Sets the next look, until `days` after the first, unless the case was set to be looked at anew meanwhile. */
export async function looked(pool: pg.Pool, { arendeId, looks, lease }: LookJob, days: number): Promise<void> {
  const pause = PAUSES_S[Math.min(looks + 1, PAUSES_S.length - 1)]
  await pool.query(
    `update arende set looks = looks + 1,
            look_at = case when now() + make_interval(secs => $3) <= looked_from + make_interval(days => $4)
                           then now() + make_interval(secs => $3) end
      where arende_id = $1 and look_at = $2::timestamptz`,
    [arendeId, lease, pause, days],
  )
}

/** It could not be looked at. */
export async function retryLook(pool: pg.Pool, { arendeId, lease }: LookJob): Promise<void> {
  await pool.query(
    `update arende set look_at = now() + interval '30 seconds' where arende_id = $1 and look_at = $2::timestamptz`,
    [arendeId, lease],
  )
}

/** Something was found that should not be there, and is being taken away: looked at from the beginning. */
export async function lookFromNow(pool: pg.Pool, arendeId: string): Promise<void> {
  await pool.query(`update arende set ${LOOKS_FROM_NOW} where arende_id = $1`, [arendeId])
}

/** Asks for a look at once, and those that follow it. */
export async function lookNow(pool: pg.Pool, arendeIds: readonly string[]): Promise<void> {
  await pool.query(`update arende set look_at = now(), ${FROM_NOW} where arende_id = any($1)`, [arendeIds])
}
