import { checkLog } from '../../atkomstlogg/check-log.ts'
import type { CheckpointDeps } from '../../atkomstlogg/checkpoints.ts'
import { codeOrUnknown } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../../platform/every-after.ts'
import { askWhereDue, nextAsked, saveProgress, saveResult } from './chain-store.ts'

const LOOK_MS = 1_000
const ONE_HOUR = 60 * 60_000
/** A log that nobody has checked for so long is checked without being asked for. */
const DUE_HOURS = 24
/** Progress is told so often at most. */
const TOLD_MS = 500
const LOCK = 0x1c5f_0021

/** Checks whole logs that somebody asked for, and each of them once a day: one at a time over all hubs, beside everything else. */
export function createChainChecker(deps: CheckpointDeps & { readonly log: Log }) {
  const { pool, log } = deps
  let running: readonly Repetition[] = []

  async function checkNext(stopping: AbortSignal): Promise<number> {
    const next = await nextAsked(pool)
    if (next === undefined) return LOOK_MS
    const done = await trySessionLock(pool, LOCK, () => check(next, stopping))
    return done === true ? 0 : LOOK_MS
  }

  async function check(name: string, stopping: AbortSignal): Promise<boolean> {
    let told = 0
    const passed = async (records: number, of: number) => {
      if (performance.now() - told < TOLD_MS) return
      told = performance.now()
      await saveProgress(pool, name, records, of)
    }
    const result = await checkLog(deps, name, passed, stopping)
    if (result === undefined) return false
    await saveResult(pool, name, result)
    if (result.broken !== undefined) log.error('chain-broken', { logg: name })
    return true
  }

  const failed = (error: unknown) =>
    log.error('chain-check-failed', {
      errorCode: codeOrUnknown(error),
    })
  return {
    start(): void {
      running = [
        everyAfter(LOOK_MS, checkNext, { failed }),
        everyAfter(ONE_HOUR, () => askWhereDue(pool, DUE_HOURS), { failed, pauseFirst: true }),
      ]
    },
    /** Resolves when no check waits. */
    async caughtUp(): Promise<void> {
      while ((await checkNext(new AbortController().signal)) === 0);
    },
    async stop(): Promise<void> {
      for (const one of running) await one.stop()
    },
  }
}
