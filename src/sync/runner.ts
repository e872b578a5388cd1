import { inTrace, type NewSpan } from '../platform/tracing/spans.ts'
import { type Compare, compareWithMirror } from './dry-run.ts'
import { refreshRun } from './refresh-run.ts'
import type { Round, RunResult } from './run-frame.ts'
import type { ReadScope, Scope } from './source.ts'
import type { RunDeps } from './sync-job.ts'
import { SyncRun } from './sync-run.ts'

/** Carries out one read of a scope, in this thread or in another. The caller holds the lock of the scope. */
export interface Runner {
  /** Undefined when there was nothing to do. Rejects with KORNING_FORLORAD when what carried it out has ended. */
  run(round: Round, scope: ReadScope): Promise<RunResult | undefined>
  readonly compare: Compare
}

export const runHere = (deps: RunDeps): Runner => ({
  run: (round, scope) =>
    inTrace(spanOf(scope), () =>
      round.job.kind === 'betalstatus' ? refreshRun(deps, round, scope) : new SyncRun(deps, round, scope).run(),
    ),
  compare: (scope, signal) => compareWithMirror(deps, scope, signal),
})

const spanOf = ({ source, stadsdel }: Scope): NewSpan => ({
  kind: 'internal',
  name: 'sync run',
  attributes: { 'insyn.source': source, 'insyn.stadsdel': stadsdel },
})
