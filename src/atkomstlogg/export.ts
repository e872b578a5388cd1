import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { logOrigin, signCheckpoint } from './checkpoint.ts'
import { newestCheckpoint } from './checkpoint-file.ts'
import { logVkey, ownVerifiers, savedPoint, type CheckpointDeps } from './checkpoints.ts'
import type { Disclose } from './disclose.ts'
import { checkpointLine, headerLine } from './export-format.ts'
import { createGrowth, type Growth } from './growth.ts'
import { EMPTY_RANGE, leafHash, rootOf } from './merkle.ts'
import { createAccess, type Actor } from './record-then.ts'
import { growTo, headPoint, logBroken, requireMatch, readHead } from './stored-tree.ts'

const PAGE = 1000

export interface ExportDeps extends CheckpointDeps {
  readonly disclose: Disclose
  readonly clock: () => Date
}

export interface Exported {
  readonly logg: string
  readonly fran: number
  readonly size: number
  /** The signed note that stands last in the export. */
  readonly checkpoint: string
}

/**
 * Writes the records `[fran, till)` of one log to `out`, in the format of export-format.ts, and ends `out`. Logs the
 * export in that same log first. The last line, with the signature, is written only when the whole log has been read
 * and agrees with what was signed before; on LOGG_BRUTEN `out` ends without it.
 */
export async function exportLog(
  deps: ExportDeps,
  { logg, fran = 0, till, actor }: { logg: string; fran?: number; till?: number; actor: Actor },
  out: Writable,
): Promise<Exported> {
  const before = await readHead(deps.pool, logg)
  if (
    ![fran, till ?? 0].every(Number.isSafeInteger) ||
    fran < 0 ||
    fran > (till ?? fran) ||
    (till ?? fran) > before.size
  )
    throw new InsynError('BEGARAN_OGILTIG', `the range is not within the ${before.size} records of the log`)
  const records = [{ logg, access: createAccess('export', actor, deps.clock()) }] as const
  return deps.disclose({ poster: records, body: () => logg }, async () => {
    // The file is read first: the hub may save a checkpoint of a longer log between the two reads.
    const saved = (await newestCheckpoint(deps.folder, logg, ownVerifiers(deps, logg)))?.checkpoint
    const head = await readHead(deps.pool, logg)
    if (saved !== undefined && saved.size > head.size)
      throw logBroken(logg, `has ${head.size} records but had ${saved.size}`)
    const size = till ?? head.size
    const tree = createGrowth(EMPTY_RANGE, [...savedPoint(saved), headPoint(head)])
    let checkpoint = ''

    async function* text(): AsyncGenerator<string> {
      const origin = logOrigin(deps.origin, logg)
      await growTo(deps.pool, logg, tree, fran)
      yield `${headerLine({ logg, origin, vkey: logVkey(deps, logg), before: tree.range(), size })}\n`
      for await (const page of readRecordPages(deps.pool, logg, tree, size)) yield page
      const root = rootOf(tree.range())
      await growTo(deps.pool, logg, tree, head.size)
      checkpoint = signCheckpoint({ origin, size, root }, deps.keys)
      yield `${checkpointLine(checkpoint)}\n`
    }
    await pipeline(Readable.from(text()), out)
    return { logg, fran, size, checkpoint }
  })
}

/** The records from the tree's size up to `to`, a page of lines at a time; extends the tree with them. */
async function* readRecordPages(pool: pg.Pool, log: string, tree: Growth, to: number): AsyncGenerator<string> {
  for (let at = tree.range().size; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to)
    const { rows } = await pool.query<{ record: string; leaf: Buffer }>(
      'select record, leaf from access_record where logg = $1 and nummer >= $2 and nummer < $3 order by nummer',
      [log, at, end],
    )
    if (rows.length !== end - at) throw logBroken(log, `records are missing from ${at} up to ${end}`)
    const changed = rows.findIndex(({ record, leaf }) => !leafHash(record).equals(leaf))
    if (changed !== -1) throw logBroken(log, `record ${at + changed} is not what its leaf hash says`)
    requireMatch(log, tree.push(rows.map(({ leaf }) => leaf)))
    yield rows.map(({ record }) => `${record}\n`).join('')
  }
}
