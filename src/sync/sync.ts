import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { InsynError } from '../errors.ts'
import { MANGDER_OF_SOURCE } from '../informationsmangd.ts'
import { type RunStatus, type Counts, noCounts } from './run.ts'
import { createFlagSwaps, type FlagSwaps } from './lifted-flags.ts'
import { runScope } from './run-scope.ts'
import { withScopeLock } from './scope-lock.ts'
import type { ScopeState, Scope, SyncDeps, SyncJob } from './sync-job.ts'

export interface Sync {
  /**
   * Runs the scopes, a few at a time, and resolves with how each ended; a scope that fails disturbs no other. One whose
   * complete read left somebody out for a flag that another scope then lifted is read once more.
   */
  run(job: SyncJob, watch?: (state: ScopeState) => void): Promise<readonly ScopeState[]>
  /** Aborts what is under way; the runs end as interrupted. */
  stop(): Promise<void>
}

export function createSync(deps: SyncDeps): Sync {
  const stopping = new AbortController()
  // Every request of every scope under way listens; that many are no leak.
  setMaxListeners(0, stopping.signal)
  const running = new Set<Promise<unknown>>()

  async function runNow(
    job: SyncJob,
    watch: (state: ScopeState) => void = () => undefined,
  ): Promise<readonly ScopeState[]> {
    const flagSwaps = createFlagSwaps()
    const runAll = async (scopes: readonly Scope[]): Promise<ScopeState[]> => {
      const queue = [...scopes]
      const done: ScopeState[] = []
      for (const scope of queue) watch({ ...scope, status: 'koad', counts: noCounts(), start: 0 })
      const worker = async () => {
        for (let scope = queue.shift(); scope !== undefined; scope = queue.shift()) {
          if (stopping.signal.aborted) return
          const state = await withRetries(deps, scope, job, flagSwaps, watch, stopping.signal)
          watch(state)
          done.push(state)
        }
      }
      await Promise.all(Array.from({ length: deps.settings.samtidiga }, worker))
      return done
    }
    const first = await runAll(job.scopes)
    if (job.slag === 'andrade') return first
    const since = await runAll(job.scopes.filter((scope) => flagSwaps.mustBeReadAgain(scope)))
    return first.map(
      (state) => since.find((about) => about.kalla === state.kalla && about.stadsdel === state.stadsdel) ?? state,
    )
  }

  return {
    async run(job, watch) {
      const run = runNow(job, watch)
      running.add(run)
      return run.finally(() => running.delete(run))
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}

async function withRetries(
  deps: SyncDeps,
  scope: Scope,
  job: SyncJob,
  flagSwaps: FlagSwaps,
  watch: (state: ScopeState) => void,
  stop: AbortSignal,
): Promise<ScopeState> {
  const allowed = deps.allowedMangder(scope.stadsdel)
  const mangder = new Set(MANGDER_OF_SOURCE[scope.kalla].filter((mangd) => allowed.has(mangd)))
  const begin = Date.now()
  const ended = (status: RunStatus, counts: Counts, errorCode?: string): ScopeState => ({
    ...scope,
    status,
    counts,
    start: begin,
    end: Date.now(),
    ...(errorCode === undefined ? {} : { errorCode }),
  })
  if (mangder.size === 0) return ended('lyckad', noCounts())
  try {
    return await withScopeLock(deps.pool, `${scope.kalla}/${scope.stadsdel}`, async () => {
      for (let attempt = 0; ; attempt++) {
        const { state, retryable } = await runScope(deps, scope, mangder, job, flagSwaps, watch, stop)
        const wait = deps.settings.omforsokMs[attempt]
        if (!retryable || wait === undefined || stop.aborted) return state
        await delay(wait, undefined, { signal: stop }).catch(() => undefined)
      }
    })
  } catch (error) {
    // Not the source's fault: the database is away, or another hub holds this scope.
    const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
    deps.log.error('sync-failed', { ...scope, errorCode })
    return ended('misslyckad', noCounts(), errorCode)
  }
}
