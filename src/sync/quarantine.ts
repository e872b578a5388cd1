import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Scope } from './source.ts'

export interface QuarantineEntry {
  readonly mangd: string
  readonly personRef: string | null
  readonly falt: string
  readonly reason: string
  readonly sealed: Buffer
}

export interface QuarantineScope extends Scope {
  readonly run: number
  readonly karantanDygn: number
}

/** The newest rejection of an uppgift's field stands for the earlier ones, which are forgotten. */
export async function quarantine(tx: Tx, scope: QuarantineScope, entries: readonly QuarantineEntry[]): Promise<void> {
  await tx.query(
    `with entries as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[]) as e (mangd, person_ref, field, reason, sealed)
     ), earlier as (
       delete from quarantine q using entries e
        where q.source = $6 and q.stadsdel = $7 and q.mangd = e.mangd and q.person_ref = e.person_ref and q.sync_run <> $8
     )
     insert into quarantine (sync_run, source, stadsdel, mangd, person_ref, field, reason, sealed, expires_at)
     select $8, $6, $7, mangd, person_ref, field, reason, sealed, now() + make_interval(days => $9) from entries`,
    [
      entries.map(({ mangd }) => mangd),
      entries.map(({ personRef }) => personRef),
      entries.map(({ falt }) => falt),
      entries.map(({ reason }) => reason),
      entries.map(({ sealed }) => sealed),
      scope.source,
      scope.stadsdel,
      scope.run,
      scope.karantanDygn,
    ],
  )
}

export async function purgeExpiredQuarantine(pool: pg.Pool, { source, stadsdel }: Scope): Promise<void> {
  await pool.query('delete from quarantine where source = $1 and stadsdel = $2 and expires_at < now()', [
    source,
    stadsdel,
  ])
}

/** Deletes what is in quarantine of these kinds in the stadsdel; returns how many rows. */
export async function removeFromQuarantine(
  tx: Tx,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<number> {
  const { rowCount } = await tx.query('delete from quarantine where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  return rowCount ?? 0
}
