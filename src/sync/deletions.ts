import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Held } from '../mirror/digests.ts'
import { lockScope } from '../mirror/protection.ts'
import { remove } from '../mirror/write.ts'
import { volumeGuard, type GuardVerdict, type ReadSummary, type Volume, type VolumeGuard } from './guard.ts'
import type { Scope } from './source.ts'

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

/** An approval stands until a complete read has used it. */
export async function approveRemoval(
  pool: pg.Pool,
  { source, stadsdel }: Scope,
  max: number,
  by: string,
): Promise<void> {
  await pool.query(
    `insert into approved_removal (source, stadsdel, at_most, approved_by) values ($1, $2, $3, $4)
     on conflict (source, stadsdel) do update set at_most = excluded.at_most, approved_by = excluded.approved_by, approved_at = now()`,
    [source, stadsdel, max, by],
  )
}

async function approvedRemoval(pool: pg.Pool, { source, stadsdel }: Scope): Promise<number> {
  const { rows } = await pool.query<{ at_most: number }>(
    'select at_most from approved_removal where source = $1 and stadsdel = $2',
    [source, stadsdel],
  )
  return rows[0]?.at_most ?? 0
}

export async function useApproval(pool: pg.Pool, { source, stadsdel }: Scope): Promise<void> {
  await pool.query('delete from approved_removal where source = $1 and stadsdel = $2', [source, stadsdel])
}
