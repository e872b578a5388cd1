import type { RunningRun, RunOrder } from '../../operations/night-runs.ts'
import { Icon, Section } from '../frame/components.tsx'
import { clockText, spanText, wholeNumber } from '../frame/format.ts'
import { runAddress } from './addresses.ts'
import { TRIGGERS, WORK } from './texts.ts'
import { count, type Names, nearText, scopeText } from './words.ts'

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
      {running.length === 0 && waiting.length === 0 ? <p>Inget läses just nu.</p> : null}
      <ul class="runs">
        {running.map((run) => (
          <li>
            <Icon name="running" />
            <div>
              <strong>{scopeText(run, names)}</strong>
              {run.ordered === null ? null : <p class="small">{`Orsak: ”${run.ordered.reason}”`}</p>}
            </div>
            <span class="number small muted">{progressText(run)}</span>
            <Progress run={run} names={names} />
            <p class="small">
              {WORK[run.kind]} · {startedText(run, now)}
              {run.leftMs === null ? '' : ` · klar om ungefär ${spanText(run.leftMs)}`}
              {run.abortAsked === null ? '' : ` · stoppas, på begäran av ${run.abortAsked.by}`}
            </p>
            <p class="small row">
              <a href={runAddress(run.id)}>
                Visa<span class="hidden">{` körningen ${scopeText(run, names)}`}</span>
              </a>
              {run.abortAsked === null ? (
                <a href={`${runAddress(run.id)}/stoppa`}>
                  Stoppa…<span class="hidden">{` ${scopeText(run, names)}`}</span>
                </a>
              ) : null}
            </p>
          </li>
        ))}
        {waiting.map((order) => (
          <li class="coming">
            <Icon name="none" />
            <div>{orderText(order, names)}</div>
            <span class="number small muted">väntar</span>
            <p class="small">{`Beställd ${clockText(order.ordered)} av ${order.by}. Orsak: ”${order.reason}”`}</p>
          </li>
        ))}
      </ul>
      {ended.length === 0 ? null : (
        <>
          <h3 class="small">Beställda körningar som är klara</h3>
          <ul class="runs small">
            {ended.map((order) => (
              <li>
                <span class={order.failed.length === 0 ? 'ok' : 'failed'}>
                  <Icon name={order.failed.length === 0 ? 'ok' : 'failed'} />
                </span>
                <div>
                  {orderText(order, names)}, beställd av {order.by}
                </div>
                <span class="number muted">
                  {order.failed.length === 0
                    ? `klar ${nearText(order.ended ?? order.ordered, now)}`
                    : `${wholeNumber(order.failed.length)} gick inte igenom`}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Section>
  )
}

export const runningHeading = (running: readonly RunningRun[], names: Names): string => {
  const [first] = running
  if (first === undefined) return 'Pågår: ingenting'
  return running.length === 1 ? `Pågår: ${scopeText(first, names)}` : `Pågår: ${String(running.length)} läsningar`
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
  expected === null
    ? count(counts.read, 'uppgift', 'uppgifter')
    : `${wholeNumber(counts.read)} av ungefär ${wholeNumber(expected)}`

function startedText(run: RunningRun, now: Date): string {
  const who = run.ordered === null ? (TRIGGERS[run.trigger] ?? run.trigger) : `av ${run.ordered.by}`
  return `Startad ${nearText(run.begun, now)} ${who}`
}

const orderText = ({ kind, scopes }: RunOrder, names: Names): string => {
  const [first] = scopes
  return `${WORK[kind]}: ${scopes.length === 1 && first !== undefined ? scopeText(first, names) : count(scopes.length, 'läsning', 'läsningar')}`
}
