import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { failureText, InsynError } from '../errors.ts'
import { MANGDER_OF_SOURCE } from '../informationsmangd.ts'
import { createLiftedFlags } from './lifted-flags.ts'
import { loggedRun, type Round, type RunResult } from './run-frame.ts'
import { closeLostRun, type EndStatus, noCounts } from './run-record.ts'
import { runHere, type Runner } from './runner.ts'
import { withScopeLock } from './scope-lock.ts'
import type { Scope } from './source.ts'
import type { ScopeState, SyncDeps, SyncJob } from './sync-job.ts'

export interface Sync {
  /**
   * Runs the scopes, a few at a time, and resolves with how each ended; a scope that fails disturbs no other. One whose
   * complete read left somebody out for a flag that another scope then lifted is read once more.
   */
  run(job: SyncJob, watch?: (state: ScopeState) => void): Promise<readonly ScopeState[]>
  /** Aborts what is under way; the runs end as interrupted. */
  stop(): Promise<void>
}

export function createSync(deps: SyncDeps, runner: Runner = runHere(deps)): Sync {
  const stopping = new AbortController()
  // Every request of every scope under way listens; that many are no leak.
  setMaxListeners(0, stopping.signal)
  const running = new Set<Promise<unknown>>()
  const parts = { deps, runner }

  async function runJob(job: SyncJob, watch: Round['watch']): Promise<readonly ScopeState[]> {
    const liftedFlags = createLiftedFlags()
    const round = { job, liftedFlags, watch, stop: stopping.signal }
    const first = await runScopes(parts, round, job.scopes)
    if (job.kind !== 'fullstandig') return first
    const again = await runScopes(
      parts,
      round,
      job.scopes.filter((scope) => liftedFlags.mustBeReadAgain(scope)),
    )
    const secondOf = ({ source, stadsdel }: Scope) =>
      again.find((state) => state.source === source && state.stadsdel === stadsdel)
    return first.map((state) => secondOf(state) ?? state)
  }

  return {
    async run(job, watch = () => undefined) {
      const run = runJob(job, watch)
      running.add(run)
      return run.finally(() => running.delete(run))
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}

interface Parts {
  readonly deps: SyncDeps
  readonly runner: Runner
}

async function runScopes(parts: Parts, round: Round, scopes: readonly Scope[]): Promise<ScopeState[]> {
  const queue = [...scopes]
  const ended: ScopeState[] = []
  for (const scope of queue) round.watch({ ...scope, status: 'koad', counts: noCounts(), start: 0 })
  const worker = async () => {
    for (let scope = queue.shift(); scope !== undefined; scope = queue.shift()) {
      if (round.stop.aborted) return
      const state = await runScope(parts, round, scope)
      round.watch(state)
      ended.push(state)
    }
  }
  await Promise.all(Array.from({ length: parts.deps.settings.samtidiga }, worker))
  return ended
}

/** Runs one scope under its lock, again after a while when a source could not be reached. */
async function runScope({ deps, runner }: Parts, round: Round, scope: Scope): Promise<ScopeState> {
  const allowed = deps.allowedMangder(scope.stadsdel)
  const mangder = new Set(MANGDER_OF_SOURCE[scope.source].filter((mangd) => allowed.has(mangd)))
  const start = Date.now()
  const withoutRun = (status: EndStatus) => ({ ...scope, status, counts: noCounts(), start, end: Date.now() })
  if (mangder.size === 0) return withoutRun('lyckad')
  try {
    return await withScopeLock(deps.pool, `${scope.source}/${scope.stadsdel}`, async (lost) => {
      const stop = AbortSignal.any([round.stop, lost])
      for (let attempt = 0; ; attempt++) {
        const extent = { ...scope, mangder }
        const one = { ...round, stop }
        const result = await runner.run(one, extent).catch((error: unknown) => endLost(deps, scope, error))
        if (result === undefined) return withoutRun('lyckad')
        const { state, retryable } = result
        const wait = deps.settings.omforsokMs[attempt]
        if (!retryable || wait === undefined || stop.aborted) return state
        await delay(wait, undefined, { signal: stop }).catch(() => undefined)
      }
    })
  } catch (error) {
    // Not the source's fault: the database is away, or another hub holds this scope.
    const errorCode = error instanceof InsynError ? error.code : 'OKANT_FEL'
    const errorMessage = failureText(error)
    deps.log.error('sync-failed', { ...scope, errorCode, error: errorMessage })
    return { ...withoutRun('misslyckad'), errorCode, errorMessage }
  }
}

/**
 * A run whose thread has ended could not end its record. What it had committed stands; what it was writing did not happen. The
 * caller holds the lock of the scope.
 */
async function endLost({ pool, log }: SyncDeps, scope: Scope, error: unknown): Promise<RunResult> {
  if (!(error instanceof InsynError && error.code === 'KORNING_FORLORAD')) throw error
  const { code: errorCode, message: errorMessage } = error
  const { id, start, counts } = await closeLostRun(pool, scope, { errorCode, errorMessage })
  const end = Date.now()
  const ended = { status: 'misslyckad', errorCode, errorMessage } as const
  log.warn('sync-run', loggedRun({ ...scope, run: id }, ended, counts, end - start))
  return { state: { ...scope, ...ended, counts, start, end }, retryable: false }
}
