import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { MirroredUppgift } from './case-system.ts'
import { LEASE, mayClaim } from './claims.ts'
import { isPaused } from './pause.ts'

/** A delivery that this worker has claimed, with the present state of everything it depends on. */
export interface DeliveryJob {
  readonly arendeId: string
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly personRef: string
  readonly andamal: string
  /**
   * False: nothing of this uppgift can be in the case. A write that was tried may have been made though no answer came:
   * `attempts` is therefore never set back to 0 until a delivery is known to have been made, or its only try refused.
   */
  readonly everSent: boolean
  readonly attempts: number
  /** The version asked for when it was claimed. */
  readonly wanted: number
  /** The newest version that the case may hold: a removal of it leaves room for whatever the uppgift becomes next. */
  readonly removalVersion: number
  /** Absent when the mirror no longer has it, the person is protected, or the case is now another person's. */
  readonly now?: {
    readonly source: SourceName
    readonly version: number
    readonly readAt: Date
    readonly sealed: Buffer
  }
}

/** Messages not yet sorted and deliveries of open cases that nobody has tried yet or that are under way, unless they are paused. */
export async function outstanding(pool: pg.Pool): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select (select count(*) from outbox) + (
       select count(*) from delivery join arende using (arende_id)
        where delivery.status = 'vantar' and delivery.reason is null and arende.status = 'oppet'
          and not ${isPaused('arendesystem')}) as count`,
  )
  return rows[0]?.count ?? 0
}

interface JobRow {
  readonly arende_id: string
  readonly uppgift_ref: string
  readonly person_ref: string
  readonly andamal: string
  readonly delivered: number
  readonly attempts: number
  readonly wanted: number
  readonly removalVersion: number
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly source: SourceName | null
  readonly version: number
  readonly readAt: Date
  readonly sealed: Buffer
}

/** SQL: whether the mirror holds the uppgift of delivery `l` for the person that case `a` is about, and may show it. */
const STANDS = `exists (select from uppgift u where u.uppgift_ref = l.uppgift_ref and u.person_ref = a.person_ref)
  and not exists (select from protected_person s where s.person_ref = a.person_ref)`

/**
 * What is to be written, or may have to be taken away because of what the uppgift now is. What a stadsdel that has taken over
 * another one has waits until the case holds nothing of the other: it must never show both. Into a closed case, and while
 * deliveries are paused, nothing goes.
 */
export const claimWrites = (pool: pg.Pool, max: number, by?: string): Promise<DeliveryJob[]> =>
  claim(pool, [max, by ?? null], {
    name: 'claim-writes',
    which: `a.status = 'oppet' and not ${isPaused('arendesystem')} and ${STANDS}
        and not exists (select from avtal_ending s join delivery f on f.stadsdel = s.stadsdel
                         where s.done is null and s.successor = l.stadsdel and f.arende_id = l.arende_id
                           and (f.delivered > 0 or f.attempts > 0))`,
    first: 'l.due_at',
  })

/**
 * What the mirror no longer has, those of protected persons first. It waits neither for a pause, nor for the day that a closed
 * case is purged, nor for writes that wait for the case system.
 */
export const claimRemovals = (pool: pg.Pool, max: number, by?: string): Promise<DeliveryJob[]> =>
  claim(pool, [max, by ?? null], {
    name: 'claim-removals',
    which: `a.status in ('oppet', 'stangt') and not (${STANDS})`,
    first: `not exists (select from protected_person s where s.person_ref = a.person_ref), l.due_at`,
  })

/** Claims due deliveries for one worker; writes are conditional on their version, whatever becomes of it. */
async function claim(
  pool: pg.Pool,
  values: readonly [max: number, by: string | null],
  { name, which, first }: { readonly name: string; readonly which: string; readonly first: string },
): Promise<DeliveryJob[]> {
  const { rows } = await pool.query<JobRow>({
    name,
    text: `
      with due as materialized (
        select l.arende_id, l.uppgift_ref from delivery l join arende a using (arende_id)
         where l.status = 'vantar' and l.due_at <= now() and ${mayClaim(2)} and ${which}
         order by ${first} limit $1 for update of l skip locked
      ), taken as (
        update delivery l set due_at = now() + ${LEASE}, attempts = attempts + 1, claimed_by = $2
          from due where l.arende_id = due.arende_id and l.uppgift_ref = due.uppgift_ref
        returning l.*
      )
      select t.arende_id, t.uppgift_ref, a.person_ref, a.andamal, t.stadsdel, t.mangd, t.delivered,
             t.attempts, t.wanted,
             greatest(t.wanted, t.delivered, u.version) as "removalVersion",
             u.source, u.version, u.read_at as "readAt", u.sealed
        from taken t
        join arende a using (arende_id)
        left join uppgift u on u.uppgift_ref = t.uppgift_ref and u.person_ref = a.person_ref
             and not exists (select from protected_person s where s.person_ref = a.person_ref)`,
    values: [...values],
  })
  return rows.map((row) => ({
    arendeId: row.arende_id,
    uppgiftRef: row.uppgift_ref,
    stadsdel: row.stadsdel,
    mangd: row.mangd,
    personRef: row.person_ref,
    andamal: row.andamal,
    everSent: row.delivered > 0 || row.attempts > 1,
    attempts: row.attempts,
    wanted: row.wanted,
    removalVersion: row.removalVersion,
    ...(row.source === null
      ? {}
      : {
          now: {
            source: row.source,
            version: row.version,
            readAt: row.readAt,
            sealed: row.sealed,
          },
        }),
  }))
}

/** How a case stands after a delivery. */
export interface Delivered {
  /** The version that it now holds; 0: nothing of it, and then nothing will have to be taken away. */
  readonly holds: number
  /** As of which version that is: a newer change that came meanwhile keeps the delivery waiting. */
  readonly version: number
  /** Of the decision under which it was made. */
  readonly fieldsDigest: string
}

/**
 * SQL: nothing has been asked for since the delivery was claimed, and the case was given what the mirror has now: nothing newer is on
 * its way, also where a repair asked back what the mirror has.
 */
const IS_NEWEST = `$3::bigint > 0 and wanted = $6
  and exists (select from uppgift u where u.uppgift_ref = delivery.uppgift_ref and u.version = $4)`

export async function delivered(
  pool: pg.Pool,
  { arendeId, uppgiftRef, wanted }: DeliveryJob,
  { holds, version, fieldsDigest }: Delivered,
): Promise<void> {
  await pool.query({
    name: 'settle-delivery',
    text: `update delivery set delivered = $3::bigint, fields_digest = $5, attempts = 0, reason = null, due_at = now(),
                  status = case when wanted <= $4 or (${IS_NEWEST}) then 'levererad' else 'vantar' end
            where arende_id = $1 and uppgift_ref = $2`,
    values: [arendeId, uppgiftRef, holds, version, fieldsDigest, wanted],
  })
}

export async function tryAgain(
  pool: pg.Pool,
  arendeId: string,
  uppgiftRef: string,
  inMs: number,
  reason: string,
): Promise<void> {
  await pool.query(
    `update delivery set due_at = now() + make_interval(secs => $3), reason = $4 where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, inMs / 1000, reason],
  )
}

