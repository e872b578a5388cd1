import type { Run, RunningRun, RunPage } from '../../operations/night-runs.ts'
import { Facts, Section, State, Table } from '../frame/components.tsx'
import { clockText, momentText, spanText, wholeNumber } from '../frame/format.ts'
import { nothingPage } from '../frame/layout.tsx'
import { NOTHING } from '../frame/texts.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { nightAddress, runAddress, START } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { HeldSection } from './held.tsx'
import { abortForm, runOf } from './run-acts.tsx'
import { chosen, forecastRun, type RunNow, runNowForm } from './run-now.tsx'
import { DriftSection, QuarantineSection } from './run-findings.tsx'
import { RunProgress } from './run-progress.tsx'
import { NIGHT_STATES, TRIGGERS, WORK } from './texts.ts'
import { GLYPHS, nearText, scopeText, sourceText } from './words.ts'

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
  return operationsPage({
    title: `${scopeText(run, names)}, ${run.night}`,
    heading: `${scopeText(run, names)}: ${NIGHT_STATES[run.state]}`,
    told,
    about: (
      <>
        <State is={GLYPHS[run.state]}>{NIGHT_STATES[run.state]}</State> {WORK[run.kind]}{' '}
        {TRIGGERS[run.trigger] ?? run.trigger} · <a href={nightAddress(run.night)}>natten {run.night}</a> ·{' '}
        <a href={`${START}#natter`}>alla nätter</a>
      </>
    ),
    actions: live ? (
      running?.abortAsked == null ? (
        <ActLink of={abortForm(desk)} subject={run} id="stoppa" label="Stoppa…" />
      ) : undefined
    ) : (
      <ActLink of={runNowForm(desk)} subject={runNow} id="kor-om" label="Kör om…" />
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

const Failure = ({ run: { failure, aborted } }: { readonly run: RunPage }) => (
  <>
    {failure === null ? null : (
      <Section id="fel" title={failure.what}>
        <div class="remedy">
          <h3>Gör så här</h3>
          <p>{failure.remedy}</p>
        </div>
        <details id="fel-meddelande">
          <summary class="small">Felmeddelandet</summary>
          <p class="fixed">
            {failure.code}
            {failure.message === null ? '' : `: ${failure.message}`}
          </p>
        </details>
      </Section>
    )}
    {aborted === null ? null : (
      <Section id="stoppad" title={`Stoppad av ${aborted.by}`} aside={momentText(aborted.at)}>
        <p>{`Orsak: ”${aborted.reason}”. Ingenting togs bort ur spegeln.`}</p>
      </Section>
    )}
  </>
)

const CountsSection = ({ run: { counts } }: { readonly run: RunPage }) => (
  <Section
    id="antal"
    title={`In och ut: ${wholeNumber(counts.read)} lästa, ${wholeNumber(counts.changed + counts.added)} ändrade`}
  >
    <Facts
      facts={[
        ['Lästa uppgifter', wholeNumber(counts.read)],
        ['Nya', wholeNumber(counts.added)],
        ['Ändrade', wholeNumber(counts.changed)],
        ['Oförändrade', wholeNumber(counts.unchanged)],
        ['Borttagna', counts.removed === null ? 'ingenting togs bort' : wholeNumber(counts.removed)],
        ['I karantän', wholeNumber(counts.quarantined)],
      ]}
    />
  </Section>
)

/** More or less than that much of the median is worth a word. */
const SLOWER = 1.5

export function timeHeading({ durationMs, medianMs }: Pick<RunPage, 'durationMs' | 'medianMs'>): string {
  if (durationMs === null) return 'Tid: pågår'
  if (medianMs === null || medianMs === 0) return `Tid: ${spanText(durationMs)}`
  const share = durationMs / medianMs
  const word = share > SLOWER ? 'långsammare än vanligt' : share < 1 / SLOWER ? 'snabbare än vanligt' : 'som vanligt'
  return `Tid: ${spanText(durationMs)}, ${word}`
}

const TimeSection = ({ run, now }: { readonly run: RunPage; readonly now: Date }) => (
  <Section id="tid" title={timeHeading(run)}>
    <Facts
      facts={[
        ['Skulle börja', run.dueAt === null ? 'inte planerad' : momentText(run.dueAt)],
        ['Började', momentText(run.begun)],
        ['Slutade', run.ended === null ? 'pågår' : momentText(run.ended)],
        ['Tog', spanText(run.durationMs ?? now.getTime() - run.begun.getTime())],
        ['Medianen', run.medianMs === null ? 'finns inte än' : `${spanText(run.medianMs)}, av de senaste lyckade`],
        [
          'Beställd',
          run.ordered === null
            ? undefined
            : `${clockText(run.ordered.at)} av ${run.ordered.by}: ”${run.ordered.reason}”`,
        ],
      ]}
    />
  </Section>
)

const Others = (props: { readonly run: RunPage; readonly others: readonly Run[]; readonly now: Date }) => (
  <Section id="andra" title={`${sourceText(props.run.source)} i ${props.run.namn}: de senaste läsningarna`}>
    <Table
      caption="De senaste läsningarna av samma källa och stadsdel"
      columns={[
        { label: 'Började' },
        { label: 'Läge' },
        { label: 'Läsning' },
        { label: 'Tog', number: true },
        { label: 'Lästa', number: true },
        { label: 'I karantän', number: true },
      ]}
      rows={props.others.map((one) => ({
        key: String(one.id),
        cells: [
          one.id === props.run.id ? (
            <span>{nearText(one.begun, props.now)}, den här</span>
          ) : (
            <a href={runAddress(one.id)}>{nearText(one.begun, props.now)}</a>
          ),
          <State is={GLYPHS[one.state]}>{NIGHT_STATES[one.state]}</State>,
          WORK[one.kind],
          one.ended === null ? '–' : spanText(one.ended.getTime() - one.begun.getTime()),
          wholeNumber(one.counts.read),
          wholeNumber(one.counts.quarantined),
        ],
      }))}
    />
  </Section>
)
