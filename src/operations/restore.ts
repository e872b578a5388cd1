import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { isUnreconciled, markReconciled } from '../atkomstlogg/gaps.ts'
import * as restorations from './backup/restorations.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { raiseVersions } from '../mirror/outbox.ts'
import type { Scope } from '../sync/source.ts'
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

/**
 * After a database was restored from a backup, and the loss acknowledged: brings mirror, topics and cases in line before anything
 * is answered or sent. What the mirror has is then as old as the backup, flags of protection included, and versions beyond it
 * stand in topics and cases.
 */
export function createRestore({ pool, reconciliation, compareArenden, scopes, log }: RestoreDeps) {
  async function reconcileAll(
    stopping: AbortSignal,
  ): Promise<{ readonly notRead: number; readonly errorCode?: string }> {
    await compareArenden(stopping)
    const { highest, obstacle } = await reconciliation.highestVersion()
    await raiseVersions(pool, highest)
    const report = await reconciliation.reconcile(scopes(), { repair: true })
    const all = [...obstacle, ...report.obstacle]
    return { notRead: all.length, ...(all[0] && { errorCode: all[0].errorCode }) }
  }

  return {
    /** Resolves at once when nothing was restored; rejects when the signal comes before all is in line. */
    async reconcile(stopping = new AbortController().signal): Promise<void> {
      if (!(await isUnreconciled(pool)) && !(await restorations.isUnreconciled(pool))) return
      log.warn('restore-reconciling')
      for (;;) {
        const { notRead, errorCode } = await reconcileAll(stopping).catch((error: unknown) => ({
          notRead: 1,
          errorCode: error instanceof InsynError ? error.code : 'OKANT_FEL',
        }))
        stopping.throwIfAborted()
        if (notRead === 0) break
        log.error('restore-not-reconciled', { notRead, errorCode: errorCode ?? 'OKANT_FEL' })
        await delay(RETRY_MS, undefined, { signal: stopping })
      }
      await markReconciled(pool)
      await restorations.markReconciled(pool)
      log.info('restore-reconciled')
    },
  }
}
