import type { Run, RunningRun, RunPage } from '../../operations/night-runs.ts'
import { Facts, Section, State, Table } from '../frame/components.tsx'
import { momentText, spanText, wholeNumber } from '../frame/format.ts'
import { nothingPage } from '../frame/layout.tsx'
import { NOTHING } from '../frame/texts.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { nightAddress, runAddress, START } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { HeldSection, stateOf } from './held.tsx'
import { abortForm, runOf } from './run-acts.tsx'
import { DriftSection, QuarantineSection } from './run-findings.tsx'
import { chosen, forecastRun, type RunNow, runNowForm } from './run-now.tsx'
import { RunProgress } from './run-progress.tsx'
import { HELD_STATES, RUN } from './run-texts.ts'
import { COLUMNS, nearText, RUN_STATES, TRIGGERS, WORK } from './texts.ts'
import { GLYPHS, scopeText, sourceText } from './words.ts'

export interface RunData {
  readonly run: RunPage
  readonly running: RunningRun | undefined
  /** Of the same scope, the newest first. */
  readonly others: readonly Run[]
  readonly runNow: RunNow
  readonly now: Date
}

/** Runs of the scope that stand beside. */
const OTHERS = 14

export async function showRun(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const run = await runOf(desk, visit)
  if (run === undefined) return { page: { ...nothingPage(NOTHING.missing, 404), area: 'drift' } }
  const { source, stadsdel } = run
  const [running, others, runNow, told] = await Promise.all([
    run.state === 'pagar' ? desk.nights.running() : [],
    desk.nights.runs({ source, stadsdel, limit: OTHERS }),
    forecastRun(desk, chosen(run)),
    toldOf(visit),
  ])
  const data = { run, running: running.find(({ id }) => id === run.id), others, runNow, now: visit.now }
  return { page: runPage(data, desk, told) }
}

export function runPage({ run, running, others, runNow, now }: RunData, desk: Desk, told?: Told): Page {
  const { names } = desk
  const live = run.state === 'pagar'
  const state = stateText(run)
  return operationsPage({
    title: `${scopeText(run, names)}, ${run.night}`,
    heading: `${scopeText(run, names)}: ${state}`,
    told,
    about: (
      <>
        <State is={GLYPHS[run.state]}>{state}</State> {WORK[run.kind]} {TRIGGERS[run.trigger] ?? run.trigger} ·{' '}
        <a href={nightAddress(run.night)}>{RUN.night(run.night)}</a> · <a href={`${START}#natter`}>{RUN.allNights}</a>
      </>
    ),
    actions: live ? (
      running?.abortAsked == null ? (
        <ActLink of={abortForm(desk)} subject={run} id="stoppa" label={RUN.abortDialog} />
      ) : undefined
    ) : (
      <ActLink of={runNowForm(desk)} subject={runNow} id="kor-om" label={RUN.runAgainDialog} />
    ),
    content: (
      <>
        {running === undefined ? null : (
          <div data-events={`${runAddress(run.id)}/handelser`}>
            <RunProgress run={running} names={names} />
          </div>
        )}
        <Failure run={run} />
        {run.guard === null ? null : <HeldSection desk={desk} run={run} held={run.guard} now={now} />}
        <div class="pair">
          <CountsSection run={run} />
          <TimeSection run={run} now={now} />
        </div>
        <QuarantineSection run={run} desk={desk} />
        <DriftSection run={run} />
        <Others run={run} others={others} now={now} />
      </>
    ),
  })
}

/** Of what is held, what has been decided: the state of the run itself stays. */
const stateText = (run: RunPage): string =>
  run.guard === null ? RUN_STATES[run.state] : HELD_STATES[stateOf(run.guard)]

