import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { SourceName } from '../informationsmangd.ts'

/**
 * Writers of the mirror hold this lock shared, whoever sets a flag holds it alone: a flag set by one source while
 * another source's batch is on its way can then never be overtaken by that batch.
 */
const SKYDD_LOCK = 0x1c5f_0002

export const lockAgainstFlags = (tx: Tx) => tx.query('select pg_advisory_xact_lock_shared($1)', [SKYDD_LOCK])

/**
 * Within one source × stadsdel a run writes together with nobody but itself, and a live read alone: versions then rise
 * in the order of the commits, a tombstone is never followed by an older row, and no two wait for each other's rows.
 * Neither holds it while a source is asked. Taken after `lockAgainstFlags`.
 */
export const lockScope = (tx: Tx, { kalla, stadsdel }: { kalla: SourceName; stadsdel: string }, how: 'run' | 'alone') =>
  tx.query(
    how === 'run'
      ? 'select pg_advisory_xact_lock_shared(hashtextextended($1, 0))'
      : 'select pg_advisory_xact_lock(hashtextextended($1, 0))',
    [`insyn-spegel/${kalla}/${stadsdel}`],
  )

/** Those that this source × stadsdel has flagged. */
export async function flaggedBy(pool: pg.Pool, source: SourceName, stadsdel: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ person_ref: string }>(
    'select person_ref from protected_person where kalla = $1 and stadsdel = $2',
    [source, stadsdel],
  )
  return new Set(rows.map(({ person_ref }) => person_ref))
}

/** Those that any other scope has flagged. */
export async function flaggedByOthers(pool: pg.Pool, source: SourceName, stadsdel: string): Promise<Set<string>> {
  const { rows } = await pool.query<{ person_ref: string }>(
    'select distinct person_ref from protected_person where not (kalla = $1 and stadsdel = $2)',
    [source, stadsdel],
  )
  return new Set(rows.map(({ person_ref }) => person_ref))
}

/**
 * Sets the flag as of the read that told it, and takes everything of these persons out of the mirror, from all sources,
 * with tombstones. What cases hold of them is asked back at once: that must not wait for a bus that is away.
 */
export async function flag(
  pool: pg.Pool,
  source: SourceName,
  stadsdel: string,
  personRefs: readonly string[],
  readAt: Date,
): Promise<number> {
  if (personRefs.length === 0) return 0
  return inTransaction(pool, async (tx) => {
    await tx.query('select pg_advisory_xact_lock($1)', [SKYDD_LOCK])
    await tx.query(
      `insert into protected_person (person_ref, kalla, stadsdel, sedan) select ref, $1, $2, $4 from unnest($3::text[]) as ref
       on conflict (person_ref, kalla, stadsdel) do update set sedan = greatest(protected_person.sedan, excluded.sedan)`,
      [source, stadsdel, personRefs, readAt],
    )
    const { rowCount } = await tx.query(
      `with gone as (delete from uppgift where person_ref = any($1) returning *)
       insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
       select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from gone`,
      [personRefs],
    )
    await tx.query(
      `update delivery l set status = 'vantar', wanted = nextval('uppgift_version'), due_at = now(),
              attempts = least(l.attempts, 1), orsak = null
         from arende a where a.arende_id = l.arende_id and a.person_ref = any($1) and (l.delivered > 0 or l.attempts > 0)`,
      [personRefs],
    )
    return rowCount ?? 0
  })
}

/**
 * Lifts this scope's flag, unless a read that began later told it; the person's uppgifter come back with the next
 * complete reads.
 */
export async function unflag(
  pool: pg.Pool,
  source: SourceName,
  stadsdel: string,
  personRefs: readonly string[],
  readAt: Date,
): Promise<void> {
  if (personRefs.length === 0) return
  await pool.query(
    'delete from protected_person where kalla = $1 and stadsdel = $2 and person_ref = any($3) and sedan <= $4',
    [source, stadsdel, personRefs, readAt],
  )
}
