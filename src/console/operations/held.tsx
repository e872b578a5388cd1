import { kindName } from '../../informationsmangd/names.ts'
import type { RunPage } from '../../operations/night-runs.ts'
import { Section, Table } from '../frame/components.tsx'
import { capital, percent, wholeNumber } from '../frame/format.ts'
import { ActLink } from './act.tsx'
import type { Desk } from './desk.ts'
import { approveForm, rejectForm } from './run-acts.tsx'
import { HELD, HELD_STATES } from './run-texts.ts'
import { COLUMNS, HELD_BECAUSE, nearText, shareText } from './texts.ts'

/** `412 färre av 3 184 (12,9 %), gränsen är 5 %`. */
export const volumeText = (gone: number, known: number, limit: number): string =>
  HELD.volume(shareText(gone, known), limitText(limit))

/** `5 %`; decimals only when there are any. */
export const limitText = (limit: number): string => percent(limit).replace(',0', '')

type Held = NonNullable<RunPage['guard']>

/** What has come of it. An approval of less than is held lets nothing through. */
export function stateOf({ approved, rejected, touched, over }: Held): keyof typeof HELD_STATES {
  if (over) return 'over'
  if (approved !== null && approved.atMost >= touched) return 'approved'
  return rejected === null ? 'undecided' : 'rejected'
}

/** What the volume guard holds, what was decided, what it would take away, and the choice. */
export const HeldSection = (props: {
  readonly desk: Desk
  readonly run: RunPage
  readonly held: Held
  readonly now: Date
}) => {
  const { desk, run, held, now } = props
  const [largest] = held.volumes
  const state = stateOf(held)
  const since = nearText(held.since, now)
  return (
    <Section
      id="borttagning"
      title={HELD.heading(
        capital(HELD_STATES[state]),
        largest === undefined
          ? HELD_BECAUSE[held.reason].toLowerCase()
          : volumeText(largest.gone, largest.known, held.limit),
      )}
      aside={state === 'over' || state === 'rejected' ? HELD.wasHeld(since) : HELD.since(since)}
    >
      <p class="measure">{held.text}</p>
      {held.approved === null ? null : (
        <p class="measure">
          {HELD.approved(held.approved.by, held.approved.at, held.approved.atMost, held.approved.reason)}
        </p>
      )}
      {held.rejected === null || state === 'approved' ? null : (
        <p class="measure">{HELD.rejected(held.rejected.by, held.rejected.at, held.rejected.reason)}</p>
      )}
      {state === 'approved' ? null : <p class="measure">{nextText(state, held.touched)}</p>}
      <Table
        caption={HELD.caption}
        columns={[
          { label: COLUMNS.mangd },
          { label: COLUMNS.concerns },
          { label: COLUMNS.gone, number: true },
          { label: COLUMNS.outOf, number: true },
          { label: COLUMNS.share, number: true },
          { label: COLUMNS.limit, number: true },
        ]}
        rows={held.volumes.map(({ mangd, of, gone, known }) => ({
          key: `${mangd}/${of}`,
          cells: [
            kindName(mangd),
            of === 'uppgifter' ? HELD.whole : HELD.items,
            wholeNumber(gone),
            wholeNumber(known),
            known === 0 ? '–' : percent(gone / known),
            limitText(held.limit),
          ],
        }))}
      />
      {state === 'over' ? null : (
        <div class="row">
          <ActLink of={approveForm(desk)} subject={{ run, held }} id="godkann" label={HELD.approve} />
          {held.rejected === null ? (
            <ActLink of={rejectForm(desk)} subject={{ run, held }} id="avvisa" label={HELD.reject} />
          ) : null}
        </div>
      )}
    </Section>
  )
}

function nextText(state: 'undecided' | 'rejected' | 'over', touched: number): string {
  switch (state) {
    case 'undecided':
      return HELD.ifApproved(touched)
    case 'rejected':
      return `${HELD.afterRejected} ${HELD.ifApprovedAfterAll(touched)}`
    case 'over':
      return HELD.over
  }
}
