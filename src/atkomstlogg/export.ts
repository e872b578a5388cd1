import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { logOrigin, signCheckpoint } from './checkpoint.ts'
import { newestCheckpoint } from './checkpoint-file.ts'
import { type CheckpointDeps, logVkey, ownVerifiers, savedPoint } from './checkpoints.ts'
import type { Disclose } from './disclose.ts'
import { checkpointLine, headerLine, prunedLine } from './export-format.ts'
import { createGrowth, type Growth } from './growth.ts'
import { successionOf } from './key-succession.ts'
import { EMPTY_RANGE, leafHash, rootOf } from './merkle.ts'
import { type Actor, createAccess } from './record-then.ts'
import { growTo, headPoint, logBroken, readHead, readToHole, requireMatch } from './stored-tree.ts'

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
  /** The key text of that signature. */
  readonly vkey: string
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
  if (before.size === 0) throw new InsynError('FINNS_EJ', `there is no log ${logg}, or nothing is recorded in it`)
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
    // Fixed: the key in force may change while the export is written.
    const { signers } = deps.keys
    const [signer] = signers
    const vkey = logVkey({ origin: deps.origin, keys: signer }, logg)
    let checkpoint = ''
    let fault: unknown

    async function* text(): AsyncGenerator<string> {
      const origin = logOrigin(deps.origin, logg)
      const changes = successionOf(deps.origin, { signers })
      await growTo(deps.pool, logg, tree, fran)
      yield `${headerLine({ logg, origin, vkey, before: tree.range(), size, changes })}\n`
      for await (const page of readRecordPages(deps.pool, logg, tree, size)) yield page
      const root = rootOf(tree.range())
      await growTo(deps.pool, logg, tree, head.size)
      checkpoint = signCheckpoint({ origin, size, root }, signer)
      yield `${checkpointLine(checkpoint)}\n`
    }
    /** A pipeline that fails throws away what is on its way: the records before a fault are to arrive. */
    async function* upToFault(): AsyncGenerator<string> {
      try {
        yield* text()
      } catch (error) {
        fault = error
      }
    }
    await pipeline(Readable.from(upToFault()), out)
    if (fault !== undefined) throw fault as Error
    return { logg, fran, size, checkpoint, vkey }
  })
}

/** The records from the tree's size up to `to`, and what was pruned, a page of lines at a time; extends the tree with them. */
async function* readRecordPages(pool: pg.Pool, log: string, tree: Growth, to: number): AsyncGenerator<string> {
  for (let at = tree.range().size; at < to; at += PAGE) {
    const end = Math.min(at + PAGE, to)
    const { found, next } = await readToHole(pool, log, at, end)
    const changed = found.findIndex((row) => 'record' in row && !leafHash(row.record).equals(row.leaf))
    const whole = changed === -1 ? found : found.slice(0, changed)
    // What stands before a fault goes out although the rest does not: a verifier then names the place.
    yield whole.map((row) => `${'record' in row ? row.record : prunedLine(row.nummer, row.leaves)}\n`).join('')
    requireMatch(log, tree.push(whole.flatMap((row) => ('record' in row ? row.leaf : row.leaves))))
    if (changed !== -1) throw logBroken(log, `record ${found[changed]?.nummer} is not what its leaf hash says`)
    if (next !== end) throw logBroken(log, `record ${next} is missing`)
  }
}
