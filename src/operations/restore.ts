import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { isUnreconciled, markReconciled } from '../atkomstlogg/gaps.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { raiseVersions } from '../mirror/outbox.ts'
import type { Scope } from '../sync/source.ts'
import * as restorations from './backup/restorations.ts'
import type { Reconciliation } from './reconciliation/reconciliation.ts'

export interface RestoreDeps {
  readonly pool: pg.Pool
  readonly reconciliation: Pick<Reconciliation, 'highestVersion' | 'reconcile'>
  /** Holds the open cases against the case system's list of them. */
  readonly compareArenden: (stopping: AbortSignal) => Promise<void>
  readonly scopes: () => readonly Scope[]
  readonly log: Log
}

const RETRY_MS = 30_000

interface Unread {
  readonly side: string
  readonly what?: string
  readonly errorCode: string
}

/**
 * After a database was restored from a backup, and the loss acknowledged: brings mirror, topics and cases in line before anything
 * is answered or sent. What the mirror has is then as old as the backup, flags of protection included, and versions beyond it
 * stand in topics and cases.
 */
export function createRestore({ pool, reconciliation, compareArenden, scopes, log }: RestoreDeps) {
  /** What could not be read. Nothing is written before all versions that others hold have been seen. */
  async function reconcileAll(stopping: AbortSignal): Promise<readonly Unread[]> {
    await compareArenden(stopping)
    const { highest, obstacle } = await reconciliation.highestVersion()
    if (obstacle.length > 0) return obstacle
    // One that nobody can have given: a case or a topic holds what is not ours.
    if (!(await raiseVersions(pool, highest))) return [{ side: 'versioner', errorCode: 'KONFLIKT' }]
    return (await reconciliation.reconcile(scopes(), { repair: true })).obstacle
  }

  return {
    /** Resolves at once when nothing was restored; rejects when the signal comes before all is in line. */
    async reconcile(stopping = new AbortController().signal): Promise<void> {
      if (!(await isUnreconciled(pool)) && !(await restorations.isUnreconciled(pool))) return
      log.warn('restore-reconciling')
      for (;;) {
        const unread = await reconcileAll(stopping).catch((error: unknown): readonly Unread[] => [
          { side: 'arende', errorCode: codeOrUnknown(error) },
        ])
        stopping.throwIfAborted()
        const [first] = unread
        if (first === undefined) break
        const { side, what = '', errorCode } = first
        log.error('restore-not-reconciled', { notRead: unread.length, side, what, errorCode })
        await delay(RETRY_MS, undefined, { signal: stopping })
      }
      await markReconciled(pool)
      await restorations.markReconciled(pool)
      log.info('restore-reconciled')
    },
  }
}
