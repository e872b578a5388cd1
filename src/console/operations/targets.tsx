import type { ComponentChildren } from 'preact'
import type { DeliveryTarget } from '../../operations/night-flow.ts'
import { State, type StateName, Table } from '../frame/components.tsx'
import { secondsText, spanText, wholeNumber } from '../frame/format.ts'
import { TARGETS_TABLE } from './flow-texts.ts'
import { COLUMNS, DELIVERY_STATES, nearText, TARGETS } from './texts.ts'

const GLYPH_OF: Readonly<Record<DeliveryTarget['state'], StateName>> = {
  levererar: 'ok',
  vilar: 'ok',
  pausad: 'held',
  'slapar-efter': 'warning',
  'star-stilla': 'failed',
}

const isWell = (state: DeliveryTarget['state']): boolean => GLYPH_OF[state] === 'ok'

export function deliveriesHeading(targets: readonly DeliveryTarget[]): string {
  const troubled = targets.filter(({ state, parked }) => parked > 0 || !isWell(state))
  return troubled.length === 0 ? TARGETS_TABLE.allWell : TARGETS_TABLE.troubled(troubled.length)
}

/** Each target of deliveries, with its state in words. */
export const Targets = (props: {
  readonly targets: readonly DeliveryTarget[]
  readonly now: Date
  /** What can be done about each; absent where nothing is done. */
  readonly acts?: (target: DeliveryTarget) => ComponentChildren
}) => (
  <Table
    caption={TARGETS_TABLE.caption}
    columns={[
      { label: COLUMNS.target },
      { label: COLUMNS.state },
      { label: COLUMNS.today, number: true },
      { label: COLUMNS.waiting, number: true },
      { label: COLUMNS.oldestWaiting },
      { label: COLUMNS.parked, number: true },
      { label: COLUMNS.deliveredAt },
      ...(props.acts === undefined ? [] : [{ label: COLUMNS.act }]),
    ]}
    rows={props.targets.map((one) => ({
      key: one.target,
      cells: [
        TARGETS[one.target],
        <div>
          <State is={one.parked > 0 && isWell(one.state) ? 'warning' : GLYPH_OF[one.state]}>
            {DELIVERY_STATES[one.state]}
            {one.parked === 0 ? null : TARGETS_TABLE.parked(one.parked)}
          </State>
          {one.paused === null ? null : (
            <p class="small">
              {TARGETS_TABLE.paused(nearText(one.paused.at, props.now), one.paused.by, one.paused.reason)}
            </p>
          )}
        </div>,
        one.today === null ? TARGETS_TABLE.notCounted : wholeNumber(one.today),
        wholeNumber(one.waiting),
        one.waiting === 0 ? '–' : spanText(one.oldestSeconds * 1000),
        wholeNumber(one.parked),
        one.lastAt === null ? '–' : lastText(one.lastAt, props.now),
        ...(props.acts === undefined ? [] : [props.acts(one)]),
      ],
    }))}
  />
)

const DAY_MS = 24 * 60 * 60_000

const lastText = (at: Date, now: Date): string =>
  now.getTime() - at.getTime() < DAY_MS ? secondsText(at) : nearText(at, now)
