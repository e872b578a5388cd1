import { setImmediate as nextTurn } from 'node:timers/promises'
import type pg from 'pg'
import { checkpointFile, newestCheckpoint } from './checkpoint-file.ts'
import { type CheckpointDeps, ownVerifiers } from './checkpoints.ts'
import { checkpointLine, headerLine, prunedLine } from './export-format.ts'
import { successionOf } from './key-succession.ts'
import { EMPTY_RANGE, leafHash } from './merkle.ts'
import { openNote } from './note.ts'
import { readPublished } from './published.ts'
import type { Stretch } from './refuted.ts'
import { readToHole } from './stored-tree.ts'
import type { Published } from './trust.ts'
import { verifyExport } from './verify.ts'

/** Few enough that a lookup beside hardly waits. */
const PAGE = 250

export interface LogCheck {
  /** So many records were read: those that the newest checkpoint signs for. */
  readonly records: number
  /** The first that is not what was signed is one of these; undefined when the log is whole. */
  readonly broken: Stretch | undefined
}

/**
 * Reads a whole log as an export of it is verified, up to its newest checkpoint. When that contradicts it, all saved checkpoints
 * and the stored leaf hashes narrow down where. Undefined when the signal ends it.
 */
export async function checkLog(
  deps: CheckpointDeps,
  log: string,
  passed: (records: number, of: number) => Promise<void>,
  stopping: AbortSignal,
): Promise<LogCheck | undefined> {
  const verifiers = ownVerifiers(deps, log)
  const newest = await newestCheckpoint(deps.folder, log, verifiers)
  if (newest === undefined) return { records: 0, broken: undefined }
  const { size, origin } = newest.checkpoint
  const signer = verifiers.find((one) => openNote(newest.note, one) !== undefined) ?? verifiers[0]
  const changes = successionOf(deps.origin, deps.keys)
  const header = { logg: log, origin, vkey: signer?.vkey ?? '', before: EMPTY_RANGE, size, changes }
  let changed: number | undefined
  async function* lines(): AsyncGenerator<string> {
    yield headerLine(header)
    for await (const { line, damaged } of storedLines(deps.pool, log, size, passed, stopping)) {
      changed ??= damaged
      yield line
    }
    yield checkpointLine(newest?.note ?? '')
  }
  const verify = async (published: AsyncIterable<Published> | readonly Published[]) => {
    const verdict = await verifyExport(lines(), verifiers, published)
    return verdict.ok ? undefined : { from: verdict.from ?? 0, to: verdict.to ?? size }
  }
  const refuted = await verify([])
  if (stopping.aborted) return undefined
  if (refuted === undefined) return { records: size, broken: undefined }
  const narrowed = (await verify(readPublished([checkpointFile(deps.folder, log)], origin))) ?? refuted
  if (stopping.aborted) return undefined
  return { records: size, broken: changed === undefined ? narrowed : { from: changed, to: changed + 1 } }
}

/** The records `[0, size)` as the lines of an export, with the number of one whose leaf hash says something else. */
async function* storedLines(
  pool: pg.Pool,
  log: string,
  size: number,
  passed: (records: number, of: number) => Promise<void>,
  stopping: AbortSignal,
): AsyncGenerator<{ readonly line: string; readonly damaged?: number }> {
  for (let at = 0; at < size;) {
    if (stopping.aborted) return
    const end = Math.min(at + PAGE, size)
    const { found, next } = await readToHole(pool, log, at, end)
    for (const row of found) {
      if (!('record' in row)) yield { line: prunedLine(row.nummer, row.leaves) }
      else if (leafHash(row.record).equals(row.leaf)) yield { line: row.record }
      else yield { line: row.record, damaged: row.nummer }
    }
    if (next !== end) {
      yield { line: '', damaged: next }
      return
    }
    at = end
    await passed(at, size)
    await nextTurn()
  }
}
