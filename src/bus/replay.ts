import type pg from 'pg'
import type { Tx } from '../platform/database/database.ts'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'

/** What is to be published once more; everything when nothing is said. */
export interface Omspelning {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly kalla?: KallaNamn
  readonly uppgiftRefs?: readonly string[]
}

const CHUNK = 10_000

/**
 * Gives each uppgift of the mirror a new version and asks for it to be published, under the policy and the avtal of when it
 * is. New, so that it counts wherever the same state already is: consumers, and cases whose permitted fields have changed.
 * Returns how many there were.
 */
export async function spelaOm(pool: pg.Pool, omfang: Omspelning): Promise<number> {
  let antal = 0
  for (let efter: string | undefined = ''; efter !== undefined;) {
    const refs: readonly string[] = await renewChunk(pool, omfang, efter)
    antal += refs.length
    efter = refs.length < CHUNK ? undefined : refs.at(-1)
  }
  return antal
}

async function renewChunk(pool: pg.Pool, omfang: Omspelning, efter: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    `with valda as (
       select uppgift_ref from uppgift
        where uppgift_ref > $1 and ($2::text is null or mangd = $2) and ($3::text is null or stadsdel = $3)
          and ($4::text is null or kalla = $4) and ($5::text[] is null or uppgift_ref = any($5))
        order by uppgift_ref limit ${CHUNK} for update
     ), nya as (
       update uppgift set version = nextval('uppgift_version') where uppgift_ref in (select uppgift_ref from valda) returning *
     ), ut as (
       insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
       select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from nya
     )
     select uppgift_ref from nya order by uppgift_ref`,
    [efter, omfang.mangd ?? null, omfang.stadsdel ?? null, omfang.kalla ?? null, omfang.uppgiftRefs ?? null],
  )
  return rows.map(({ uppgift_ref }) => uppgift_ref)
}

/** Asks once more for what the bus refused; it is set aside again if the bus still does. */
export async function spelaOmParkerade(db: pg.Pool | Tx, { mangd, stadsdel }: Omspelning): Promise<number> {
  const { rowCount } = await db.query(
    `insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from parkerat_meddelande
      where ($1::text is null or mangd = $1) and ($2::text is null or stadsdel = $2)`,
    [mangd ?? null, stadsdel ?? null],
  )
  return rowCount ?? 0
}
