import type pg from 'pg'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Tx } from '../database/database.ts'
import { spread } from './data-keys.ts'

/** A data key that another replaces, and how far that has come. */
export interface FormerKey {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly generation: number
  /** The one that seals instead. */
  readonly inUse: number
  /** Nothing is written under it any more. */
  readonly closed: boolean
  /** When the last row that it sealed had been sealed anew. */
  readonly renewed: Date | null
  /** So long ago that nobody still works on a row that was read before. */
  readonly settled: boolean
  /** How many rows have been sealed anew. */
  readonly rows: number
}

/**
 * Those whose successor every process seals with: it has been in use for as long as they had to read it. A former key whose
 * destruction was interrupted is among them.
 */
export async function formerKeys(pool: pg.Pool, spreadMs: number): Promise<readonly FormerKey[]> {
  const { rows } = await pool.query<FormerKey>(
    `select f.stadsdel, f.mangd, f.generation, n.generation as "inUse", f.closed_at is not null as closed,
            f.renewed_at as renewed, coalesce(${spread('f.renewed_at', '$1')} <= now(), false) as settled, f.renewed_rows as rows
       from data_key f
       join lateral (select generation, rotated_at from data_key n
                      where n.stadsdel = f.stadsdel and n.mangd = f.mangd and n.generation > f.generation
                      order by generation desc limit 1) n on ${spread('n.rotated_at', '$1', 2)} <= now()
      where f.avtal_ending is null and f.destroyed_at is null order by f.stadsdel, f.mangd, f.generation`,
    [spreadMs],
  )
  return rows
}

type Named = Pick<FormerKey, 'stadsdel' | 'mangd' | 'generation'>
const NAMED = 'stadsdel = $1 and mangd = $2 and generation = $3'
const named = ({ stadsdel, mangd, generation }: Named) => [stadsdel, mangd, generation]

/** Waits for those who write under it: after the commit nobody does. */
export async function closeKey(pool: pg.Pool, former: Named): Promise<void> {
  await pool.query(`update data_key set closed_at = now() where ${NAMED} and closed_at is null`, named(former))
}

export async function countRenewed(tx: Tx, former: Named, rows: number): Promise<void> {
  await tx.query(`update data_key set renewed_rows = renewed_rows + $4 where ${NAMED}`, [...named(former), rows])
}

export async function markRenewed(pool: pg.Pool, former: Named): Promise<void> {
  await pool.query(`update data_key set renewed_at = now() where ${NAMED} and renewed_at is null`, named(former))
}

/** A data key that has been replaced and is not gone. */
export interface Replacement {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly generation: number
  /** Since when another is in its place. */
  readonly since: Date
  readonly ageSeconds: number
  /** Nothing is sealed with it any more. */
  readonly renewed: boolean
}

/** Such replacements as are not done, from their first moment on. */
export async function unfinishedReplacements(pool: pg.Pool): Promise<readonly Replacement[]> {
  const { rows } = await pool.query<Replacement>(
    `select f.stadsdel, f.mangd, f.generation, n.since, extract(epoch from now() - n.since)::float8 as "ageSeconds",
            f.renewed_at is not null as renewed
       from data_key f
       join lateral (select min(rotated_at) as since from data_key n
                      where n.stadsdel = f.stadsdel and n.mangd = f.mangd and n.generation > f.generation) n on n.since is not null
      where f.avtal_ending is null and f.destroyed_at is null order by f.stadsdel, f.mangd, f.generation`,
  )
  return rows
}

/** Of each data key that there is, the newest of a kind first: which is in use, and how far the others have come. */
export interface KeyState {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly generation: number
  /** Since when it is there: as the first of its kind, or in the place of another. */
  readonly since: Date
  readonly state: 'new' | 'in-use' | 'being-replaced' | 'renewed'
  readonly rows: number
}

export async function dataKeyStates(pool: pg.Pool, spreadMs: number): Promise<readonly KeyState[]> {
  const { rows } = await pool.query<KeyState>(
    `select stadsdel, mangd, generation, coalesce(rotated_at, created_at) as since, renewed_rows as rows,
            case when ${spread('rotated_at', '$1')} > now() then 'new' when renewed_at is not null then 'renewed'
                 when generation = max(generation) filter (where rotated_at is null or ${spread('rotated_at', '$1')} <= now())
                        over (partition by stadsdel, mangd) then 'in-use'
                 else 'being-replaced' end as state
       from data_key where ended_at is null order by stadsdel, mangd, generation desc`,
    [spreadMs],
  )
  return rows
}
