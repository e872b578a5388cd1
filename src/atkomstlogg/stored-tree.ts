import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { decodeRange, EMPTY_RANGE, HASH_BYTES, rootOf, splitHashes, type CompactRange } from './merkle.ts'
import type { Growth, Matpunkt } from './growth.ts'

/** 512 KiB of leaf hashes at a time. */
const PAGE = 16_384

/** The heads of these logs (all when undefined) as the database has them; whether they are right the leaves must say. */
export async function readHeads(
  db: pg.Pool | pg.PoolClient,
  loggar?: readonly string[],
  lock: '' | 'for update' = '',
): Promise<Map<string, CompactRange>> {
  const { rows } = await db.query<{ logg: string; storlek: string | number; intervall: Buffer }>(
    `select logg, storlek, intervall from logg_huvud
      where $1::text[] is null or logg = any($1) order by logg ${lock}`,
    [loggar ?? null],
  )
  return new Map(
    rows.map(({ logg, storlek, intervall }) => {
      const range = decodeRange(Number(storlek), intervall)
      if (range === undefined) throw loggBruten(logg, 'the head is malformed')
      return [logg, range]
    }),
  )
}

export async function readHead(pool: pg.Pool, logg: string): Promise<CompactRange> {
  return (await readHeads(pool, [logg])).get(logg) ?? EMPTY_RANGE
}

export function headPoint(head: CompactRange): Matpunkt {
  return { size: head.size, root: rootOf(head), kalla: 'the head' }
}

/** The leaf hashes `[from, to)` in pages. Throws LOGG_BRUTEN when one is missing. */
export async function* readLeaves(pool: pg.Pool, logg: string, from: number, to: number): AsyncGenerator<Buffer[]> {
  for (let at = from; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to)
    const { rows } = await pool.query<{ blad: Buffer | null }>(
      `select string_agg(blad, ''::bytea order by nummer) as blad
         from atkomst where logg = $1 and nummer >= $2 and nummer < $3`,
      [logg, at, end],
    )
    const blad = rows[0]?.blad ?? Buffer.alloc(0)
    if (blad.length !== (end - at) * HASH_BYTES) throw loggBruten(logg, `records are missing from ${at} up to ${end}`)
    yield splitHashes(blad)
  }
}

/** Lets a tree grow up to `to` with what the database holds. Throws LOGG_BRUTEN at the first point it contradicts. */
export async function growTo(pool: pg.Pool, logg: string, tree: Growth, to: number): Promise<void> {
  mustHold(logg, tree.push([]))
  for await (const leaves of readLeaves(pool, logg, tree.range().size, to)) mustHold(logg, tree.push(leaves))
}

export function mustHold(logg: string, broken: Matpunkt | undefined): void {
  if (broken !== undefined) throw loggBruten(logg, `the records up to ${broken.size} are not those of ${broken.kalla}`)
}

export function loggBruten(logg: string, what: string): InsynError {
  return new InsynError('LOGG_BRUTEN', `access log ${logg}: ${what}`)
}
