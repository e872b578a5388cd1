import type pg from 'pg'
import { inTransaction } from '../platform/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'

/** An ending and how far it has come; null: not yet. */
export interface Avtalsslut {
  readonly id: number
  readonly stadsdel: string
  readonly avtal: string
  readonly mangder: readonly Informationsmangd[]
  /** `YYYY-MM-DD`, the first day that was not covered. */
  readonly upphorde: string
  readonly efterfoljare: string | null
  readonly handelseId: string
  readonly paborjat: Date
  readonly loggpost: number | null
  readonly nycklarForstorda: Date | null
  readonly rader: Readonly<Record<string, number>>
  readonly gallrat: Date | null
  readonly klart: Date | null
  readonly kvitto: string | null
}

const KOLUMNER = `id, stadsdel, avtal, mangder, upphorde::text as upphorde, efterfoljare, handelse_id as "handelseId",
  paborjat, loggpost, nycklar_forstorda as "nycklarForstorda", rader, gallrat, klart, kvitto`

export type NyttSlut = Pick<Avtalsslut, 'stadsdel' | 'avtal' | 'mangder' | 'upphorde' | 'efterfoljare' | 'handelseId'>

/** From the commit on nothing more is written under these keys: who writes holds them standing until it is done. */
export async function paborjaSlut(pool: pg.Pool, slut: NyttSlut): Promise<void> {
  await inTransaction(pool, async (tx) => {
    const { rows } = await tx.query<{ id: number }>(
      `insert into avtalsslut (stadsdel, avtal, mangder, upphorde, efterfoljare, handelse_id)
       values ($1, $2, $3, $4, $5, $6) returning id`,
      [slut.stadsdel, slut.avtal, slut.mangder, slut.upphorde, slut.efterfoljare, slut.handelseId],
    )
    await tx.query(
      `update datanyckel set avslutad = now(), avtalsslut = $1
        where stadsdel = $2 and mangd = any($3) and avslutad is null`,
      [rows[0]?.id, slut.stadsdel, slut.mangder],
    )
  })
}

export async function allaSlut(pool: pg.Pool): Promise<readonly Avtalsslut[]> {
  const { rows } = await pool.query<Avtalsslut>(`select ${KOLUMNER} from avtalsslut order by id`)
  return rows
}

export async function oavslutadeSlut(pool: pg.Pool): Promise<readonly Avtalsslut[]> {
  const { rows } = await pool.query<Avtalsslut>(`select ${KOLUMNER} from avtalsslut where klart is null order by id`)
  return rows
}

export async function readSlut(pool: pg.Pool, id: number): Promise<Avtalsslut> {
  const { rows } = await pool.query<Avtalsslut>(`select ${KOLUMNER} from avtalsslut where id = $1`, [id])
  const [slut] = rows
  if (slut === undefined) throw new Error('no such ending')
  return slut
}

export async function markLogged(pool: pg.Pool, id: number, loggpost: number): Promise<void> {
  await pool.query('update avtalsslut set loggpost = $2 where id = $1', [id, loggpost])
}

export async function markDestroyed(pool: pg.Pool, id: number): Promise<void> {
  await pool.query('update avtalsslut set nycklar_forstorda = now() where id = $1', [id])
}

export async function markDone(
  pool: pg.Pool,
  id: number,
  { klart, slutpost, kvitto }: { klart: Date; slutpost: number; kvitto: string },
): Promise<void> {
  await pool.query('update avtalsslut set klart = $2, slutpost = $3, kvitto = $4 where id = $1', [
    id,
    klart,
    slutpost,
    kvitto,
  ])
}

/** How many uppgifter of it cases may still hold, messages about it included; and the time of that. */
export async function kvarIArenden(pool: pg.Pool, id: number): Promise<{ readonly kvar: number; readonly nu: Date }> {
  const { rows } = await pool.query<{ kvar: number; nu: Date }>(
    `select (select count(*) from utkorg u
              where u.stadsdel = s.stadsdel and u.mangd = any(s.mangder) and u.version <= s.hogsta_version)
          + (select count(*) from leverans l
              where l.stadsdel = s.stadsdel and (l.mangd = any(s.mangder) or l.mangd is null)
                and (l.levererad > 0 or l.forsok > 0) and l.levererad <= s.hogsta_version) as kvar,
            now() as nu
       from avtalsslut s where s.id = $1`,
    [id],
  )
  const [row] = rows
  if (row === undefined) throw new Error('no such ending')
  return row
}

export async function forstordaNycklar(
  pool: pg.Pool,
  id: number,
): Promise<readonly { mangd: Informationsmangd; generation: number; prov: Buffer; forstord: Date }[]> {
  const { rows } = await pool.query<{ mangd: Informationsmangd; generation: number; prov: Buffer; forstord: Date }>(
    'select mangd, generation, prov, forstord from datanyckel where avtalsslut = $1 order by mangd',
    [id],
  )
  return rows
}
