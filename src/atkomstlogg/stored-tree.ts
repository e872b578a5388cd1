import type pg from 'pg'
import { InsynError } from '../errors.ts'
import type { LogPosition } from './access.ts'
import type { Growth, TreePoint } from './growth.ts'
import { type CompactRange, decodeRange, EMPTY_RANGE, HASH_BYTES, rootOf, splitHashes } from './merkle.ts'
import { lostText } from './record.ts'

/** 512 KiB of leaf hashes at a time. */
const PAGE = 16_384

/** The heads of these logs (all when undefined) as the database has them; only the leaves prove them right. */
export async function readHeads(
  db: pg.Pool | pg.PoolClient,
  logs?: readonly string[],
  lock: '' | 'for update' = '',
): Promise<Map<string, CompactRange>> {
  const { rows } = await db.query<{ logg: string; size: string | number; ranges: Buffer }>(
    `select logg, size, ranges from log_head
      where $1::text[] is null or logg = any($1) order by logg ${lock}`,
    [logs ?? null],
  )
  return new Map(
    rows.map(({ logg, size, ranges }) => {
      const range = decodeRange(Number(size), ranges)
      if (range === undefined) throw logBroken(logg, 'the head is malformed')
      return [logg, range]
    }),
  )
}

export async function readHead(pool: pg.Pool, log: string): Promise<CompactRange> {
  return (await readHeads(pool, [log])).get(log) ?? EMPTY_RANGE
}

export function headPoint(head: CompactRange): TreePoint {
  return { size: head.size, root: rootOf(head), source: 'the head' }
}

/** The leaf hashes `[from, to)` in pages, of pruned records too. Throws LOGG_BRUTEN when one is missing. */
export async function* readLeaves(pool: pg.Pool, log: string, from: number, to: number): AsyncGenerator<Buffer[]> {
  for (let at = from; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to)
    const { rows } = await pool.query<{ leaf: Buffer | null }>(
      `select string_agg(leaf, ''::bytea order by nummer) as leaf
         from access_record where logg = $1 and nummer >= $2 and nummer < $3`,
      [log, at, end],
    )
    const leaf = rows[0]?.leaf ?? Buffer.alloc(0)
    if (leaf.length === (end - at) * HASH_BYTES) yield splitHashes(leaf)
    else yield (await readRows(pool, log, at, end)).flatMap((row) => ('leaves' in row ? row.leaves : row.leaf))
  }
}

/** A record as it is stored, or the leaf hashes of those that were pruned from the number on. */
export type StoredRow =
  | { readonly nummer: number; readonly record: string; readonly leaf: Buffer }
  | { readonly nummer: number; readonly leaves: readonly Buffer[] }

/**
 * The rows of `[from, to)` in order. Throws LOGG_BRUTEN when a record is neither there nor pruned. One statement, so that a
 * pruning under way is seen done or not at all.
 */
export async function readRows(pool: pg.Pool, log: string, from: number, to: number): Promise<readonly StoredRow[]> {
  const { found, next } = await readToHole(pool, log, from, to)
  if (next !== to) throw missing(log, next, to)
  return found
}

/** Those before the first that is missing, whose number is `next`. */
export async function readToHole(pool: pg.Pool, log: string, from: number, to: number) {
  const { rows } = await pool.query<{ nummer: number; record: string | null; hashes: Buffer }>(
    `select nummer, record, leaf as hashes from access_record where logg = $1 and nummer >= $2 and nummer < $3
      union all
     select greatest(nummer, $2), null,
            substring(leaves from 32 * (greatest(nummer, $2) - nummer)::int + 1 for 32 * (least(upto, $3) - greatest(nummer, $2))::int)
       from pruned_leaf where logg = $1 and nummer < $3 and upto > $2
         and nummer >= coalesce((select max(nummer) from pruned_leaf where logg = $1 and nummer <= $2), 0)
      order by nummer`,
    [log, from, to],
  )
  let next = from
  const found: StoredRow[] = []
  for (const { nummer, record, hashes } of rows) {
    if (nummer !== next) break
    next = nummer + hashes.length / HASH_BYTES
    found.push(record === null ? { nummer, leaves: splitHashes(hashes) } : { nummer, record, leaf: hashes })
  }
  return { found, next }
}

const missing = (log: string, from: number, to: number): InsynError =>
  logBroken(log, `records are missing from ${from} up to ${to}`)

/** Why a record of the log is not there; undefined when it is, or never was. */
export async function whyMissing(pool: pg.Pool, { logg, nummer }: LogPosition): Promise<'pruned' | 'lost' | undefined> {
  const { rows } = await pool.query<{ record: string | null }>(
    `select record from access_record where logg = $1 and nummer = $2
      union all select null from pruned_leaf where logg = $1 and nummer <= $2 and upto > $2`,
    [logg, nummer],
  )
  const [row] = rows
  if (row === undefined) return undefined
  if (row.record === null) return 'pruned'
  return row.record === lostText(logg, nummer) ? 'lost' : undefined
}

/** For a record that was asked for and cannot be shown. */
export async function noRecord(pool: pg.Pool, place: LogPosition): Promise<InsynError> {
  const why = await whyMissing(pool, place)
  const name = `record ${place.logg}/${place.nummer}`
  if (why === 'pruned') return new InsynError('FINNS_EJ', `${name} is pruned: its time in the log has run out`)
  if (why === 'lost') return new InsynError('FINNS_EJ', `${name} was lost with a database that was restored`)
  return new InsynError('FINNS_EJ', `log ${place.logg} has no record ${place.nummer}`)
}

/** Grows a tree up to `to` from the stored leaves. Throws LOGG_BRUTEN at the first point that they contradict. */
export async function growTo(pool: pg.Pool, log: string, tree: Growth, to: number): Promise<void> {
  requireMatch(log, tree.push([]))
  for await (const leaves of readLeaves(pool, log, tree.range().size, to)) requireMatch(log, tree.push(leaves))
}

export function requireMatch(log: string, broken: TreePoint | undefined): void {
  if (broken !== undefined) throw logBroken(log, `the records up to ${broken.size} are not those of ${broken.source}`)
}

export function logBroken(log: string, what: string): InsynError {
  return new InsynError('LOGG_BRUTEN', `access log ${log}: ${what}`)
}
