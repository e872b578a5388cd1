import { InsynError } from '../errors.ts'
import { inTransaction, type Tx } from '../platform/database/database.ts'
import type { GapDetails } from './access.ts'
import { createIndexRows } from './access-index.ts'
import { buildBatch } from './batch.ts'
import { logOrigin, signCheckpoint } from './checkpoint.ts'
import { appendCheckpoint, checkpointFile, newestCheckpoint, saveRange } from './checkpoint-file.ts'
import { type CheckpointDeps, ownVerifiers } from './checkpoints.ts'
import { gapsOf, isSuperseded } from './gaps.ts'
import { createGrowth } from './growth.ts'
import { type CompactRange, EMPTY_RANGE, encodePeaks, extend, leafHash, rootOf } from './merkle.ts'
import type { Gap } from './missing-records.ts'
import { type Note, signatureBy } from './note.ts'
import { readPublished } from './published.ts'
import { createDraft, LOST_EVENT_ID, lostText } from './record.ts'
import { operatorRecord } from './record-then.ts'
import { refutedBy } from './refuted.ts'
import { growTo, headPoint, readHead, readHeads } from './stored-tree.ts'
import { insert } from './writer.ts'

/**
 * Numbers after the newest known checkpoint that may have been given to records before the loss: more than are written in the
 * minute between two checkpoints. They are not used again.
 */
const MAY_HAVE_BEEN_GIVEN = 10_000
const PORTION = 5_000

/**
 * Takes newer checkpoints of these logs out of files or folders from elsewhere into the hub's own, so that a loss is found when
 * the state folder was restored too. Returns how many.
 */
export async function learnCheckpoints(
  deps: CheckpointDeps,
  logs: readonly string[],
  paths: readonly string[],
): Promise<number> {
  let learned = 0
  for (const log of logs) {
    const verifiers = ownVerifiers(deps, log)
    let newest = await newestCheckpoint(deps.folder, log, verifiers)
    for (const path of paths)
      try {
        for await (const { checkpoint, note } of readPublished([path], logOrigin(deps.origin, log))) {
          if (signatureBy(verifiers, note) !== 'valid')
            throw new InsynError('BEGARAN_OGILTIG', `${path}: a checkpoint of ${log} is not signed by this hub`)
          if (checkpoint.size <= (newest?.checkpoint.size ?? 0)) continue
          newest = { note: noteText(note), checkpoint }
          await appendCheckpoint(deps.folder, log, newest.note)
          learned++
        }
      } catch (error) {
        if (error instanceof InsynError) throw error
        // A place without a checkpoint of this log: it has those of others.
        refutedBy(error)
      }
  }
  return learned
}

const noteText = ({ text, signatures }: Note): string => `${text}\n${signatures.join('\n')}\n`

/**
 * Acknowledges that a log has lost its newest records: placeholders take their numbers, and those that may have been given since,
 * so that no number is used twice; the record after them says what was lost, and why. Signs and saves a checkpoint of the log as
 * it is then. Throws BEGARAN_OGILTIG when nothing is lost, LOGG_BRUTEN when what is there is not an earlier state of the log.
 */
export async function acknowledgeLoss(
  deps: CheckpointDeps & { readonly clock: () => Date },
  { logg, by, reason }: { logg: string; by: string; reason: string },
): Promise<Gap> {
  const { pool, folder, clock } = deps
  const verifiers = ownVerifiers(deps, logg)
  const signed = (await newestCheckpoint(folder, logg, verifiers))?.checkpoint
  const head = await readHead(pool, logg)
  if (signed === undefined || signed.size <= head.size)
    throw new InsynError('BEGARAN_OGILTIG', `log ${logg} has every record that a known checkpoint signs for`)
  await requireEarlierState(deps, logg, head)

  const end = signed.size + MAY_HAVE_BEEN_GIVEN
  const details: GapDetails = { fran: head.size, till: end, storlek: signed.size, rot: signed.root.toString('base64') }
  const act = operatorRecord({ logg, handelse: 'glapp', orsak: 'aterstallning', by, andamal: reason }, clock())
  const draft = createDraft({ logg, access: { ...act.access, detaljer: { ...details } } })
  const range = await inTransaction(pool, async (tx) => {
    const now = (await readHeads(tx, [logg], 'for update')).get(logg) ?? EMPTY_RANGE
    if (now.size !== head.size)
      throw new InsynError('KORNING_PAGAR', `somebody writes to log ${logg}: stop every hub first`)
    let at = head
    while (at.size < end)
      at = await insertPlaceholders(tx, logg, at, Math.min(at.size + PORTION, end), draft.atkomst.tid)
    const batch = buildBatch(new Map([[logg, at]]), [draft])
    if (!(await insert(tx, createIndexRows(), batch))) throw new Error('a locked head has moved')
    await tx.query('insert into log_gap (logg, nummer) values ($1, $2)', [logg, end])
    return batch.heads[0]?.range ?? at
  })
  const checkpoint = { origin: logOrigin(deps.origin, logg), size: range.size, root: rootOf(range) }
  await appendCheckpoint(folder, logg, signCheckpoint(checkpoint, ...deps.keys.signers))
  await saveRange(folder, logg, range)
  return { from: head.size, to: end, size: signed.size, root: signed.root }
}

/** Every saved checkpoint that is no larger than what is there must agree with it. */
async function requireEarlierState(deps: CheckpointDeps, log: string, head: CompactRange): Promise<void> {
  const verifiers = ownVerifiers(deps, log)
  const gaps = await gapsOf(deps.pool, log)
  const points = []
  for await (const { checkpoint, note } of readPublished(
    [checkpointFile(deps.folder, log)],
    logOrigin(deps.origin, log),
  )) {
    if (signatureBy(verifiers, note) === 'valid' && checkpoint.size <= head.size && !isSuperseded(checkpoint, gaps))
      points.push({ ...checkpoint, source: 'a saved checkpoint' })
  }
  await growTo(deps.pool, log, createGrowth(EMPTY_RANGE, [...points, headPoint(head)]), head.size)
}

async function insertPlaceholders(
  tx: Tx,
  log: string,
  from: CompactRange,
  to: number,
  moment: string,
): Promise<CompactRange> {
  const numbers = Array.from({ length: to - from.size }, (_, i) => from.size + i)
  const texts = numbers.map((number) => lostText(log, number))
  const leaves = texts.map(leafHash)
  const range = extend(from, leaves)
  await tx.query(
    `select write_access_records($1, $2, $3, $4, array_fill($5::text, array[$6::int]), $7, array_fill($8::timestamptz, array[$6::int]),
                                 array_fill(null::text, array[$6::int]), array_fill($9::text, array[$6::int]), $10, $11)`,
    [
      ...[[log], [from.size], [range.size], [encodePeaks(range)], log, numbers.length, numbers],
      ...[moment, LOST_EVENT_ID, texts, Buffer.concat(leaves)],
    ],
  )
  return range
}
