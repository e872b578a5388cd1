import type { OutboxSample, OutboxState } from '../../operations/night-flow.ts'
import { Section, Table } from '../frame/components.tsx'
import { clockText, dateText, spanText, wholeNumber } from '../frame/format.ts'
import { TRENDS } from './texts.ts'

const WIDTH = 560
const LEFT = 40
const RIGHT = 552
const TOP = 14
const BOTTOM = 116

export const outboxHeading = ({ waiting, trend }: OutboxState): string =>
  waiting === 0 ? 'Utkorg: tom' : `Utkorg: ${wholeNumber(waiting)} väntar, ${TRENDS[trend]}`

/** What waits to be sent on, as a curve of a day and as a table. */
export const Outbox = ({ outbox }: { readonly outbox: OutboxState }) => {
  const { samples, waiting, oldestSeconds } = outbox
  return (
    <Section
      id="utkorg"
      title={outboxHeading(outbox)}
      aside={waiting === 0 ? 'Allt är skickat' : `Äldst: ${spanText(oldestSeconds * 1000)}`}
    >
      {samples.length < 2 ? (
        <p>Kurvan för det senaste dygnet visas när Insyn har varit igång i tio minuter.</p>
      ) : (
        <>
          <Curve samples={samples} />
          <details id="utkorg-tabell">
            <summary class="small">Visa som tabell</summary>
            <Table
              caption="Meddelanden som väntade i utkorgen, varje timme"
              class="inner"
              columns={[{ label: 'Klockan' }, { label: 'Väntade', number: true }, { label: 'Äldst', number: true }]}
              rows={hourly(samples).map(({ at, waiting: number, oldestSeconds: oldest }) => ({
                key: at.toISOString(),
                cells: [momentOf(at, samples), wholeNumber(number), number === 0 ? '–' : spanText(oldest * 1000)],
              }))}
            />
          </details>
        </>
      )}
    </Section>
  )
}

const momentOf = (at: Date, samples: readonly OutboxSample[]): string => {
  const newest = samples.at(-1)
  return newest !== undefined && dateText(newest.at) !== dateText(at) ? `i går ${clockText(at)}` : clockText(at)
}

/** The newest of each hour. */
function hourly(samples: readonly OutboxSample[]): readonly OutboxSample[] {
  const byHour = new Map(samples.map((sample) => [Math.floor(sample.at.getTime() / 3_600_000), sample]))
  return [...byHour.values()]
}

/** The least of 10, 15, 20, 30, 50, 75, 100, 150 … that everything is below. */
export function topOf(highest: number): number {
  for (let power = 10; ; power *= 10)
    for (const step of [1, 1.5, 2, 3, 5, 7.5]) if (power * step >= highest) return power * step
}

function Curve({ samples }: { readonly samples: readonly OutboxSample[] }) {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return null
  const highest = samples.reduce((one, other) => (other.waiting > one.waiting ? other : one))
  const top = topOf(highest.waiting)
  const span = Math.max(1, last.at.getTime() - first.at.getTime())
  const x = (at: Date) => LEFT + ((at.getTime() - first.at.getTime()) / span) * (RIGHT - LEFT)
  const y = (waiting: number) => BOTTOM - (waiting / top) * (BOTTOM - TOP)
  const points = samples.map(({ at, waiting }) => `${x(at).toFixed(1)},${y(waiting).toFixed(1)}`)
  const middle = new Date(first.at.getTime() + span / 2)
  return (
    <figure>
      <svg
        class="chart"
        viewBox={`0 0 ${String(WIDTH)} 140`}
        role="img"
        aria-label={`Väntande meddelanden i utkorgen från ${momentOf(first.at, samples)} till ${clockText(last.at)}: som mest ${wholeNumber(highest.waiting)} klockan ${clockText(highest.at)}, nu ${wholeNumber(last.waiting)}.`}
      >
        <path
          class="axis"
          d={`M${String(LEFT)} ${String(BOTTOM)}H${String(RIGHT)}M${String(LEFT)} ${String(TOP)}H${String(RIGHT)}`}
        />
        <polygon
          class="under"
          points={`${String(LEFT)},${String(BOTTOM)} ${points.join(' ')} ${String(RIGHT)},${String(BOTTOM)}`}
        />
        <polyline class="curve" points={points.join(' ')} />
        <circle class="point" cx={x(last.at).toFixed(1)} cy={y(last.waiting).toFixed(1)} r="4" />
        <text x="0" y={BOTTOM + 4}>
          0
        </text>
        <text x="0" y={TOP + 4}>
          {wholeNumber(top)}
        </text>
        <text x={LEFT} y="136">
          {clockText(first.at)}
        </text>
        <text x={(LEFT + RIGHT) / 2} y="136" text-anchor="middle">
          {clockText(middle)}
        </text>
        <text x={RIGHT} y="136" text-anchor="end">
          {clockText(last.at)}
        </text>
      </svg>
      <figcaption class="hidden">Meddelanden som väntar i utkorgen, det senaste dygnet</figcaption>
    </figure>
  )
}
