import type { NightCell, NightGrid, NightRow, NightState } from '../../operations/night-runs.ts'
import { Hidden, Icon, Section } from '../frame/components.tsx'
import { nightAddress, runAddress, START, withQuery } from './addresses.ts'
import { grouped } from './grouped.ts'
import { GRID } from './night-texts.ts'
import { COLUMNS, NIGHT_STATES, weekdayText } from './texts.ts'
import { GLYPHS, sourceText, WORST_FIRST } from './words.ts'

/** What the rows are. */
export type GridView = 'stadsdelar' | 'kallor'

interface Cell {
  readonly night: string
  readonly state: NightState
  readonly href: string
  /** `klar med karantän (Paraplyet)`. */
  readonly words: string
}

interface Row {
  readonly key: string
  readonly name: string
  readonly cells: readonly Cell[]
}

/** A row each of the stadsdelar or the sources: the worst of a night is what its cell says. */
export function rowsOf({ nights, rows }: NightGrid, view: GridView): readonly Row[] {
  const byKey = grouped(rows, ({ stadsdel, source }) => (view === 'kallor' ? source : stadsdel))
  return [...byKey].map(([key, members]) => ({
    key,
    name: view === 'kallor' ? sourceText(members[0]?.source ?? 'paraplyet') : (members[0]?.namn ?? key),
    cells: nights.map((night, place) => cellOf(night, cellsOf(members, place), view, key)),
  }))
}

interface Member {
  readonly row: NightRow
  readonly cell: NightCell
}

const cellsOf = (members: readonly NightRow[], place: number): readonly Member[] =>
  members.flatMap((row) => {
    const cell = row.cells[place]
    return cell === undefined ? [] : [{ row, cell }]
  })

function cellOf(night: string, members: readonly Member[], view: GridView, key: string): Cell {
  const byState = grouped(members, ({ cell }) => cell.state)
  const states = WORST_FIRST.filter((state) => byState.has(state))
  const [state = 'ej-kord'] = states
  const name = ({ row }: Member) => (view === 'kallor' ? row.namn : sourceText(row.source))
  const words =
    states.length <= 1
      ? NIGHT_STATES[state]
      : states
          .filter((one) => one !== 'klar')
          .map((one) => `${NIGHT_STATES[one]} (${(byState.get(one) ?? []).map(name).join(', ')})`)
          .join(', ')
  const [worst, ...others] = byState.get(state) ?? []
  const run = view === 'stadsdelar' || others.length === 0 ? worst?.cell.run : null
  const href =
    run != null ? runAddress(run) : withQuery(nightAddress(night), { [view === 'kallor' ? 'kalla' : 'stadsdel']: key })
  return { night, state, href, words }
}

const LEGEND: readonly NightState[] = ['klar', 'klar-med-karantan', 'misslyckad', 'hallen', 'ej-kord', 'pagar']

/** Fourteen nights: a table whose cells lead to the runs. */
export const NightsGrid = ({ grid, view }: { readonly grid: NightGrid; readonly view: GridView }) => {
  const rows = rowsOf(grid, view)
  const { nights } = grid
  const heading = view === 'kallor' ? COLUMNS.source : COLUMNS.stadsdel
  return (
    <Section
      id="natter"
      title={headingOf(grid)}
      aside={
        <>
          <span class="switch">
            <a href={`${START}#natter`} aria-current={view === 'stadsdelar' ? 'true' : undefined}>
              {GRID.stadsdelar}
            </a>{' '}
            <a href={`${START}?vy=kallor#natter`} aria-current={view === 'kallor' ? 'true' : undefined}>
              {GRID.sources}
            </a>
          </span>
        </>
      }
    >
      <ul class="legend" aria-label={GRID.legend}>
        {LEGEND.map((state) => (
          <li>
            <span class={`cell ${GLYPHS[state]}`} aria-hidden="true">
              <Icon name={GLYPHS[state]} />
            </span>
            {NIGHT_STATES[state]}
          </li>
        ))}
      </ul>
      <table class="nights" role="table">
        <caption class="hidden">{GRID.caption(heading, nights[0] ?? '', nights.at(-1) ?? '')}</caption>
        <thead role="rowgroup">
          <tr role="row">
            <th scope="col" role="columnheader">
              {heading}
            </th>
            {nights.map((night, place) => (
              <th scope="col" role="columnheader" class={place === nights.length - 1 ? 'newest' : undefined}>
                <span aria-hidden="true">
                  {weekdayText(night)}
                  <br />
                  {dayOf(night)}
                </span>
                <Hidden>{night}</Hidden>
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map(({ name, cells }) => (
            <tr role="row">
              <th scope="row" role="rowheader">
                {name}
              </th>
              {cells.map(({ night, state, href, words }) => (
                <td role="cell">
                  <a class={`cell ${GLYPHS[state]}`} href={href}>
                    <span class="day" aria-hidden="true">
                      {dayOf(night)}
                    </span>
                    <Icon name={GLYPHS[state]} />
                    <Hidden>{`${name} ${night}: ${words}`}</Hidden>
                  </a>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

const dayOf = (night: string): string => String(Number(night.slice(8)))

/** `14 nätter: 3 av 33 läsningar 2026-10-15 gick inte helt igenom`. */
function headingOf({ nights, rows }: NightGrid): string {
  const last = rows.flatMap(({ cells }) => cells.at(-1) ?? [])
  const wrong = last.filter(({ state }) => state !== 'klar' && state !== 'pagar').length
  const heading = GRID.nights(nights.length)
  if (last.length === 0) return heading
  return wrong === 0
    ? GRID.allRead(heading, nights.at(-1) ?? '')
    : GRID.notAllRead(heading, wrong, last.length, nights.at(-1) ?? '')
}
