import type { OutboxSample, OutboxState } from '../../operations/night-flow.ts'
import { Section, Table } from '../frame/components.tsx'
import { clockText, dateText, spanText, wholeNumber } from '../frame/format.ts'
import { OUTBOX } from './flow-texts.ts'
import { COLUMNS, TRENDS } from './texts.ts'

const WIDTH = 560
const LEFT = 20
const RIGHT = 552
const TOP = 20
const BOTTOM = 116

export const outboxHeading = ({ waiting, trend }: OutboxState): string =>
  waiting === 0 ? OUTBOX.empty : OUTBOX.waiting(waiting, TRENDS[trend])

/** What waits to be sent on, as a curve of a day and as a table. */
export const Outbox = ({ outbox }: { readonly outbox: OutboxState }) => {
  const { samples, waiting, oldestSeconds } = outbox
  return (
    <Section
      id="utkorg"
      title={outboxHeading(outbox)}
      aside={waiting === 0 ? OUTBOX.allSent : OUTBOX.oldest(oldestSeconds * 1000)}
    >
      {samples.length < 2 ? (
        <p>{OUTBOX.noCurve}</p>
      ) : (
        <>
          <Curve samples={samples} measure={WAITING} />
          <Curve samples={samples} measure={AGE} />
          <details id="utkorg-tabell">
            <summary class="small">{OUTBOX.asTable}</summary>
            <Table
              caption={OUTBOX.caption}
              class="inner"
              columns={[
                { label: COLUMNS.clock },
                { label: COLUMNS.waited, number: true },
                { label: COLUMNS.oldestWait, number: true },
              ]}
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
  return newest !== undefined && dateText(newest.at) !== dateText(at) ? OUTBOX.yesterday(at) : clockText(at)
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

/** What a curve shows of each sample. */
interface Measure {
  readonly caption: string
  readonly of: (sample: OutboxSample) => number
  readonly text: (value: number) => string
  /** The least round value that none is above. */
  readonly top: (highest: number) => number
}

const WAITING: Measure = {
  caption: OUTBOX.waitingCurve,
  of: ({ waiting }) => waiting,
  text: wholeNumber,
  top: topOf,
}

const AGE: Measure = {
  caption: OUTBOX.ageCurve,
  of: ({ oldestSeconds }) => oldestSeconds,
  text: (seconds) => spanText(seconds * 1000),
  top: (highest) => [60, 300, 900, 3_600, 21_600, 86_400].find((one) => one >= highest) ?? highest,
}

function Curve({
  samples,
  measure: { caption, of, text, top: topFor },
}: {
  readonly samples: readonly OutboxSample[]
  readonly measure: Measure
}) {
  const [first, last] = [samples[0], samples.at(-1)]
  if (first === undefined || last === undefined) return null
  const highest = samples.reduce((one, other) => (of(other) > of(one) ? other : one))
  const top = topFor(of(highest))
  const span = Math.max(1, last.at.getTime() - first.at.getTime())
  const x = (at: Date) => LEFT + ((at.getTime() - first.at.getTime()) / span) * (RIGHT - LEFT)
  const y = (value: number) => BOTTOM - (value / top) * (BOTTOM - TOP)
  const points = samples.map((sample) => `${x(sample.at).toFixed(1)},${y(of(sample)).toFixed(1)}`).join(' ')
  const [left, right, bottom] = [LEFT, RIGHT, BOTTOM].map(String)
  return (
    <figure>
      <figcaption class="small">{caption}</figcaption>
      <svg
        class="chart"
        viewBox={`0 0 ${String(WIDTH)} 140`}
        role="img"
        aria-label={OUTBOX.curve(
          caption,
          momentOf(first.at, samples),
          clockText(last.at),
          text(of(highest)),
          clockText(highest.at),
          text(of(last)),
        )}
      >
        <path class="axis" d={`M${left} ${bottom}H${right}M${left} ${String(TOP)}H${right}`} />
        <polygon class="under" points={`${left},${bottom} ${points} ${right},${bottom}`} />
        <polyline class="curve" points={points} />
        <circle class="point" cx={x(last.at).toFixed(1)} cy={y(of(last)).toFixed(1)} r="4" />
        <text x={LEFT - 6} y={BOTTOM + 4} text-anchor="end">
          0
        </text>
        <text x={LEFT} y={TOP - 4}>
          {text(top)}
        </text>
        <text x={LEFT} y="136">
          {clockText(first.at)}
        </text>
        <text x={(LEFT + RIGHT) / 2} y="136" text-anchor="middle">
          {clockText(new Date(first.at.getTime() + span / 2))}
        </text>
        <text x={RIGHT} y="136" text-anchor="end">
          {clockText(last.at)}
        </text>
      </svg>
    </figure>
  )
}
