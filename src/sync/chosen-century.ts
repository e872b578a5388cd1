import type pg from 'pg'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { SourceBatch } from '../mapping/person-items.ts'
import type { Tx } from '../platform/database/database.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { ReadExtent, Scope, Source } from './source.ts'

/** The centuries of birth that ten digits can mean: a ledger keeps the invoices of the dead too. */
export const CENTURIES = [18, 19, 20] as const
export type Century = (typeof CENTURIES)[number]

/** A person's decision about a number of one source × stadsdel; the number itself is not kept. */
export interface ChosenCentury extends Scope {
  /** Of the row of quarantine that it was decided from. */
  readonly id: number
  readonly mangd: Informationsmangd
  readonly century: Century
  readonly by: string
  readonly since: Date
}

/** The ten digits of a number that is written without its century, however they are parted. */
export function tenDigits(written: string): string | undefined {
  const digits = written.replace(/\D/g, '')
  return digits.length === 10 && !/[^\d\s\p{Pd}]/u.test(written) ? digits : undefined
}

type SearchKeys = Pick<Keys, 'searchRef'>

const numberRef = (keys: SearchKeys, { source, stadsdel }: Scope, digits: string): bigint =>
  keys.searchRef('sekel', `${source}\u001f${stadsdel}\u001f${digits}`)

/**
 * The sources, as whatever reads them uses them: with the decisions of the scope, taken anew for each read, since a command
 * decides beside a serving hub.
 */
export function withChosenCenturies(sources: readonly Source[], pool: pg.Pool, keys: SearchKeys): Source[] {
  return sources.map((source) => {
    const { name } = source
    async function* decided(extent: ReadExtent, read: (extent: ReadExtent) => AsyncIterable<SourceBatch>) {
      yield* read({ ...extent, centuryOf: await chosenIn(pool, keys, { source: name, stadsdel: extent.stadsdel }) })
    }
    return {
      ...source,
      readAll: (extent, ...others) => decided(extent, (one) => source.readAll(one, ...others)),
      readChanged: (extent, ...others) => decided(extent, (one) => source.readChanged(one, ...others)),
      readPerson: (extent, ...others) => decided(extent, (one) => source.readPerson(one, ...others)),
    }
  })
}

async function chosenIn(
  pool: pg.Pool,
  keys: SearchKeys,
  { source, stadsdel }: Scope,
): Promise<NonNullable<ReadExtent['centuryOf']>> {
  const { rows } = await pool.query<{ ref: string; century: number }>(
    'select number_ref::text as ref, century from chosen_century where source = $1 and stadsdel = $2',
    [source, stadsdel],
  )
  const centuries = new Map(rows.map(({ ref, century }) => [BigInt(ref), century]))
  return (written) => {
    const digits = centuries.size === 0 ? undefined : tenDigits(written)
    return digits === undefined ? undefined : centuries.get(numberRef(keys, { source, stadsdel }, digits))
  }
}

/** Takes the place of an earlier decision about the same number. */
export async function chooseCentury(
  pool: pg.Pool,
  keys: SearchKeys,
  { id, source, stadsdel, mangd, century, by, digits }: Omit<ChosenCentury, 'since'> & { readonly digits: string },
): Promise<void> {
  await pool.query(
    `insert into chosen_century (id, source, stadsdel, mangd, number_ref, century, chosen_by) values ($1, $2, $3, $4, $5, $6, $7)
     on conflict (source, stadsdel, number_ref) do update
        set id = excluded.id, mangd = excluded.mangd, century = excluded.century, chosen_by = excluded.chosen_by, chosen_at = now()`,
    [id, source, stadsdel, mangd, numberRef(keys, { source, stadsdel }, digits), century, by],
  )
}

/** Decides otherwise about a number of which only the decision is left. */
export async function changeCentury(pool: pg.Pool, id: number, century: Century, by: string): Promise<void> {
  await pool.query('update chosen_century set century = $2, chosen_by = $3, chosen_at = now() where id = $1', [
    id,
    century,
    by,
  ])
}

export async function revokeCentury(pool: pg.Pool, id: number): Promise<void> {
  await pool.query('delete from chosen_century where id = $1', [id])
}

export async function listChosenCenturies(pool: pg.Pool): Promise<readonly ChosenCentury[]> {
  const { rows } = await pool.query<ChosenCentury & { readonly source: SourceName }>(
    `select id, source, stadsdel, mangd, century, chosen_by as by, chosen_at as since from chosen_century
      order by source, stadsdel, id`,
  )
  return rows
}

/** Deletes what was decided of these kinds in the stadsdel; returns how many rows. */
export async function removeChosenCenturies(
  tx: Tx,
  stadsdel: string,
  mangder: readonly Informationsmangd[],
): Promise<number> {
  const { rowCount } = await tx.query('delete from chosen_century where stadsdel = $1 and mangd = any($2)', [
    stadsdel,
    mangder,
  ])
  return rowCount ?? 0
}
