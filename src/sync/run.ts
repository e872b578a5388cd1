import type pg from 'pg'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { ErrorCode } from '../errors.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Volym } from './guard.ts'

export type Korningsstatus = 'pagar' | 'lyckad' | 'misslyckad' | 'avbruten' | 'vantar'
export type Korningsslag = 'fullstandig' | 'andrade'

/** What a run has counted so far; written with the rows it counts, so it is the run's checkpoint. */
export interface Rakning {
  personer: number
  nya: number
  andrade: number
  oforandrade: number
  borta: number
  karantan: number
  skyddade: number
  rader: number
  lastaByte: number
}

export const tomRakning = (): Rakning => ({
  personer: 0,
  nya: 0,
  andrade: 0,
  oforandrade: 0,
  borta: 0,
  karantan: 0,
  skyddade: 0,
  rader: 0,
  lastaByte: 0,
})

/** Opens a run; one of the same scope that a killed hub left open is closed as interrupted. */
export async function startaKorning(
  pool: pg.Pool,
  kalla: KallaNamn,
  stadsdel: string,
  slag: Korningsslag,
  utlosare: string,
): Promise<number> {
  await pool.query(
    `update korning set status = 'avbruten', slut = now() where kalla = $1 and stadsdel = $2 and status = 'pagar'`,
    [kalla, stadsdel],
  )
  const { rows } = await pool.query<{ id: number }>(
    `insert into korning (kalla, stadsdel, slag, utlosare, status) values ($1, $2, $3, $4, 'pagar') returning id`,
    [kalla, stadsdel, slag, utlosare],
  )
  const id = rows[0]?.id
  if (id === undefined) throw new Error('insert returned no row')
  return id
}

export async function sparaRakning(tx: Tx | pg.Pool, id: number, rakning: Rakning): Promise<void> {
  await tx.query(
    `update korning set personer = $2, nya = $3, andrade = $4, oforandrade = $5, borta = $6, karantan = $7,
            skyddade = $8, rader = $9, lasta_byte = $10 where id = $1`,
    [
      id,
      rakning.personer,
      rakning.nya,
      rakning.andrade,
      rakning.oforandrade,
      rakning.borta,
      rakning.karantan,
      rakning.skyddade,
      rakning.rader,
      rakning.lastaByte,
    ],
  )
}

export interface Avslut {
  readonly status: Exclude<Korningsstatus, 'pagar'>
  readonly felkod?: ErrorCode | 'OKANT_FEL'
  readonly vakt?: { readonly skal: string; readonly volymer: readonly Volym[] }
  /** Names of unlisted source fields and how often they came: drift of the source against the manifest. */
  readonly okandaFalt: ReadonlyMap<string, number>
}

export async function avslutaKorning(tx: Tx | pg.Pool, id: number, rakning: Rakning, avslut: Avslut): Promise<void> {
  await sparaRakning(tx, id, rakning)
  await tx.query(
    `update korning set status = $2, slut = now(), felkod = $3, vakt = $4, okanda_falt = $5 where id = $1`,
    [
      id,
      avslut.status,
      avslut.felkod ?? null,
      avslut.vakt === undefined ? null : JSON.stringify(avslut.vakt),
      JSON.stringify(Object.fromEntries(avslut.okandaFalt)),
    ],
  )
}

// Reads overlap, so that a source whose clock is not ours leaves no gap.
const OVERLAPP = '10 minutes'

/** From when a read of changes must begin; undefined when the scope has never been read in full. */
export async function senastLast(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: KallaNamn; stadsdel: string },
): Promise<Date | undefined> {
  const { rows } = await pool.query<{ sedan: Date | null }>(
    `select max(start) - interval '${OVERLAPP}' as sedan from korning
      where kalla = $1 and stadsdel = $2 and status in ('lyckad', 'vantar')
        and exists (select from korning where kalla = $1 and stadsdel = $2 and slag = 'fullstandig' and status in ('lyckad', 'vantar'))`,
    [kalla, stadsdel],
  )
  return rows[0]?.sedan ?? undefined
}

/** Names of unlisted source fields that the scope's run before this one had not met: the source has grown. */
export async function nyaOkandaFalt(
  pool: pg.Pool,
  { kalla, stadsdel }: { kalla: KallaNamn; stadsdel: string },
  korning: number,
  okandaFalt: ReadonlyMap<string, number>,
): Promise<readonly string[]> {
  const { rows } = await pool.query<{ okanda_falt: Record<string, number> }>(
    `select okanda_falt from korning where kalla = $1 and stadsdel = $2 and id < $3 and status = 'lyckad'
      order by id desc limit 1`,
    [kalla, stadsdel, korning],
  )
  const [fore] = rows
  return fore === undefined ? [] : [...okandaFalt.keys()].filter((namn) => !(namn in fore.okanda_falt))
}

/** Loads what the mirror holds of a scope, for comparison: number per kind through `rakna`, references through `post`. */
export async function lasKanda(
  pool: pg.Pool,
  scope: { kalla: KallaNamn; stadsdel: string; mangder: ReadonlySet<Informationsmangd> },
  post: (uppgiftRef: string, digest: Buffer) => void,
): Promise<Map<Informationsmangd, number>> {
  const antal = new Map<Informationsmangd, number>()
  const page = 20_000
  for (let after = ''; ;) {
    const { rows } = await pool.query<{ uppgift_ref: string; digest: Buffer; mangd: Informationsmangd }>({
      name: 'las-kanda',
      text: `select uppgift_ref, digest, mangd from uppgift
             where kalla = $1 and stadsdel = $2 and mangd = any($3) and uppgift_ref > $4
             order by uppgift_ref limit ${page}`,
      values: [scope.kalla, scope.stadsdel, [...scope.mangder], after],
    })
    for (const row of rows) {
      post(row.uppgift_ref, row.digest)
      antal.set(row.mangd, (antal.get(row.mangd) ?? 0) + 1)
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < page) return antal
    after = last.uppgift_ref
  }
}
