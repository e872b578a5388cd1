import type { HeldDeletion, RunPage } from '../../operations/night-runs.ts'
import { Section, Table } from '../frame/components.tsx'
import { momentText, percent, wholeNumber } from '../frame/format.ts'
import { ActLink } from './act.tsx'
import type { Desk } from './desk.ts'
import { approveForm, rejectForm } from './run-acts.tsx'
import { HELD_BECAUSE } from './texts.ts'
import { count, nearText, shareText } from './words.ts'

/** `412 färre av 3 184 (12,9 %), gränsen är 5 %`. */
export const volumeText = (gone: number, known: number, limit: number): string =>
  `${shareText(gone, known)}, gränsen är ${limitText(limit)}`

/** `5 %`; decimals only when there are any. */
export const limitText = (limit: number): string => percent(limit).replace(',0', '')

/** What the volume guard holds, what it would take away, and the choice. */
export const HeldSection = (props: {
  readonly desk: Desk
  readonly run: RunPage
  readonly held: HeldDeletion
  readonly now: Date
}) => {
  const { desk, run, held, now } = props
  const [largest] = held.volumes
  return (
    <Section
      id="borttagning"
      title={`Borttagning hålls: ${largest === undefined ? HELD_BECAUSE[held.reason].toLowerCase() : volumeText(largest.gone, largest.known, held.limit)}`}
      aside={`Hålls sedan ${nearText(held.since, now)}`}
    >
      <p class="measure">
        {`${held.text} Ingenting är borttaget. Om borttagningen godkänns tas något bort ur ${count(held.touched, 'uppgift', 'uppgifter')} vid nästa fullständiga läsning.`}
      </p>
      <Table
        caption="Vad som skulle tas bort, per informationsmängd"
        columns={[
          { label: 'Informationsmängd' },
          { label: 'Gäller' },
          { label: 'Borta', number: true },
          { label: 'Av', number: true },
          { label: 'Andel', number: true },
          { label: 'Gräns', number: true },
        ]}
        rows={held.volumes.map(({ mangd, of, gone, known }) => ({
          key: `${mangd}/${of}`,
          cells: [
            mangd,
            of === 'uppgifter' ? 'hela uppgifter' : 'poster i uppgifter som finns kvar',
            wholeNumber(gone),
            wholeNumber(known),
            known === 0 ? '–' : percent(gone / known),
            limitText(held.limit),
          ],
        }))}
      />
      {held.approved === null ? null : (
        <p>{`Godkänd av ${held.approved.by} ${momentText(held.approved.at)} för högst ${count(held.approved.atMost, 'uppgift', 'uppgifter')}: ”${held.approved.reason}”. Gäller nästa fullständiga läsning.`}</p>
      )}
      {held.rejected === null ? null : (
        <p>{`Avvisad av ${held.rejected.by} ${momentText(held.rejected.at)}: ”${held.rejected.reason}”. Frågan kommer tillbaka om nästa läsning säger samma sak.`}</p>
      )}
      <div class="row">
        <ActLink of={approveForm(desk)} subject={{ run, held }} id="godkann" label="Godkänn borttagningen…" />
        {held.rejected === null ? (
          <ActLink of={rejectForm(desk)} subject={{ run, held }} id="avvisa" label="Avvisa borttagningen…" />
        ) : null}
      </div>
    </Section>
  )
}
