import type { Granskningsmanad } from '../../review/follow-up/board-schema.ts'
import { wholeNumber } from '../frame/format.ts'
import { STATISTICS } from './texts.ts'

const [WIDTH, HEIGHT, BASE, TOP] = [720, 180, 150, 22]

/** A bar for each month; the table beside says the same. A count that is not told has no bar. */
export const MonthBars = ({ months }: { readonly months: readonly Granskningsmanad[] }) => {
  const highest = Math.max(1, ...months.map(({ antal }) => antal ?? 0))
  const step = WIDTH / Math.max(1, months.length)
  const told = months.filter(({ antal }) => antal !== null)
  const label = told.length === 0 ? STATISTICS.noBars : STATISTICS.bars(told)
  return (
    <figure class="bars">
      <svg class="chart" viewBox={`0 0 ${String(WIDTH)} ${String(HEIGHT)}`} role="img" aria-label={label}>
        <path class="axis" d={`M0 ${String(BASE)}H${String(WIDTH)}`} />
        {months.map(({ manad, antal, antalText }, place) => {
          const height = ((BASE - TOP) * (antal ?? 0)) / highest
          const middle = step * (place + 0.5)
          const width = Math.min(56, step * 0.6)
          return (
            <>
              {antal === null ? null : (
                <rect class="bar" x={middle - width / 2} y={BASE - height} width={width} height={height} />
              )}
              <text x={middle} y={BASE - height - 6} text-anchor="middle">
                {antal === null ? (antalText === '0' ? '0' : '–') : wholeNumber(antal)}
              </text>
              <text x={middle} y={BASE + 20} text-anchor="middle">
                {manad.slice(2)}
              </text>
            </>
          )
        })}
      </svg>
    </figure>
  )
}
