import { kindName } from '../../informationsmangd/names.ts'
import type { RunPage } from '../../operations/night-runs.ts'
import { Facts, Section, Table } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { wholeNumber } from '../frame/format.ts'
import { quarantineAddress } from './addresses.ts'
import type { Desk } from './desk.ts'
import { FINDINGS } from './run-texts.ts'
import { COLUMNS } from './texts.ts'

/** What a run could not read, by cause: names of fields alone. */
export const QuarantineSection = ({ run, desk }: { readonly run: RunPage; readonly desk: Desk }) => {
  const total = run.quarantine.reduce((sum, one) => sum + one.count, 0)
  return (
    <Section
      id="karantan"
      title={total === 0 ? FINDINGS.nothing : FINDINGS.quarantined(total)}
      aside={total === 0 ? null : <a href={quarantineAddress(run)}>{FINDINGS.open}</a>}
    >
      {total === 0 ? (
        <p>{FINDINGS.allReadable}</p>
      ) : (
        <Table
          caption={FINDINGS.caption}
          columns={[
            { label: COLUMNS.reason },
            { label: COLUMNS.uppgiftField },
            { label: COLUMNS.rows, number: true },
            { label: COLUMNS.remedy },
          ]}
          rows={run.quarantine.map(({ reason, mangd, falt, count: rows }) => {
            const { what, remedy } = desk.nights.codeText(reason)
            return {
              key: `${mangd}/${falt}/${reason}`,
              cells: [
                what,
                <span>
                  {kindName(mangd)}: <FieldNames fields={[falt]} />
                </span>,
                wholeNumber(rows),
                remedy,
              ],
            }
          })}
        />
      )}
    </Section>
  )
}

type SeenField = RunPage['drift']['seen'][number]

/** A field is named by the element it stands in: each element once. */
function byElement(seen: readonly SeenField[]): ReadonlyMap<string, readonly SeenField[]> {
  const elements = new Map<string, SeenField[]>()
  for (const one of seen) {
    const element = one.field.split('.').slice(0, -1).join('.') || FINDINGS.theRow
    elements.set(element, [...(elements.get(element) ?? []), one])
  }
  return elements
}

const Names = ({ fields }: { readonly fields: readonly SeenField[] }) => (
  <>
    {fields.map(({ field, fresh }, place) => (
      <>
        {place === 0 ? '' : ', '}
        <code>{field.split('.').at(-1)}</code>
        {fresh ? <strong> {FINDINGS.fresh}</strong> : null}
      </>
    ))}
  </>
)

/** How the fields of the source differ from those of the manifests and of the run before. */
export const DriftSection = ({ run: { drift } }: { readonly run: RunPage }) => {
  const fresh = drift.seen.filter((one) => one.fresh)
  const { unseen } = drift
  const title =
    fresh.length === 0 && unseen.length === 0 ? FINDINGS.sameFields : FINDINGS.fieldsDiffer(fresh.length, unseen.length)
  return (
    <Section id="falt" title={title}>
      {drift.seen.length === 0 ? (
        <p>{FINDINGS.allKnown}</p>
      ) : (
        <>
          <p>{FINDINGS.unknown}</p>
          <Facts facts={[...byElement(drift.seen)].map(([element, fields]) => [element, <Names fields={fields} />])} />
        </>
      )}
      {unseen.length === 0 ? null : (
        <p>
          {FINDINGS.gone}
          {unseen.map((field, place) => (
            <>
              {place === 0 ? '' : ', '}
              <code>{field}</code>
            </>
          ))}
        </p>
      )}
    </Section>
  )
}
