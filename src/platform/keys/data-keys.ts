import type pg from 'pg'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Tx } from '../database/database.ts'
import type { Keys } from './keys.ts'

/** A data key's row in the database: everything but the key. */
export interface KeyRow {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly generation: number
  readonly proof: Buffer
  /** Diarienummer of the avtal that covers it. */
  readonly avtal: string
  /** `YYYY-MM-DD`, the last day on which a hub saw it covered. */
  readonly coveredUntil: string
}

/** Name of a data key in a change of it, as the keyring wraps it. */
export const DATA_KEY = /^data\/([^/]+)\/([^/]+)$/

export const keyName = ({ stadsdel, mangd }: Pick<KeyRow, 'stadsdel' | 'mangd'>): string => `${stadsdel}/${mangd}`

const COLUMNS = 'stadsdel, mangd, generation, proof, avtal, covered_until::text as "coveredUntil"'

/** What data may be written under: of each kind the newest key. */
export async function liveKeys(pool: pg.Pool): Promise<readonly KeyRow[]> {
  const { rows } = await pool.query<KeyRow>(
    `select distinct on (stadsdel, mangd) ${COLUMNS} from data_key
      where ended_at is null order by stadsdel, mangd, generation desc`,
  )
  return rows
}

/** How long every process has to read a new key before any of them seals with it: three times what they follow in. */
export const SPREAD_MS = 30_000
/** SQL: a time to which so many milliseconds are added, as a parameter. */
export const spread = (time: string, parameter: `$${number}`, times = 1): string =>
  `${time} + ${times} * ${parameter}::float8 * interval '1 millisecond'`

export interface LiveGeneration extends KeyRow {
  /** Whether it is the one that seals: the newest that every process has had time to read. */
  readonly seals: boolean
}

/** All that open what has been written, the oldest of a kind first. */
export async function liveGenerations(pool: pg.Pool, spreadMs: number): Promise<readonly LiveGeneration[]> {
  const { rows } = await pool.query<LiveGeneration>(
    `select ${COLUMNS},
            generation = coalesce(
              max(generation) filter (where rotated_at is null or ${spread('rotated_at', '$1')} <= now()) over kind,
              min(generation) over kind) as seals
       from data_key where ended_at is null window kind as (partition by stadsdel, mangd)
      order by stadsdel, mangd, generation`,
    [spreadMs],
  )
  return rows
}

/** A key lives on from one avtal to the next when no day lies between them. */
export async function noteCovered(
  pool: pg.Pool,
  covered: readonly Pick<KeyRow, 'stadsdel' | 'mangd' | 'avtal'>[],
  day: string,
): Promise<void> {
  await pool.query(
    `update data_key d set covered_until = greatest(d.covered_until, $4::date), avtal = t.avtal
       from unnest($1::text[], $2::text[], $3::text[]) as t (stadsdel, mangd, avtal)
      where d.stadsdel = t.stadsdel and d.mangd = t.mangd and d.ended_at is null
        and (d.covered_until < $4::date or d.avtal <> t.avtal)`,
    [
      covered.map(({ stadsdel }) => stadsdel),
      covered.map(({ mangd }) => mangd),
      covered.map(({ avtal }) => avtal),
      day,
    ],
  )
}

/**
 * After the commit nothing more is written under these keys: a write under a key locks its row until the write commits. A replaced
 * one whose destruction was interrupted is among them.
 */
export async function endKeys(
  tx: Tx,
  ending: number,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<void> {
  await tx.query(
    `update data_key set ended_at = coalesce(ended_at, now()), avtal_ending = $1
      where stadsdel = $2 and mangd = any($3) and avtal_ending is null and destroyed_at is null`,
    [ending, stadsdel, mangder],
  )
}

/** The generation of the data key in use, by kind. */
export type Generations = ReadonlyMap<Informationsmangd, number>

/** Read before anything is sealed, so that later writes were sealed with these keys or fail in `requireKeys`. */
export function generations(
  keys: Pick<Keys, 'generation'>,
  stadsdel: string,
  mangder: Iterable<Informationsmangd>,
): Generations {
  const found = new Map<Informationsmangd, number>()
  for (const mangd of mangder) {
    const generation = keys.generation(stadsdel, mangd)
    if (generation !== undefined) found.set(mangd, generation)
  }
  return found
}

/**
 * Throws NYCKEL_SAKNAS unless these generations are still in use, and locks their rows until the transaction ends: an
 * ending of the keys then sees, and purges, what the transaction wrote.
 */
export async function requireKeys(
  tx: Tx,
  stadsdel: string,
  generations: Generations,
  mangder: Iterable<string>,
): Promise<void> {
  const required = [...new Set(mangder)] as Informationsmangd[]
  const { rowCount } = await tx.query({
    name: 'krav-nycklar',
    text: `select from data_key
            where stadsdel = $1 and ended_at is null and closed_at is null
              and (mangd, generation) in (select * from unnest($2::text[], $3::bigint[]))
            order by mangd for share`,
    values: [stadsdel, required, required.map((mangd) => generations.get(mangd) ?? 0)],
  })
  if (rowCount !== required.length)
    throw new InsynError(
      'NYCKEL_SAKNAS',
      `a key of ${stadsdel} has ended, or was replaced, while something was to be written under it`,
    )
}
