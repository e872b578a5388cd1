import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { decodeRange, EMPTY_RANGE, HASH_BYTES, rootOf, splitHashes, type CompactRange } from './merkle.ts'
import type { Growth, TreePoint } from './growth.ts'

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

/** The leaf hashes `[from, to)` in pages. Throws LOGG_BRUTEN when one is missing. */
export async function* readLeaves(pool: pg.Pool, log: string, from: number, to: number): AsyncGenerator<Buffer[]> {
  for (let at = from; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to)
    const { rows } = await pool.query<{ leaf: Buffer | null }>(
      `select string_agg(leaf, ''::bytea order by nummer) as leaf
         from access_record where logg = $1 and nummer >= $2 and nummer < $3`,
      [log, at, end],
    )
    const leaf = rows[0]?.leaf ?? Buffer.alloc(0)
    if (leaf.length !== (end - at) * HASH_BYTES) throw logBroken(log, `records are missing from ${at} up to ${end}`)
    yield splitHashes(leaf)
  }
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
