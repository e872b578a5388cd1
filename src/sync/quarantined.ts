import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Scope } from './source.ts'

/** What is looked for in quarantine; an absent field means all. */
export interface QuarantineSelection {
  readonly source?: SourceName
  readonly stadsdel?: string
  readonly mangd?: Informationsmangd
  readonly falt?: string
  readonly reason?: string
  /** Put there at this time or later, and before this time. */
  readonly from?: Date
  readonly before?: Date
  /** These rows. */
  readonly ids?: readonly number[]
  /** The run that put it there. */
  readonly run?: number
}

/** Rows of quarantine of one cause: names and counts, nothing of a person. */
export interface QuarantineGroup extends Scope {
  readonly mangd: Informationsmangd
  readonly falt: string
  readonly reason: string
  /** When the oldest of them came. */
  readonly since: Date
  readonly count: number
  /** The newest of them. */
  readonly ids: readonly number[]
}

/** One row of quarantine, still sealed. */
export interface QuarantinedRow extends Scope {
  readonly id: number
  readonly run: number
  readonly mangd: Informationsmangd
  /** Null when the person of the row could not be told. */
  readonly personRef: string | null
  readonly falt: string
  readonly reason: string
  readonly sealed: Buffer
}

const MAX_IDS = 20

/**
 * What still stands: a complete read rejects again whatever it cannot read, so older rows are mended or gone. A row whose
 * person is not known replaces no other, and that of a failed run may be one that an earlier run has too. What is kept of
 * somebody who has become protected does not count.
 */
const STANDING = `
  quarantine q join sync_run r on r.id = q.sync_run
    join (select s.source, s.stadsdel,
                 coalesce((select c.id from sync_run c
                            where c.source = s.source and c.stadsdel = s.stadsdel and c.kind = 'fullstandig'
                              and c.status in ('lyckad', 'vantar') order by c.id desc limit 1), 0) as complete
            from (select distinct source, stadsdel from quarantine) s) n
      on n.source = q.source and n.stadsdel = q.stadsdel and q.sync_run >= n.complete
   where q.expires_at > now() and (q.person_ref is not null or r.status in ('lyckad', 'vantar'))
     and not exists (select from protected_person p where p.person_ref = q.person_ref)`

export async function quarantineGroups(
  pool: pg.Pool,
  { source, stadsdel, mangd, falt, reason, from, before, ids, run }: QuarantineSelection,
): Promise<readonly QuarantineGroup[]> {
  const { rows } = await pool.query<QuarantineGroup>(
    `select q.source, q.stadsdel, q.mangd, q.field as falt, q.reason, min(q.created_at) as since, count(*) as count,
            (array_agg(q.id::float8 order by q.id desc))[1:${MAX_IDS}] as ids
       from ${STANDING}
        and q.source = coalesce($1, q.source) and q.stadsdel = coalesce($2, q.stadsdel)
        and q.mangd = coalesce($3, q.mangd) and q.field = coalesce($4, q.field)
        and q.sync_run = coalesce($5::bigint, q.sync_run) and q.reason = coalesce($6, q.reason)
        and q.created_at >= coalesce($7::timestamptz, '-infinity') and q.created_at < coalesce($8::timestamptz, 'infinity')
        and ($9::bigint[] is null or q.id = any($9))
      group by q.source, q.stadsdel, q.mangd, q.field, q.reason
      order by q.source, q.stadsdel, q.mangd, q.field, q.reason`,
    [source, stadsdel, mangd, falt, run, reason, from, before, ids],
  )
  return rows
}

/** The row of this number, unless it has expired. */
export async function quarantinedRow(pool: pg.Pool, id: number): Promise<QuarantinedRow | undefined> {
  const { rows } = await pool.query<QuarantinedRow>(
    `select q.id, q.sync_run as run, q.source, q.stadsdel, q.mangd, q.person_ref as "personRef", q.field as falt, q.reason, q.sealed
       from quarantine q where q.id = $1 and q.expires_at > now()`,
    [id],
  )
  return rows[0]
}

/** The scopes that have these rows in quarantine. */
export async function scopesOfRows(pool: pg.Pool, ids: readonly number[]): Promise<readonly Scope[]> {
  const { rows } = await pool.query<Scope>(
    'select distinct source, stadsdel from quarantine where id = any($1::bigint[]) and expires_at > now()',
    [ids],
  )
  return rows
}

/** What a seal in quarantine is bound to. */
export const quarantinePlace = (run: number): string => `karantan/${run}`

/** The raw values of the listed fields. Throws NYCKEL_SAKNAS when no avtal covers the kind any more. */
export const openQuarantined = (
  keys: Pick<Keys, 'open'>,
  { stadsdel, mangd, run, sealed }: QuarantinedRow,
): Readonly<Record<string, string>> =>
  JSON.parse(keys.open(stadsdel, mangd, quarantinePlace(run), sealed)) as Readonly<Record<string, string>>

/** Nothing is kept of a protected person. */
export async function forgetQuarantined(tx: Tx, personRefs: readonly string[]): Promise<void> {
  await tx.query('delete from quarantine where person_ref = any($1)', [personRefs])
}

/** Rows that stand, without stadsdel: in a small one a row less than yesterday is somebody. */
export async function countQuarantined(pool: pg.Pool) {
  const { rows } = await pool.query<{ source: string; mangd: string; reason: string; count: number }>(
    `select q.source, q.mangd, q.reason, count(*) as count from ${STANDING} group by q.source, q.mangd, q.reason`,
  )
  return rows
}
