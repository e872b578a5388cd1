import type pg from 'pg'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { KallaNamn } from '../informationsmangd.ts'
import type { Avtalsslut } from './endings.ts'

/**
 * Everything beside the mirror that holds data of a kind in a stadsdel, in columns of these names. A new table that does
 * belongs here, and then an ended avtal empties it.
 */
const TABELLER = ['karantan', 'handlaggarregister', 'parkerat_meddelande', 'avstamning'] as const

const CHUNK = 20_000

type Gallras = Pick<Avtalsslut, 'id' | 'stadsdel' | 'mangder' | 'efterfoljare'>

/**
 * Takes away what an ended avtal covered, the mirror with tombstones, and counts it in the ending's row. Goes on where an
 * earlier try was cut off. `utanAvtal` are the sources of which nothing in the stadsdel is covered any more.
 */
export async function gallra(pool: pg.Pool, slut: Gallras, utanAvtal: readonly KallaNamn[]): Promise<void> {
  await inTransaction(pool, (tx) => emptyCases(tx, slut))
  for (let borta = CHUNK; borta === CHUNK;) borta = await inTransaction(pool, (tx) => emptyMirror(tx, slut))
  await inTransaction(pool, async (tx) => {
    for (const tabell of TABELLER) {
      const { rowCount } = await tx.query(`delete from ${tabell} where stadsdel = $1 and mangd = any($2)`, [
        slut.stadsdel,
        slut.mangder,
      ])
      await count(tx, slut.id, tabell, rowCount)
    }
    await handOverFlags(tx, slut, utanAvtal)
    await tx.query(`update avtalsslut set gallrat = now(), hogsta_version = nextval('uppgift_version') where id = $1`, [
      slut.id,
    ])
  })
}

async function emptyMirror(tx: Tx, { id, stadsdel, mangder }: Gallras): Promise<number> {
  const { rowCount } = await tx.query(
    `with borta as (
       delete from uppgift where uppgift_ref in (
         select uppgift_ref from uppgift where stadsdel = $1 and mangd = any($2) order by uppgift_ref limit ${CHUNK} for update)
       returning *)
     insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
     select uppgift_ref, person_ref, stadsdel, kalla, mangd, nextval('uppgift_version'), true from borta`,
    [stadsdel, mangder],
  )
  await count(tx, id, 'uppgift', rowCount)
  return rowCount ?? 0
}

/**
 * A flag of protection is what a source said too. It goes with the source's last kind; whoever takes over the stadsdel
 * takes over its flags, so that nobody is shown before the new source has been asked.
 */
async function handOverFlags(tx: Tx, { id, stadsdel, efterfoljare }: Gallras, kallor: readonly KallaNamn[]) {
  if (efterfoljare !== null)
    await tx.query(
      `insert into skyddad (person_ref, kalla, stadsdel) select person_ref, kalla, $2 from skyddad
        where stadsdel = $1 and kalla = any($3) on conflict do nothing`,
      [stadsdel, efterfoljare, kallor],
    )
  const { rowCount } = await tx.query('delete from skyddad where stadsdel = $1 and kalla = any($2)', [stadsdel, kallor])
  await count(tx, id, 'skyddad', rowCount)
}

/**
 * What cases hold is asked back, also where the mirror has no row to tell of it. First of all, since the worker begins as
 * soon as the first row is gone; what it has taken away when this is done again was counted the first time.
 */
async function emptyCases(tx: Tx, { id, stadsdel, mangder }: Gallras): Promise<void> {
  const { rowCount } = await tx.query(
    `update leverans set status = 'vantar', onskad = nextval('uppgift_version'), nasta = now(),
            forsok = least(forsok, 1), orsak = null
      where stadsdel = $1 and (mangd = any($2) or mangd is null) and (levererad > 0 or forsok > 0)`,
    [stadsdel, mangder],
  )
  await tx.query(
    `update avtalsslut set rader = rader || jsonb_build_object('leverans', $2::bigint) where id = $1 and not rader ? 'leverans'`,
    [id, rowCount ?? 0],
  )
}

async function count(tx: Tx, id: number, tabell: string, antal: number | null): Promise<void> {
  await tx.query(
    `update avtalsslut set rader = rader || jsonb_build_object($2::text, coalesce((rader->>$2)::bigint, 0) + $3::bigint)
      where id = $1`,
    [id, tabell, antal ?? 0],
  )
}
