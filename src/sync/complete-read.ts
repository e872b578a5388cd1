import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { volumeGuard, type GuardVerdict, type Volume, type VolumeGuard } from './guard.ts'
import type { Scope } from './delta.ts'
import type { Running } from './read-scope.ts'
import { unflag, lockScope } from './protection.ts'
import { removeUppgifter } from './write-batch.ts'

const CHUNK = 5_000

/**
 * What follows only from a complete read: uppgifter that the source no longer has are taken away with tombstones, and
 * flags of persons it no longer has are lifted, if the volume guard lets it.
 */
export async function removeGone(
  pool: pg.Pool,
  run: Running,
  knownPerMangd: ReadonlyMap<Informationsmangd, number>,
  guard: VolumeGuard,
): Promise<GuardVerdict> {
  const { kalla, stadsdel } = run.scope
  const gone = [...run.knownBoards.unseen()]
  const volumeOf = await volumes(pool, gone, knownPerMangd)
  const verdict = volumeGuard(
    guard,
    volumeOf,
    { personer: run.counts.personer, orphans: run.orphans },
    await approved(pool, kalla, stadsdel),
  )
  if (!verdict.release) return verdict

  for (let from = 0; from < gone.length; from += CHUNK)
    run.counts.gone += await remove(pool, run.scope, gone.slice(from, from + CHUNK), run.readAt)
  // A row whose person could not be told may be that of anyone flagged, and an empty read tells of nobody.
  if (run.orphans === 0 && run.counts.personer > 0) {
    await unflag(pool, kalla, stadsdel, [...run.ownFlags], run.readAt)
    run.flagSwaps.lifted(run.ownFlags)
  }
  await pool.query('delete from approved_removal where kalla = $1 and stadsdel = $2', [kalla, stadsdel])
  return verdict
}

/** Counted in the database: what a flag has already taken away is not the source's doing. */
async function volumes(
  pool: pg.Pool,
  gone: readonly string[],
  knownPerMangd: ReadonlyMap<Informationsmangd, number>,
): Promise<Volume[]> {
  const { rows } = await pool.query<{ mangd: Informationsmangd; antal: number }>(
    'select mangd, count(*) as antal from uppgift where uppgift_ref = any($1) group by mangd',
    [gone],
  )
  const isGone = new Map(rows.map(({ mangd, antal }) => [mangd, antal]))
  return [...knownPerMangd].map(([mangd, knownBoards]) => ({ mangd, knownBoards, gone: isGone.get(mangd) ?? 0 }))
}

/** Stands until a complete read has used it. */
export async function approveRemoval(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: string; stadsdel: string },
  max: number,
  by: string,
): Promise<void> {
  await pool.query(
    `insert into approved_removal (kalla, stadsdel, at_most, av) values ($1, $2, $3, $4)
     on conflict (kalla, stadsdel) do update set at_most = excluded.at_most, av = excluded.av, tid = now()`,
    [kalla, stadsdel, max, by],
  )
}

async function approved(pool: pg.Pool, source: string, stadsdel: string): Promise<number> {
  const { rows } = await pool.query<{ at_most: number }>(
    'select at_most from approved_removal where kalla = $1 and stadsdel = $2',
    [source, stadsdel],
  )
  return rows[0]?.at_most ?? 0
}

const remove = (pool: pg.Pool, scope: Scope, refs: readonly string[], readAt: Date): Promise<number> =>
  inTransaction(pool, async (tx) => {
    await lockScope(tx, scope, 'run')
    return removeUppgifter(tx, refs, readAt)
  })
