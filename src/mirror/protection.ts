import type pg from 'pg'
import type { SourceName } from '../informationsmangd.ts'
import type { Tx } from '../platform/database/database.ts'
import { announcing, DELETED } from './outbox.ts'

/** One source × stadsdel. */
interface Scope {
  readonly source: SourceName
  readonly stadsdel: string
}

/**
 * Writers of the mirror hold this lock shared, `flag` takes it exclusively: a flag that one source sets while a batch of
 * another source is on its way can then never be overtaken by that batch.
 */
const PROTECTION_LOCK = 0x1c5f_0002

export const lockAgainstFlags = (tx: Tx) => tx.query('select pg_advisory_xact_lock_shared($1)', [PROTECTION_LOCK])

/**
 * Within one source × stadsdel a run takes the lock shared and a live read takes it exclusively: versions then rise in the
 * order of the commits, a tombstone is never followed by an older row, and no two wait for each other's rows. Neither holds
 * it while a source is asked. Taken after `lockAgainstFlags`.
 */
export const lockScope = (tx: Tx, { source, stadsdel }: Scope, how: 'shared' | 'exclusive') =>
  tx.query(
    how === 'shared'
      ? 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))'
      : 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    [`insyn-spegel/${source}/${stadsdel}`],
  )

/** Persons whom this source × stadsdel has flagged. */
export async function flaggedBy(pool: pg.Pool, { source, stadsdel }: Scope): Promise<Set<string>> {
  const { rows } = await pool.query<{ person_ref: string }>(
    'select person_ref from protected_person where source = $1 and stadsdel = $2',
    [source, stadsdel],
  )
  return new Set(rows.map(({ person_ref }) => person_ref))
}

/** Persons whom any other scope has flagged. */
export async function flaggedByOthers(pool: pg.Pool, { source, stadsdel }: Scope): Promise<Set<string>> {
  const { rows } = await pool.query<{ person_ref: string }>(
    'select distinct person_ref from protected_person where not (source = $1 and stadsdel = $2)',
    [source, stadsdel],
  )
  return new Set(rows.map(({ person_ref }) => person_ref))
}

/** Whether any source has flagged one of these persons. */
export async function anyFlagged(pool: pg.Pool, personRefs: readonly string[]): Promise<boolean> {
  const { rowCount } = await pool.query('select from protected_person where person_ref = any($1) limit 1', [personRefs])
  return rowCount !== 0
}

/**
 * Sets the flag as of the read that told it, and deletes everything of these persons from the mirror, from all sources, with
 * tombstones.
 */
export async function flag(
  tx: Tx,
  { source, stadsdel }: Scope,
  personRefs: readonly string[],
  readAt: Date,
): Promise<void> {
  await tx.query('select pg_advisory_xact_lock($1)', [PROTECTION_LOCK])
  await tx.query(
    `insert into protected_person (person_ref, source, stadsdel, since) select ref, $1, $2, $4 from unnest($3::text[]) as ref
     on conflict (person_ref, source, stadsdel) do update set since = greatest(protected_person.since, excluded.since)`,
    [source, stadsdel, personRefs, readAt],
  )
  await tx.query(announcing(`delete from uppgift where person_ref = any($1) returning ${DELETED}`), [personRefs])
}

/**
 * Lifts this scope's flag, unless a read that began later told it; the person's uppgifter come back with the next complete
 * reads.
 */
export async function unflag(
  db: pg.Pool | Tx,
  { source, stadsdel }: Scope,
  personRefs: readonly string[],
  readAt: Date,
): Promise<void> {
  if (personRefs.length === 0) return
  await db.query(
    'delete from protected_person where source = $1 and stadsdel = $2 and person_ref = any($3) and since <= $4',
    [source, stadsdel, personRefs, readAt],
  )
}

/**
 * Deletes the flags that these sources have set in the stadsdel, and returns how many. Whoever takes over the stadsdel takes
 * over its flags, so that nobody is shown before the new source has been asked.
 */
export async function handOverFlags(
  tx: Tx,
  stadsdel: string,
  sources: readonly SourceName[],
  successor: string | null,
): Promise<number> {
  if (successor !== null)
    await tx.query(
      `insert into protected_person (person_ref, source, stadsdel) select person_ref, source, $2 from protected_person
        where stadsdel = $1 and source = any($3) on conflict do nothing`,
      [stadsdel, successor, sources],
    )
  const { rowCount } = await tx.query('delete from protected_person where stadsdel = $1 and source = any($2)', [
    stadsdel,
    sources,
  ])
  return rowCount ?? 0
}
