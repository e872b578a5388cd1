import type { RunningRun } from '../../operations/night-runs.ts'
import { spanText } from '../frame/format.ts'
import { Progress, progressText } from './running.tsx'
import type { Names } from './words.ts'

/** How far a run has come. */
export const RunProgress = ({ run, names }: { readonly run: RunningRun; readonly names: Names }) => (
  <div id="forlopp" class="run-progress">
    <p>
      {`Läst: ${progressText(run)}`}
      {run.leftMs === null ? '' : ` · klar om ungefär ${spanText(run.leftMs)}`}
    </p>
    <Progress run={run} names={names} />
    {run.abortAsked === null ? null : (
      <p>{`Stoppas på begäran av ${run.abortAsked.by}: ”${run.abortAsked.reason}”. Det tar några sekunder.`}</p>
    )}
  </div>
)