const Failure = ({ run: { failure, aborted } }: { readonly run: RunPage }) => (
  <>
    {failure === null ? null : (
      <Section id="fel" title={failure.what}>
        <div class="remedy">
          <h3>{COLUMNS.remedy}</h3>
          <p>{failure.remedy}</p>
        </div>
        <details id="fel-meddelande">
          <summary class="small">{RUN.message}</summary>
          <p class="fixed">
            {failure.code}
            {failure.message === null ? '' : `: ${failure.message}`}
          </p>
        </details>
      </Section>
    )}
    {aborted === null ? null : (
      <Section id="stoppad" title={RUN.abortedBy(aborted.by)} aside={momentText(aborted.at)}>
        <p>{RUN.abortedAbout(aborted.reason)}</p>
      </Section>
    )}
  </>
)

const CountsSection = ({ run: { counts } }: { readonly run: RunPage }) => (
  <Section id="antal" title={RUN.counts(counts.read, counts.changed + counts.added)}>
    <Facts
      facts={[
        [RUN.read, wholeNumber(counts.read)],
        [RUN.added, wholeNumber(counts.added)],
        [RUN.changed, wholeNumber(counts.changed)],
        [RUN.unchanged, wholeNumber(counts.unchanged)],
        [RUN.removed, counts.removed === null ? RUN.nothingRemoved : wholeNumber(counts.removed)],
        [RUN.quarantined, wholeNumber(counts.quarantined)],
      ]}
    />
  </Section>
)

/** More or less than that much of the median is worth a word. */
const SLOWER = 1.5

type Timed = Pick<RunPage, 'durationMs' | 'medianMs' | 'failure' | 'aborted'>

/** The median is of reads to the end, with which one that was stopped or failed does not compare. */
export function timeHeading({ durationMs, medianMs, failure, aborted }: Timed): string {
  if (durationMs === null) return RUN.noTimeYet
  if (medianMs === null || medianMs === 0 || failure !== null || aborted !== null) return RUN.time(durationMs)
  const share = durationMs / medianMs
  const word = share > SLOWER ? RUN.slower : share < 1 / SLOWER ? RUN.faster : RUN.asUsual
  return RUN.timeAnd(durationMs, word)
}

const TimeSection = ({ run, now }: { readonly run: RunPage; readonly now: Date }) => (
  <Section id="tid" title={timeHeading(run)}>
    <Facts
      facts={[
        [RUN.dueAt, run.dueAt === null ? RUN.notPlanned : momentText(run.dueAt)],
        [RUN.begun, momentText(run.begun)],
        [RUN.ended, run.ended === null ? RUN.runs : momentText(run.ended)],
        [RUN.took, spanText(run.durationMs ?? now.getTime() - run.begun.getTime())],
        [RUN.median, run.medianMs === null ? RUN.noMedian : RUN.medianOf(run.medianMs)],
        [
          RUN.ordered,
          run.ordered === null ? undefined : RUN.orderedBy(run.ordered.at, run.ordered.by, run.ordered.reason),
        ],
      ]}
    />
  </Section>
)

const Others = (props: { readonly run: RunPage; readonly others: readonly Run[]; readonly now: Date }) => (
  <Section id="andra" title={RUN.others(sourceText(props.run.source), props.run.namn)}>
    <Table
      caption={RUN.othersCaption}
      columns={[
        { label: COLUMNS.begun },
        { label: COLUMNS.state },
        { label: COLUMNS.kind },
        { label: COLUMNS.took, number: true },
        { label: COLUMNS.read, number: true },
        { label: COLUMNS.quarantined, number: true },
      ]}
      rows={props.others.map((one) => ({
        key: String(one.id),
        cells: [
          one.id === props.run.id ? (
            <span>
              {nearText(one.begun, props.now)}
              {RUN.thisOne}
            </span>
          ) : (
            <a href={runAddress(one.id)}>{nearText(one.begun, props.now)}</a>
          ),
          <State is={GLYPHS[one.state]}>
            {one.id === props.run.id ? stateText(props.run) : RUN_STATES[one.state]}
          </State>,
          WORK[one.kind],
          one.ended === null ? '–' : spanText(one.ended.getTime() - one.begun.getTime()),
          wholeNumber(one.counts.read),
          wholeNumber(one.counts.quarantined),
        ],
      }))}
    />
  </Section>
)