/**
 * The case system has refused it: set aside with a reason until the uppgift changes, the case opens again, somebody asks for it or
 * the hub starts anew. When nothing was ever sent before, nothing can be in the case: what was refused is not to be taken away, nor
 * counted when the case is emptied.
 */
export async function park(
  pool: pg.Pool,
  { arendeId, uppgiftRef, everSent }: Pick<DeliveryJob, 'arendeId' | 'uppgiftRef' | 'everSent'>,
  reason: string,
): Promise<void> {
  await pool.query(
    `update delivery set status = 'parkerad', reason = $3, attempts = case when $4 then attempts else 0 end
      where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, reason, everSent],
  )
}

/**
 * The case holds a newer version than the one that was to be written. Due at once when the mirror has come that far, since it then
 * is another worker's; else it is not ours, and somebody has to look at it.
 */
export async function setAsideNewer(pool: pg.Pool, { arendeId, uppgiftRef }: DeliveryJob, held: number): Promise<void> {
  await pool.query(
    `update delivery d set due_at = now(), reason = 'NYARE_I_ARENDET',
            status = case when exists (select from uppgift u where u.uppgift_ref = d.uppgift_ref and u.version >= $3)
                          then 'vantar' else 'parkerad' end
      where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, held],
  )
}

/** The case holds a newer version than the one that was to be removed: what is to be removed is then that. */
export async function removeNewer(pool: pg.Pool, { arendeId, uppgiftRef }: DeliveryJob, held: number): Promise<void> {
  await pool.query(
    `update delivery set wanted = greatest(wanted, $3), due_at = now() where arende_id = $1 and uppgift_ref = $2`,
    [arendeId, uppgiftRef, held],
  )
}

/**
 * What the case system keeps of the case in a history that nobody can delete: of its deliveries, and of what was found in it
 * without one.
 */
export async function noteKeptCopies(
  pool: pg.Pool,
  arendeId: string,
  kept: ReadonlySet<string>,
  found: readonly Pick<MirroredUppgift, 'uppgiftRef' | 'stadsdel' | 'informationsmangd'>[] = [],
): Promise<void> {
  if (kept.size === 0) return
  await pool.query(
    `insert into kept_copy (arende_id, uppgift_ref, stadsdel, mangd)
     select arende_id, uppgift_ref, stadsdel, mangd from delivery where arende_id = $1 and uppgift_ref = any($2)
     union all
     select $1, f.* from unnest($3::text[], $4::text[], $5::text[]) as f (uppgift_ref, stadsdel, mangd)
      where f.uppgift_ref = any($2)
     on conflict do nothing`,
    [
      arendeId,
      [...kept],
      found.map(({ uppgiftRef }) => uppgiftRef),
      found.map(({ stadsdel }) => stadsdel),
      found.map(({ informationsmangd }) => informationsmangd),
    ],
  )
}
