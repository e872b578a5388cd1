import type { RunningRun, RunOrder } from '../../operations/night-runs.ts'
import { Icon, Section, type StateName } from '../frame/components.tsx'
import { runAddress } from './addresses.ts'
import { PROGRESS, RUNNING } from './run-texts.ts'
import { ACTS, COUNTS, nearText, RUN_STATES, TRIGGERS, WORK } from './texts.ts'
import { type Names, scopeText } from './words.ts'

export interface RunningData {
  readonly running: readonly RunningRun[]
  readonly orders: readonly RunOrder[]
  readonly now: Date
  readonly names: Names
}

/** What is being read, how far it has come, and what has been ordered and waits. */
export const Running = ({ running, orders, now, names }: RunningData) => {
  const waiting = orders.filter(({ begun, ended }) => begun === null && ended === null)
  const ended = orders.filter((order) => order.ended !== null).slice(0, 3)
  return (
    <Section id="pagar" title={runningHeading(running, names)}>
      {running.length === 0 && waiting.length === 0 ? <p>{RUNNING.nothing}</p> : null}
      <ul class="runs">
        {running.map((run) => (
          <li>
            <Icon name="running" />
            <div>
              <strong>{scopeText(run, names)}</strong>
              {run.ordered === null ? null : <p class="small">{RUNNING.reason(run.ordered.reason)}</p>}
            </div>
            <span class="number small muted">{progressText(run)}</span>
            <Progress run={run} names={names} />
            <p class="small">
              {WORK[run.kind]} · {startedText(run, now)}
              {run.leftMs === null ? '' : PROGRESS.left(run.leftMs)}
              {run.abortAsked === null ? '' : RUNNING.aborting(run.abortAsked.by)}
            </p>
            <p class="small row">
              <a href={runAddress(run.id)}>
                {ACTS.show}
                <span class="hidden">{ACTS.showRun(scopeText(run, names))}</span>
              </a>
              {run.abortAsked === null ? (
                <a href={`${runAddress(run.id)}/stoppa`}>
                  {RUNNING.abortDialog}
                  <span class="hidden">{` ${scopeText(run, names)}`}</span>
                </a>
              ) : null}
            </p>
          </li>
        ))}
        {waiting.map((order) => (
          <li class="coming">
            <Icon name="none" />
            <div>{orderText(order, names)}</div>
            <span class="number small muted">{RUNNING.waiting}</span>
            <p class="small">{RUNNING.ordered(order.ordered, order.by, order.reason)}</p>
          </li>
        ))}
      </ul>
      {ended.length === 0 ? null : (
        <>
          <h3 class="small">{RUNNING.done}</h3>
          <ul class="runs small">
            {ended.map((order) => {
              const { is, text } = outcomeOf(order, now)
              return (
                <li>
                  <span class={is}>
                    <Icon name={is} />
                  </span>
                  <div>{RUNNING.orderedBy(orderText(order, names), order.by)}</div>
                  <span class="number muted">{text}</span>
                </li>
              )
            })}
          </ul>
        </>
      )}
    </Section>
  )
}

/** What somebody stopped, and what is held, did not fail. */
function outcomeOf({ failed, ended, ordered }: RunOrder, now: Date): { readonly is: StateName; readonly text: string } {
  if (failed.length === 0) return { is: 'ok', text: RUNNING.ended(nearText(ended ?? ordered, now)) }
  if (failed.every(({ code }) => code === 'avbruten')) return { is: 'none', text: RUN_STATES['ej-kord'] }
  if (failed.every(({ code }) => code === 'vantar')) return { is: 'held', text: RUN_STATES.hallen }
  return { is: 'failed', text: RUNNING.failed(failed.length) }
}

export const runningHeading = (running: readonly RunningRun[], names: Names): string => {
  const [first] = running
  if (first === undefined) return RUNNING.headingNone
  return running.length === 1 ? RUNNING.headingOne(scopeText(first, names)) : RUNNING.heading(running.length)
}

export const Progress = ({ run, names }: { readonly run: RunningRun; readonly names: Names }) =>
  run.expected === null || run.expected === 0 ? null : (
    <progress
      value={Math.min(run.counts.read, run.expected)}
      max={run.expected}
      aria-label={`${scopeText(run, names)}: ${progressText(run)}`}
    />
  )

/** `38 112 av ungefär 40 300`. */
export const progressText = ({ counts, expected }: RunningRun): string =>
  expected === null ? COUNTS.uppgifter(counts.read) : RUNNING.progress(counts.read, expected)

function startedText(run: RunningRun, now: Date): string {
  const who = run.ordered === null ? (TRIGGERS[run.trigger] ?? run.trigger) : RUNNING.by(run.ordered.by)
  return RUNNING.started(nearText(run.begun, now), who)
}

const orderText = ({ kind, scopes }: RunOrder, names: Names): string => {
  const [first] = scopes
  return `${WORK[kind]}: ${scopes.length === 1 && first !== undefined ? scopeText(first, names) : COUNTS.reads(scopes.length)}`
}
