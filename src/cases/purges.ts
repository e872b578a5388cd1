import type pg from 'pg'
import { LEASE, mayClaim } from './claims.ts'
import { LOOKS_FROM_NOW } from './look-again-queue.ts'

/** A purge that is due. */
export interface PurgeJob {
  readonly arendeId: string
  readonly personRef: string
  readonly andamal: string
  readonly attempts: number
  /** Whose data may be in the case. */
  readonly stadsdelar: readonly string[]
}

/** Claims closed cases that are to be purged. */
export async function claimPurges(pool: pg.Pool, max: number, by?: string): Promise<PurgeJob[]> {
  const { rows } = await pool.query<PurgeJob>(
    `with due as materialized (
       select arende_id from arende where status = 'stangt' and due_at <= now() and ${mayClaim(2)}
        order by due_at limit $1 for update skip locked
     )
     update arende a set due_at = now() + ${LEASE}, attempts = attempts + 1, claimed_by = $2
       from due where a.arende_id = due.arende_id
     returning a.arende_id as "arendeId", person_ref as "personRef", andamal, attempts,
               array(select distinct stadsdel from delivery l where l.arende_id = a.arende_id) as stadsdelar`,
    [max, by ?? null],
  )
  return rows
}

/**
 * Nothing of the case is left at the case system, nor here but for a receipt. A case that opened again meanwhile is left
 * alone.
 */
export async function purged(pool: pg.Pool, arendeId: string, eventId: string): Promise<void> {
  await pool.query(
    `with done as (
       update arende set status = 'rensat', enrich_at = null, enriched = null, ${LOOKS_FROM_NOW} where arende_id = $1 and status = 'stangt' returning arende_id, closed_at
     ), gone as (
       delete from delivery where arende_id in (select arende_id from done) returning stadsdel, delivered, attempts
     )
     insert into purge_receipt (arende_id, closed_at, uppgifter, event_id)
     select arende_id, closed_at,
            coalesce((select jsonb_object_agg(stadsdel, count)
                        from (select stadsdel, count(*) as count from gone where delivered > 0 or attempts > 0
                               group by stadsdel) per_stadsdel), '{}'), $2
       from done`,
    [arendeId, eventId],
  )
}

export async function purgeAgain(pool: pg.Pool, arendeId: string, inMs: number): Promise<void> {
  await pool.query('update arende set due_at = now() + make_interval(secs => $2) where arende_id = $1', [
    arendeId,
    inMs / 1000,
  ])
}
