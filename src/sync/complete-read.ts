import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { volumeGuard, type Vaktutslag, type Volym, type Volymvakt } from './guard.ts'
import type { Scope } from './delta.ts'
import type { Pagaende } from './read-scope.ts'
import { avflagga, lockScope } from './protection.ts'
import { removeUppgifter } from './write-batch.ts'

const CHUNK = 5_000

/**
 * What follows only from a complete read: uppgifter that the source no longer has are taken away with tombstones, and
 * flags of persons it no longer has are lifted, if the volume guard lets it.
 */
export async function removeGone(
  pool: pg.Pool,
  run: Pagaende,
  kandaPerMangd: ReadonlyMap<Informationsmangd, number>,
  vakt: Volymvakt,
): Promise<Vaktutslag> {
  const { kalla, stadsdel } = run.scope
  const gone = [...run.kanda.unseen()]
  const volymer = await volumes(pool, gone, kandaPerMangd)
  const verdict = volumeGuard(
    vakt,
    volymer,
    { personer: run.rakning.personer, herrelosa: run.herrelosa },
    await approved(pool, kalla, stadsdel),
  )
  if (!verdict.slapp) return verdict

  for (let from = 0; from < gone.length; from += CHUNK)
    run.rakning.borta += await remove(pool, run.scope, gone.slice(from, from + CHUNK), run.last)
  // A row whose person could not be told may be that of anyone flagged, and an empty read tells of nobody.
  if (run.herrelosa === 0 && run.rakning.personer > 0) {
    await avflagga(pool, kalla, stadsdel, [...run.egnaFlaggor], run.last)
    run.flaggbyten.lyft(run.egnaFlaggor)
  }
  await pool.query('delete from godkand_borttagning where kalla = $1 and stadsdel = $2', [kalla, stadsdel])
  return verdict
}

/** Counted in the database: what a flag has already taken away is not the source's doing. */
async function volumes(
  pool: pg.Pool,
  gone: readonly string[],
  kandaPerMangd: ReadonlyMap<Informationsmangd, number>,
): Promise<Volym[]> {
  const { rows } = await pool.query<{ mangd: Informationsmangd; antal: number }>(
    'select mangd, count(*) as antal from uppgift where uppgift_ref = any($1) group by mangd',
    [gone],
  )
  const borta = new Map(rows.map(({ mangd, antal }) => [mangd, antal]))
  return [...kandaPerMangd].map(([mangd, kanda]) => ({ mangd, kanda, borta: borta.get(mangd) ?? 0 }))
}

/** Stands until a complete read has used it. */
export async function godkannBorttagning(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: string; stadsdel: string },
  hogst: number,
  av: string,
): Promise<void> {
  await pool.query(
    `insert into godkand_borttagning (kalla, stadsdel, hogst, av) values ($1, $2, $3, $4)
     on conflict (kalla, stadsdel) do update set hogst = excluded.hogst, av = excluded.av, tid = now()`,
    [kalla, stadsdel, hogst, av],
  )
}

async function approved(pool: pg.Pool, kalla: string, stadsdel: string): Promise<number> {
  const { rows } = await pool.query<{ hogst: number }>(
    'select hogst from godkand_borttagning where kalla = $1 and stadsdel = $2',
    [kalla, stadsdel],
  )
  return rows[0]?.hogst ?? 0
}

const remove = (pool: pg.Pool, scope: Scope, refs: readonly string[], last: Date): Promise<number> =>
  inTransaction(pool, async (tx) => {
    await lockScope(tx, scope, 'run')
    return removeUppgifter(tx, refs, last)
  })
