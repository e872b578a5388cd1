import type { RunningRun } from '../../operations/night-runs.ts'
import { PROGRESS } from './run-texts.ts'
import { Progress, progressText } from './running.tsx'
import type { Names } from './words.ts'

/** How far a run has come. */
export const RunProgress = ({ run, names }: { readonly run: RunningRun; readonly names: Names }) => (
  <div id="forlopp" class="run-progress">
    <p>
      {PROGRESS.read(progressText(run))}
      {run.leftMs === null ? '' : PROGRESS.left(run.leftMs)}
    </p>
    <Progress run={run} names={names} />
    {run.abortAsked === null ? null : <p>{PROGRESS.aborting(run.abortAsked.by, run.abortAsked.reason)}</p>}
  </div>
)
