import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import type { DeliveryTarget, OutboxState } from '../../operations/night-flow.ts'
import type { NightGrid } from '../../operations/night-runs.ts'
import type { Need, UpcomingRun } from '../../operations/nights.ts'
import { Section } from '../frame/components.tsx'
import { momentText } from '../frame/format.ts'
import type { Page, PageAnswer, Shortcut, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { DELIVERIES, START, UPCOMING, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { KeyFigures, type KeyFiguresData } from './key-figures.tsx'
import { Needs } from './needs.tsx'
import { START_PAGE } from './night-texts.ts'
import { type GridView, NightsGrid } from './nights-grid.tsx'
import { Outbox } from './outbox.tsx'
import { chosen, forecastRun, type RunNow, runNowForm } from './run-now.tsx'
import { Running, type RunningData } from './running.tsx'
import { deliveriesHeading, Targets } from './targets.tsx'
import { ACTS, MENU } from './texts.ts'
import { Upcoming } from './upcoming.tsx'

/** Nights in the grid. */
const NIGHTS = 14
/** The start page shows this much of what is scheduled. */
const UPCOMING_DAYS = 2
export const EVERY_SECONDS = 15

export interface StartData extends KeyFiguresData, RunningData {
  readonly needs: readonly Need[]
  readonly grid: NightGrid
  readonly view: GridView
  readonly outbox: OutboxState
  readonly targets: readonly DeliveryTarget[]
  readonly upcoming: readonly UpcomingRun[]
}

export async function startData({ nights, names }: Desk, view: GridView, now: Date): Promise<StartData> {
  const grid = await nights.grid(NIGHTS)
  const [last, needs, running, orders, outbox, targets, upcoming] = await Promise.all([
    nights.lastNight(grid),
    nights.needsPerson(grid),
    nights.running(),
    nights.orders(),
    nights.outbox(),
    nights.deliveries(),
    nights.upcoming(UPCOMING_DAYS),
  ])
  const next = upcoming.find(({ kind }) => kind !== 'gallring') ?? (await nights.nextRun())
  return { next, last, needs, grid, view, running, orders, outbox, targets, upcoming, now, names }
}

type Piece = 'clock' | 'figures' | 'needs' | 'nights' | 'running' | 'outbox' | 'deliveries' | 'upcoming'

/** The parts of the page that follow what happens. */
export const piecesOf = (data: StartData): Readonly<Record<Piece, VNode>> => ({
  clock: <Clock now={data.now} />,
  figures: <KeyFigures {...data} />,
  needs: <Needs needs={data.needs} now={data.now} />,
  nights: <NightsGrid grid={data.grid} view={data.view} />,
  running: <Running {...data} />,
  outbox: <Outbox outbox={data.outbox} />,
  deliveries: (
    <Section
      id="leveranser"
      title={deliveriesHeading(data.targets)}
      aside={<a href={DELIVERIES}>{START_PAGE.allDeliveries}</a>}
    >
      <Targets targets={data.targets} now={data.now} />
    </Section>
  ),
  upcoming: (
    <Section id="kommande" title={START_PAGE.upcoming} aside={<a href={UPCOMING}>{START_PAGE.twoWeeks}</a>}>
      {data.upcoming.length === 0 ? (
        <p>{START_PAGE.nothingPlanned}</p>
      ) : (
        <Upcoming upcoming={data.upcoming} names={data.names} />
      )}
    </Section>
  ),
})

export const renderPieces = (data: StartData): readonly string[] =>
  Object.values(piecesOf(data)).map((piece) => renderToString(piece))

const Clock = ({ now }: { readonly now: Date }) => <span id="klockslag">{momentText(now)}</span>

const SHORTCUTS: readonly Shortcut[] = [
  { key: 'K', label: ACTS.runNow, target: 'kor-nu-knapp' },
  { key: 'B', label: START_PAGE.needs, target: 'behover' },
  { key: 'N', label: START_PAGE.nights, target: 'natter' },
  { key: 'P', label: START_PAGE.running, target: 'pagar' },
  { key: 'U', label: START_PAGE.outbox, target: 'utkorg' },
  { key: 'L', label: START_PAGE.deliveries, target: 'leveranser' },
]
export const OPERATIONS_SHORTCUTS = { title: MENU.label, shortcuts: SHORTCUTS }

export const startPage = (
  data: StartData,
  {
    desk,
    runNow,
    follows,
    told,
  }: { readonly desk: Desk; readonly runNow: RunNow; readonly follows: boolean; readonly told: Told | undefined },
): Page => {
  const { clock, figures, needs, nights, running, outbox, deliveries, upcoming } = piecesOf(data)
  const view = data.view === 'kallor' ? 'kallor' : undefined
  return operationsPage({
    title: START_PAGE.title,
    current: START,
    told,
    shortcuts: SHORTCUTS,
    about: (
      <>
        {clock}
        {follows ? (
          <span class="with-script">
            {START_PAGE.follows(EVERY_SECONDS)}
            <a href={withQuery(START, { vy: view, uppdatera: 'nej' })}>{START_PAGE.pause}</a>
          </span>
        ) : (
          <>
            {START_PAGE.paused}
            <a href={withQuery(START, { vy: view })}>{START_PAGE.goOn}</a>
          </>
        )}
        <span class="without-script">
          {' · '}
          <a href={withQuery(START, { vy: view, uppdatera: follows ? undefined : 'nej' })}>{START_PAGE.refresh}</a>
        </span>
      </>
    ),
    actions: (
      <ActLink of={runNowForm(desk)} subject={runNow} id="kor-nu" linkId="kor-nu-knapp" label={ACTS.runNowDialog} />
    ),
    content: (
      <div data-events={follows ? withQuery(`${START}/handelser`, { vy: view }) : undefined}>
        {figures}
        {needs}
        {nights}
        <div class="pair">
          {running}
          {outbox}
        </div>
        {deliveries}
        {upcoming}
      </div>
    ),
  })
}

export const viewOf = ({ query }: Pick<Visit, 'query'>): GridView =>
  query.get('vy') === 'kallor' ? 'kallor' : 'stadsdelar'

export async function showStart(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const data = await startData(desk, viewOf(visit), visit.now)
  const runNow = await forecastRun(desk, chosen(data.last?.worst ?? {}))
  const follows = visit.query.get('uppdatera') !== 'nej'
  return { page: startPage(data, { desk, runNow, follows, told: await toldOf(visit) }) }
}
