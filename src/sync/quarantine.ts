import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'
import { removeHeld } from './held-writes.ts'
import type { ReadScope, Scope } from './source.ts'

export interface QuarantineEntry {
  readonly mangd: Informationsmangd
  readonly personRef: string | null
  readonly falt: string
  readonly reason: string
  /** Tells, without its content, whether the same was in quarantine before. */
  readonly digest: Buffer
  readonly sealed: Buffer
  readonly searchRefs: readonly bigint[]
}

export interface QuarantineScope extends Scope {
  readonly run: number
  readonly karantanDygn: number
}

/**
 * The newest rejection of a person's kind stands for the earlier ones, which are forgotten; what is met again is as old as it was.
 * Nothing is kept of a protected person. The caller holds `lockAgainstFlags`.
 */
export async function quarantine(tx: Tx, scope: QuarantineScope, entries: readonly QuarantineEntry[]): Promise<void> {
  await tx.query(
    `with entries as (
       select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bytea[], $10::bytea[], $11::text[])
         as e (mangd, person_ref, field, reason, sealed, digest, search_refs)
     ), met as (
       select mangd, person_ref, digest, min(created_at) as since from quarantine
        where source = $6 and stadsdel = $7 and digest = any($10) group by mangd, person_ref, digest
     ), earlier as (
       delete from quarantine q using entries e
        where q.source = $6 and q.stadsdel = $7 and q.mangd = e.mangd and q.person_ref = e.person_ref and q.sync_run <> $8
     )
     insert into quarantine (sync_run, source, stadsdel, mangd, person_ref, field, reason, sealed, digest, search_refs, expires_at, created_at)
     select $8, $6, $7, e.mangd, e.person_ref, field, reason, sealed, e.digest, search_refs::bigint[],
            now() + make_interval(days => $9), coalesce(met.since, now())
       from entries e left join met
            on met.mangd = e.mangd and met.digest = e.digest and met.person_ref is not distinct from e.person_ref
      where not exists (select from protected_person p where p.person_ref = e.person_ref)`,
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
      entries.map(({ digest }) => digest),
      entries.map(({ searchRefs }) => `{${searchRefs.join(',')}}`),
    ],
  )
}

/** What the scope has in quarantine when a read begins. */
export interface KnownQuarantine {
  readonly personRefs: ReadonlySet<string>
  /** Digests (base64) of rows whose person could not be told, as the scope's newest succeeded complete run met them. */
  readonly orphans: ReadonlySet<string>
}

export async function knownQuarantine(pool: pg.Pool, { source, stadsdel }: Scope): Promise<KnownQuarantine> {
  const { rows } = await pool.query<{ personRef: string | null; digest: Buffer; counts: boolean }>(
    `select person_ref as "personRef", digest,
            sync_run = (select max(id) from sync_run where source = $1 and stadsdel = $2 and kind = 'fullstandig' and status = 'lyckad')
              as counts
       from quarantine where source = $1 and stadsdel = $2`,
    [source, stadsdel],
  )
  return {
    personRefs: new Set(rows.flatMap(({ personRef }) => personRef ?? [])),
    orphans: new Set(
      rows.flatMap(({ personRef, digest, counts }) =>
        personRef === null && counts ? [digest.toString('base64')] : [],
      ),
    ),
  }
}

/** Of these persons everything could be read this time. */
export async function releaseFromQuarantine(
  tx: Tx | pg.Pool,
  { source, stadsdel }: Scope,
  personRefs: readonly string[],
): Promise<void> {
  if (personRefs.length === 0) return
  await tx.query('delete from quarantine where source = $1 and stadsdel = $2 and person_ref = any($3)', [
    source,
    stadsdel,
    personRefs,
  ])
}

/** A complete read that succeeded met all that cannot be read now: what earlier runs met is no longer so. */
export async function keepOnlyNewest(
  pool: pg.Pool,
  { source, stadsdel, mangder }: ReadScope,
  run: number,
): Promise<void> {
  await pool.query('delete from quarantine where source = $1 and stadsdel = $2 and mangd = any($3) and sync_run < $4', [
    source,
    stadsdel,
    [...mangder],
    run,
  ])
}

export async function purgeExpiredQuarantine(pool: pg.Pool, { source, stadsdel }: Scope): Promise<void> {
  await pool.query('delete from quarantine where source = $1 and stadsdel = $2 and expires_at < now()', [
    source,
    stadsdel,
  ])
}

/** Deletes what is in quarantine of these kinds in the stadsdel, and what a run has held of them; returns how many rows. */
export async function removeFromQuarantine(
  tx: Tx,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<number> {
  const { rowCount } = await tx.query('delete from quarantine where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  const held = await removeHeld(tx, stadsdel, mangder)
  return (rowCount ?? 0) + held
}
