import type pg from 'pg'
import type { Tx } from '../platform/database/database.ts'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'

/** What is to be published once more; everything when nothing is said. */
export interface Replay {
  readonly mangd?: Informationsmangd
  readonly stadsdel?: string
  readonly kalla?: SourceName
  readonly uppgiftRefs?: readonly string[]
}

const CHUNK = 10_000

/**
 * Gives each uppgift of the mirror a new version and asks for it to be published, under the policy and the avtal of when it
 * is. New, so that it counts wherever the same state already is: consumers, and cases whose permitted fields have changed.
 * Returns how many there were.
 */
export async function replay(pool: pg.Pool, extent: Replay): Promise<number> {
  let count = 0
  for (let after: string | undefined = ''; after !== undefined;) {
    const refs: readonly string[] = await renewChunk(pool, extent, after)
    count += refs.length
    after = refs.length < CHUNK ? undefined : refs.at(-1)
  }
  return count
}

async function renewChunk(pool: pg.Pool, extent: Replay, after: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ uppgift_ref: string }>(
    `with chosen as (
       select uppgift_ref from uppgift
        where uppgift_ref > $1 and ($2::text is null or mangd = $2) and ($3::text is null or stadsdel = $3)
          and ($4::text is null or kalla = $4) and ($5::text[] is null or uppgift_ref = any($5))
        order by uppgift_ref limit ${CHUNK} for update
     ), added as (
       update uppgift set version = nextval('uppgift_version') where uppgift_ref in (select uppgift_ref from chosen) returning *
     ), ut as (
       insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
       select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from added
     )
     select uppgift_ref from added order by uppgift_ref`,
    [after, extent.mangd ?? null, extent.stadsdel ?? null, extent.kalla ?? null, extent.uppgiftRefs ?? null],
  )
  return rows.map(({ uppgift_ref }) => uppgift_ref)
}

/** Asks once more for what the bus refused; it is set aside again if the bus still does. */
export async function replayParked(db: pg.Pool | Tx, { mangd, stadsdel }: Replay): Promise<number> {
  const { rowCount } = await db.query(
    `insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from dead_letter
      where ($1::text is null or mangd = $1) and ($2::text is null or stadsdel = $2)`,
    [mangd ?? null, stadsdel ?? null],
  )
  return rowCount ?? 0
}
