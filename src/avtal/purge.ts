import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { SourceName } from '../informationsmangd.ts'
import type { Ending } from './endings.ts'

/**
 * Everything beside the mirror that holds data of a kind in a stadsdel, in columns of these names. A new table that does
 * belongs here, and then an ended avtal empties it. With the name that the receipt calls it by.
 */
const TABLES = {
  quarantine: 'karantan',
  handlaggare_register: 'handlaggarregister',
  dead_letter: 'parkerat_meddelande',
  reconciliation: 'avstamning',
} as const

const CHUNK = 20_000

type BePurged = Pick<Ending, 'id' | 'stadsdel' | 'mangder' | 'efterfoljare'>

/**
 * Takes away what an ended avtal covered, the mirror with tombstones, and counts it in the ending's row. Goes on where an
 * earlier try was cut off. `utanAvtal` are the sources of which nothing in the stadsdel is covered any more.
 */
export async function purge(pool: pg.Pool, end: BePurged, withoutAvtal: readonly SourceName[]): Promise<void> {
  await inTransaction(pool, (tx) => emptyCases(tx, end))
  for (let gone = CHUNK; gone === CHUNK;) gone = await inTransaction(pool, (tx) => emptyMirror(tx, end))
  await inTransaction(pool, async (tx) => {
    for (const [table, name] of Object.entries(TABLES)) {
      const { rowCount } = await tx.query(`delete from ${table} where stadsdel = $1 and mangd = any($2)`, [
        end.stadsdel,
        end.mangder,
      ])
      await count(tx, end.id, name, rowCount)
    }
    await handOverFlags(tx, end, withoutAvtal)
    await tx.query(
      `update avtal_ending set purged = now(), highest_version = nextval('uppgift_version') where id = $1`,
      [end.id],
    )
  })
}

async function emptyMirror(tx: Tx, { id, stadsdel, mangder }: BePurged): Promise<number> {
  const { rowCount } = await tx.query(
    `with gone as (
       delete from uppgift where uppgift_ref in (
         select uppgift_ref from uppgift where stadsdel = $1 and mangd = any($2) order by uppgift_ref limit ${CHUNK} for update)
       returning *)
     insert into outbox (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, gone)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from gone`,
    [stadsdel, mangder],
  )
  await count(tx, id, 'uppgift', rowCount)
  return rowCount ?? 0
}

/**
 * A flag of protection is what a source said too. It goes with the source's last kind; whoever takes over the stadsdel
 * takes over its flags, so that nobody is shown before the new source has been asked.
 */
async function handOverFlags(tx: Tx, { id, stadsdel, efterfoljare }: BePurged, sources: readonly SourceName[]) {
  if (efterfoljare !== null)
    await tx.query(
      `insert into protected_person (person_ref, kalla, stadsdel) select person_ref, kalla, $2 from protected_person
        where stadsdel = $1 and kalla = any($3) on conflict do nothing`,
      [stadsdel, efterfoljare, sources],
    )
  const { rowCount } = await tx.query('delete from protected_person where stadsdel = $1 and kalla = any($2)', [
    stadsdel,
    sources,
  ])
  await count(tx, id, 'skyddad', rowCount)
}

/**
 * What cases hold is asked back, also where the mirror has no row to tell of it. First of all, since the worker begins as
 * soon as the first row is gone; what it has taken away when this is done again was counted the first time.
 */
async function emptyCases(tx: Tx, { id, stadsdel, mangder }: BePurged): Promise<void> {
  const { rowCount } = await tx.query(
    `update delivery set status = 'vantar', wanted = nextval('uppgift_version'), due_at = now(),
            attempts = least(attempts, 1), orsak = null
      where stadsdel = $1 and (mangd = any($2) or mangd is null) and (delivered > 0 or attempts > 0)`,
    [stadsdel, mangder],
  )
  await tx.query(
    `update avtal_ending set rader = rader || jsonb_build_object('leverans', $2::bigint) where id = $1 and not rader ? 'leverans'`,
    [id, rowCount ?? 0],
  )
}

async function count(tx: Tx, id: number, table: string, total: number | null): Promise<void> {
  await tx.query(
    `update avtal_ending set rader = rader || jsonb_build_object($2::text, coalesce((rader->>$2)::bigint, 0) + $3::bigint)
      where id = $1`,
    [id, table, total ?? 0],
  )
}
