import type { NightCell, NightRow } from '../../operations/night-runs.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { dateText } from '../frame/format.ts'
import { nothingPage } from '../frame/layout.tsx'
import { NOTHING } from '../frame/texts.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { nightAddress, runAddress, START } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage } from './frame.tsx'
import { grouped } from './grouped.ts'
import { NIGHT } from './night-texts.ts'
import { chosen, forecastRun, type RunNow, runNowForm } from './run-now.tsx'
import { ACTS, COLUMNS, nearText, NIGHT_STATES, NOT_RUN } from './texts.ts'
import { GLYPHS, isDay, scopeText, sourceOf, sourceText, WORST_FIRST } from './words.ts'

const DAY_MS = 24 * 60 * 60_000
/** Runs older than that are not shown. */
const LONGEST_DAYS = 60

export interface NightLine {
  readonly row: NightRow
  readonly cell: NightCell
}

export interface NightData {
  readonly night: string
  readonly lines: readonly NightLine[]
  /** What the lines were chosen by; undefined: all. */
  readonly chosenBy: string | undefined
  readonly runNow: RunNow
  readonly now: Date
}

export async function showNight(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const { night = '' } = visit.parameters
  const missing: PageAnswer = { page: { ...nothingPage(NOTHING.missing, 404), area: 'drift' } }
  if (!isDay(night)) return missing
  const days = Math.round((Date.parse(dateText(visit.now)) - Date.parse(night)) / DAY_MS) + 1
  if (days < 0 || days > LONGEST_DAYS) return missing
  // Tonight's, when the evening's runs count to it.
  const grid = await desk.nights.grid(Math.max(days, 1))
  const place = grid.nights.indexOf(night)
  if (place === -1) return missing
  const source = sourceOf(visit.query.get('kalla'))
  const stadsdel = visit.query.get('stadsdel') ?? undefined
  const lines = grid.rows.flatMap((row) => {
    const cell = row.cells[place]
    const wanted = (source ?? row.source) === row.source && (stadsdel ?? row.stadsdel) === row.stadsdel
    return cell === undefined || !wanted ? [] : [{ row, cell }]
  })
  const chosenBy = source !== undefined ? sourceText(source) : stadsdel === undefined ? undefined : desk.names(stadsdel)
  const runNow = await forecastRun(
    desk,
    chosen({ ...(source === undefined ? {} : { source }), ...(stadsdel === undefined ? {} : { stadsdel }) }),
  )
  const data = { night, lines, chosenBy, runNow, now: visit.now }
  return { page: nightPage(data, desk) }
}

export const nightPage = (data: NightData, desk: Desk): Page => {
  const { night, lines, chosenBy, runNow, now } = data
  return operationsPage({
    title: NIGHT.title(night),
    heading: NIGHT.heading(night, chosenBy, outcomeOf(lines)),
    about: (
      <>
        {chosenBy === undefined ? null : (
          <>
            <a href={nightAddress(night)}>{NIGHT.whole}</a>
            {' · '}
          </>
        )}
        <a href={`${START}#natter`}>{NIGHT.allNights}</a>
      </>
    ),
    actions: <ActLink of={runNowForm(desk)} subject={runNow} id="kor-nu" label={NIGHT.runNow} />,
    content: (
      <Section id="lasningar" title={summaryOf(lines)}>
        <Table
          caption={NIGHT.caption(night)}
          columns={[
            { label: COLUMNS.place },
            { label: COLUMNS.state },
            { label: COLUMNS.happened },
            { label: COLUMNS.readAt },
            { label: COLUMNS.run },
          ]}
          rows={[...lines]
            .sort((one, other) => weight(one) - weight(other))
            .map((line) => ({
              key: `${line.row.source}/${line.row.stadsdel}`,
              cells: cellsOf(line, desk, now),
            }))}
        />
      </Section>
    ),
  })
}

const weight = ({ cell }: NightLine): number => WORST_FIRST.indexOf(cell.state)

const cellsOf = ({ row, cell }: NightLine, { names, nights }: Desk, now: Date) => [
  `${names(row.stadsdel)}, ${sourceText(row.source)}`,
  <State is={GLYPHS[cell.state]}>{NIGHT_STATES[cell.state]}</State>,
  cell.why !== null ? NOT_RUN[cell.why] : cell.code !== null ? nights.codeText(cell.code).what : '–',
  row.readAt === null ? 'aldrig' : nearText(row.readAt, now),
  cell.run === null ? (
    'ingen'
  ) : (
    <a href={runAddress(cell.run)}>
      {ACTS.show}
      <span class="hidden">{ACTS.showRun(scopeText(row, names))}</span>
    </a>
  ),
]

function outcomeOf(lines: readonly NightLine[]): string {
  const wrong = lines.filter(({ cell }) => cell.state !== 'klar' && cell.state !== 'pagar').length
  return wrong === 0 ? NIGHT.allThrough : NIGHT.notThrough(wrong, lines.length)
}

function summaryOf(lines: readonly NightLine[]): string {
  const byState = grouped(lines, ({ cell }) => cell.state)
  return WORST_FIRST.flatMap((state) => {
    const found = byState.get(state)?.length ?? 0
    return found === 0 ? [] : `${String(found)} ${NIGHT_STATES[state]}`
  }).join(', ')
}
