import type pg from 'pg'
import { lockAgainstFlags, lockScope } from '../mirror/protection.ts'
import { type UppgiftWrite, upsert } from '../mirror/write.ts'
import { inTransaction } from '../platform/database/database.ts'
import { type Generations, requireKeys } from '../platform/keys/data-keys.ts'
import { hold } from './held-writes.ts'
import { quarantine, type QuarantineEntry, type QuarantineScope, releaseFromQuarantine } from './quarantine.ts'
import { type RunCounts, saveCounts } from './run-record.ts'

export interface Batch {
  readonly writes: readonly UppgiftWrite[]
  /** Not to be written before the whole of the read is known. */
  readonly held: readonly UppgiftWrite[]
  readonly quarantine: readonly QuarantineEntry[]
  /** Persons of whom nothing is in quarantine any more. */
  readonly readable: readonly string[]
}

export interface BatchScope extends QuarantineScope {
  readonly readAt: Date
  /** What the batch is sealed with. */
  readonly generations: Generations
}

/**
 * One transaction: mirror rows, outbox messages, held writes, quarantine and the run's checkpoint. A batch that is sent twice writes once.
 * A state that was read later than this run is left alone, and its person is returned. Throws NYCKEL_SAKNAS, and writes
 * nothing, when a key that it is sealed with has ended meanwhile.
 */
export async function writeBatch(
  pool: pg.Pool,
  scope: BatchScope,
  batch: Batch,
  counts: RunCounts,
): Promise<readonly string[]> {
  return inTransaction(pool, async (tx) => {
    let later: readonly string[] = []
    const mangder = [...batch.writes, ...batch.held, ...batch.quarantine].map(({ mangd }) => mangd)
    if (mangder.length > 0) await requireKeys(tx, scope.stadsdel, scope.generations, mangder)
    if (batch.writes.length + batch.held.length + batch.quarantine.length > 0) await lockAgainstFlags(tx)
    if (batch.writes.length > 0) {
      await lockScope(tx, scope, 'shared')
      later = await upsert(tx, scope, batch.writes)
    }
    await hold(tx, scope.run, batch.held)
    if (batch.quarantine.length > 0) await quarantine(tx, scope, batch.quarantine)
    await releaseFromQuarantine(tx, scope, batch.readable)
    await saveCounts(tx, scope.run, counts)
    return later
  })
}
