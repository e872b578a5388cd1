import type pg from 'pg'
import type { Tx } from '../database/database.ts'
import { InsynError } from '../../errors.ts'
import type { Informationsmangd } from '../../informationsmangd.ts'
import type { Nycklar } from './keys.ts'

/** One data key as the database knows it: everything but the key. */
export interface Nyckelrad {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  readonly generation: number
  readonly prov: Buffer
  /** Diarienummer of the avtal that covers it. */
  readonly avtal: string
  /** `YYYY-MM-DD`, the last day on which a hub saw it covered. */
  readonly tacktTom: string
}

export const nyckelnamn = ({ stadsdel, mangd }: Pick<Nyckelrad, 'stadsdel' | 'mangd'>): string => `${stadsdel}/${mangd}`

/** Those that may be written under. */
export async function levandeNycklar(pool: pg.Pool): Promise<readonly Nyckelrad[]> {
  const { rows } = await pool.query<Nyckelrad>(
    `select stadsdel, mangd, generation, prov, avtal, tackt_tom::text as "tacktTom" from datanyckel
      where avslutad is null order by stadsdel, mangd`,
  )
  return rows
}

/** A key lives on from one avtal to the next when no day lies between them. */
export async function noteCovered(
  pool: pg.Pool,
  tackta: readonly Pick<Nyckelrad, 'stadsdel' | 'mangd' | 'avtal'>[],
  dag: string,
): Promise<void> {
  await pool.query(
    `update datanyckel d set tackt_tom = greatest(d.tackt_tom, $4::date), avtal = t.avtal
       from unnest($1::text[], $2::text[], $3::text[]) as t (stadsdel, mangd, avtal)
      where d.stadsdel = t.stadsdel and d.mangd = t.mangd and d.avslutad is null
        and (d.tackt_tom < $4::date or d.avtal <> t.avtal)`,
    [tackta.map(({ stadsdel }) => stadsdel), tackta.map(({ mangd }) => mangd), tackta.map(({ avtal }) => avtal), dag],
  )
}

/** The keys that something is sealed with, by kind. */
export type Generationer = ReadonlyMap<Informationsmangd, number>

/** Read before anything is sealed, so that what is written later was sealed with these or with none. */
export function generationer(
  nycklar: Pick<Nycklar, 'generation'>,
  stadsdel: string,
  mangder: Iterable<Informationsmangd>,
): Generationer {
  const held = new Map<Informationsmangd, number>()
  for (const mangd of mangder) {
    const generation = nycklar.generation(stadsdel, mangd)
    if (generation !== undefined) held.set(mangd, generation)
  }
  return held
}

/**
 * Throws NYCKEL_SAKNAS unless the keys of these kinds are still the ones that stand, and keeps them standing until the
 * transaction has ended: what it writes is then there for whoever ends them to take away.
 */
export async function kravNycklar(
  tx: Tx,
  stadsdel: string,
  generationer: Generationer,
  mangder: Iterable<string>,
): Promise<void> {
  const krav = [...new Set(mangder)] as Informationsmangd[]
  const { rowCount } = await tx.query({
    name: 'krav-nycklar',
    text: `select from datanyckel
            where stadsdel = $1 and avslutad is null
              and (mangd, generation) in (select * from unnest($2::text[], $3::bigint[]))
            order by mangd for share`,
    values: [stadsdel, krav, krav.map((mangd) => generationer.get(mangd) ?? 0)],
  })
  if (rowCount !== krav.length)
    throw new InsynError('NYCKEL_SAKNAS', `a key of ${stadsdel} has ended while something was to be written under it`)
}
