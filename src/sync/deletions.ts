import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import { countUppgifter, type Held } from '../mirror/digests.ts'
import { lockScope } from '../mirror/protection.ts'
import { remove } from '../mirror/write.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import { type GuardVerdict, type ReadSummary, type Volume, type VolumeGuard, volumeGuard } from './guard.ts'
import { touchedBy } from './held-runs.ts'
import type { ReadScope, Scope } from './source.ts'

export interface GoneUppgifter {
  /** What a complete read did not meet. */
  readonly uppgiftRefs: readonly string[]
  /** What the mirror held of each kind before the read. */
  readonly knownPerMangd: ReadonlyMap<Informationsmangd, Held>
  /** Of how many uppgifter that stay the read leaves fewer items, and how many fewer. */
  readonly reducedPerMangd: ReadonlyMap<Informationsmangd, Held>
  readonly read: ReadSummary
}

/** The volume guard's verdict, with what a person has approved. */
export async function judgeDeletion(
  pool: pg.Pool,
  scope: Scope,
  gone: GoneUppgifter,
  guard: VolumeGuard,
): Promise<GuardVerdict> {
  const volumes = await volumesOf(pool, gone)
  return volumeGuard(guard, volumes, gone.read, await approvedRemoval(pool, scope))
}

/** What a person needs to know to let it go. How many uppgifter are held tells nothing of flags: those take theirs away first. */
export const heldText = ({ source, stadsdel }: Scope, { volumes }: GuardVerdict): string => {
  const touched = touchedBy(volumes)
  return (
    `${source} ${stadsdel}: this read would take something away from ${touched} uppgifter, and nothing was: check the source; ` +
    `if it is right: insyn synk godkann --kalla ${source} --stadsdel ${stadsdel} --hogst ${touched} --av NAME --skal TEXT`
  )
}

/** Counted in the database: what a flag has already taken away is not the source's doing. */
async function volumesOf(
  pool: pg.Pool,
  { uppgiftRefs, knownPerMangd, reducedPerMangd }: GoneUppgifter,
): Promise<Volume[]> {
  const { rows } = await pool.query<{ mangd: Informationsmangd; count: number }>(
    'select mangd, count(*) as count from uppgift where uppgift_ref = any($1) group by mangd',
    [uppgiftRefs],
  )
  const gone = new Map(rows.map(({ mangd, count }) => [mangd, count]))
  return [...knownPerMangd].map(([mangd, known]) => {
    const reduced = reducedPerMangd.get(mangd) ?? { uppgifter: 0, items: 0 }
    return {
      mangd,
      known: known.uppgifter,
      gone: gone.get(mangd) ?? 0,
      reduced: reduced.uppgifter,
      items: { known: known.items, gone: reduced.items },
    }
  })
}

const CHUNK = 5_000

/** Deletes uppgifter with tombstones, except those that were read later, a chunk at a time; returns how many. */
export async function deleteUppgifter(
  pool: pg.Pool,
  scope: Scope,
  uppgiftRefs: readonly string[],
  readAt: Date,
): Promise<number> {
  let deleted = 0
  for (let from = 0; from < uppgiftRefs.length; from += CHUNK)
    deleted += await inTransaction(pool, async (tx) => {
      await lockScope(tx, scope, 'shared')
      return remove(tx, uppgiftRefs.slice(from, from + CHUNK), readAt)
    })
  return deleted
}

/**
 * How many uppgifter the mirror no longer holds after a complete read, by how it stands: what a flag took is not told apart from
 * what the source has no more.
 */
export async function removedBy(
  pool: pg.Pool,
  scope: ReadScope,
  known: ReadonlyMap<Informationsmangd, Held>,
  added: number,
): Promise<{ readonly removed: number }> {
  const before = [...known.values()].reduce((sum, { uppgifter }) => sum + uppgifter, 0)
  return { removed: Math.max(0, before + added - (await countUppgifter(pool, scope))) }
}

export interface RemovalApproval {
  readonly max: number
  readonly by: string
  readonly reason: string
}

/** An approval stands until a complete read has used it or another takes its place; which it was is kept. */
export async function approveRemoval(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  { max, by, reason }: RemovalApproval,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await endApproval(tx, { source, stadsdel })
    await tx.query(
      `insert into approved_removal (source, stadsdel, at_most, approved_by, reason) values ($1, $2, $3, $4, $5)`,
      [source, stadsdel, max, by, reason],
    )
  })
}

async function approvedRemoval(pool: pg.Pool, { source, stadsdel }: Scope): Promise<number> {
  const { rows } = await pool.query<{ at_most: number }>(
    'select at_most from approved_removal where source = $1 and stadsdel = $2 and ended_at is null',
    [source, stadsdel],
  )
  return rows[0]?.at_most ?? 0
}

export async function endApproval(db: pg.Pool | Tx, { source, stadsdel }: Scope): Promise<void> {
  await db.query(
    'update approved_removal set ended_at = now() where source = $1 and stadsdel = $2 and ended_at is null',
    [source, stadsdel],
  )
}

/** What the run holds is left where it is, and an approval of its scope ends. */
export async function rejectRemoval(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  run: number,
  { by, reason }: Omit<RemovalApproval, 'max'>,
): Promise<void> {
  await inTransaction(pool, async (tx) => {
    await endApproval(tx, { source, stadsdel })
    await tx.query(
      `insert into rejected_removal (sync_run, rejected_by, reason) values ($1, $2, $3) on conflict (sync_run) do nothing`,
      [run, by, reason],
    )
  })
}
