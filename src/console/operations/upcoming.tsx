import type { UpcomingRun } from '../../operations/nights.ts'
import { Table } from '../frame/components.tsx'
import { clockText, dateText, spanText } from '../frame/format.ts'
import { grouped } from './grouped.ts'
import { UPCOMING_TABLE } from './night-texts.ts'
import { COLUMNS, COUNTS, weekdayText, WORK } from './texts.ts'
import { type Names, scopeText } from './words.ts'

/** Scheduled work, a row for each kind and day; what will be left out stands with its reason. */
export const Upcoming = (props: { readonly upcoming: readonly UpcomingRun[]; readonly names: Names }) => (
  <Table
    caption={UPCOMING_TABLE.caption}
    columns={[
      { label: COLUMNS.day },
      { label: COLUMNS.clock },
      { label: COLUMNS.work },
      { label: COLUMNS.extent },
      { label: COLUMNS.takes },
    ]}
    rows={[...grouped(inOrder(props.upcoming), ({ dueAt, kind }) => `${dateText(dueAt)} ${kind}`)].flatMap(
      ([key, runs]) => {
        const [first] = runs
        if (first === undefined) return []
        const date = dateText(first.dueAt)
        return {
          key,
          cells: [
            `${weekdayText(date)} ${date}`,
            timesText(runs),
            WORK[first.kind],
            <Extent run={first} names={props.names} />,
            first.expectedMs === null
              ? '–'
              : `${spanText(first.expectedMs)}${first.expectedRead === null ? '' : `, ${COUNTS.uppgifter(first.expectedRead)}`}`,
          ],
        }
      },
    )}
  />
)

const inOrder = (upcoming: readonly UpcomingRun[]): readonly UpcomingRun[] =>
  [...upcoming].sort((one, other) => one.dueAt.getTime() - other.dueAt.getTime())

/** `01:00`, `06:00 och 18:00`, `06:00–18:45, 52 gånger`. */
function timesText(runs: readonly UpcomingRun[]): string {
  const [first, last] = [runs[0], runs.at(-1)]
  if (first === undefined || last === undefined) return ''
  if (runs.length <= 2) return runs.map(({ dueAt }) => clockText(dueAt)).join(' och ')
  return `${clockText(first.dueAt)}–${clockText(last.dueAt)}, ${COUNTS.times(runs.length)}`
}

const Extent = ({ run: { kind, scopes, left }, names }: { readonly run: UpcomingRun; readonly names: Names }) => {
  const whole = kind === 'avstamning' || kind === 'gallring'
  const [only] = scopes
  return (
    <div>
      {whole
        ? UPCOMING_TABLE.everything
        : scopes.length === 0
          ? UPCOMING_TABLE.nothing
          : scopes.length === 1 && only !== undefined
            ? scopeText(only, names)
            : COUNTS.reads(scopes.length)}
      {[...grouped(left, ({ why, reason }) => `${why} ${reason}`)].map(([, members]) => {
        const [one] = members
        return one === undefined ? null : (
          <p class="small">
            {UPCOMING_TABLE.left(
              members.length > 3
                ? COUNTS.reads(members.length)
                : members.map((member) => scopeText(member, names)).join('; '),
              one.why,
              one.reason,
            )}
          </p>
        )
      })}
    </div>
  )
}
