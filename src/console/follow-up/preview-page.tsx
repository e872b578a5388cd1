import type { Entry, ExtractContent } from '../../review/extracts/extract-schema.ts'
import { Section } from '../frame/components.tsx'
import { clockText, dateText } from '../frame/format.ts'
import { EXTRACTS, PREVIEW, STAFF_TEXTS } from './extract-texts.ts'

type Extract = ExtractContent

/** What the person would get, in the order of the days. */
export const PreviewContent = ({ extract }: { readonly extract: Extract }) => {
  const count = extract.delar.reduce((sum, { poster }) => sum + poster.length, 0)
  return (
    <>
      <p>
        {PREVIEW.heading(count, extract.delar.length, periodText(extract))}
        {count === 0 ? ` ${EXTRACTS.protectedNote}` : ''}
      </p>
      {extract.delar.map((part) => (
        <Section
          id={`del-${part.logg}`}
          title={`${part.personuppgiftsansvarig}: ${String(part.poster.length)}`}
          aside={STAFF_TEXTS[part.personal]}
        >
          {part.poster.length === 0 ? <p>{EXTRACTS.emptyLog}</p> : <Days entries={part.poster} />}
        </Section>
      ))}
    </>
  )
}

function periodText({ period: { fran, till } }: Extract): string {
  if (fran === null && till === null) return PREVIEW.wholeTime
  return PREVIEW.period(fran, till)
}

const Days = ({ entries }: { readonly entries: readonly Entry[] }) => {
  const days = new Map<string, Entry[]>()
  for (const entry of entries) {
    const day = dateText(new Date(entry.tid))
    days.set(day, [...(days.get(day) ?? []), entry])
  }
  return (
    <>
      {[...days].map(([day, ofDay]) => (
        <div class="day">
          <h3>{day}</h3>
          <ul>
            {ofDay.map((entry) => (
              <Access entry={entry} />
            ))}
          </ul>
        </div>
      ))}
    </>
  )
}

const Access = ({ entry }: { readonly entry: Entry }) => {
  const { vad, verksamhet, andamal, arende, uppgifter, personal } = entry
  const staff = [personal?.roll, personal?.namn].filter((part) => part !== undefined).join(', ')
  return (
    <li>
      <span class="clock">{clockText(new Date(entry.tid))}</span>
      <div>
        <p>
          {vad}. <span class="muted">{verksamhet}</span>
          {staff === '' ? null : <span class="muted"> ({staff})</span>}
        </p>
        <p class="small muted">
          {[
            andamal === null ? [] : [PREVIEW.andamal(andamal)],
            arende === null ? [] : [PREVIEW.arende(arende)],
            uppgifter.length === 0 ? [] : [PREVIEW.uppgifter(uppgifter.map(({ namn }) => namn))],
          ]
            .flat()
            .join(' · ')}
        </p>
      </div>
    </li>
  )
}

/** Filled only while the person is open. */
export const ExtractBand = ({ number, name }: { readonly number: string; readonly name: string }) => (
  <section class="extract-band" aria-label={PREVIEW.openPerson}>
    <div class="frame">
      <strong>{`${number.slice(0, 8)}-${number.slice(8)}`}</strong>
      <span>{EXTRACTS.previewOf}</span>
      <span>{name}</span>
    </div>
  </section>
)
