import type { RunPage } from '../../operations/night-runs.ts'
import { Facts, Section, Table } from '../frame/components.tsx'
import { FieldNames, kindName } from '../frame/fields.tsx'
import { wholeNumber } from '../frame/format.ts'
import { quarantineAddress } from './addresses.ts'
import type { Desk } from './desk.ts'
import { count } from './words.ts'

/** What a run could not read, by cause: names of fields alone. */
export const QuarantineSection = ({ run, desk }: { readonly run: RunPage; readonly desk: Desk }) => {
  const total = run.quarantine.reduce((sum, one) => sum + one.count, 0)
  return (
    <Section
      id="karantan"
      title={total === 0 ? 'Karantän: ingenting' : `Karantän: ${count(total, 'rad', 'rader')}`}
      aside={total === 0 ? null : <a href={quarantineAddress(run)}>Öppna karantänen</a>}
    >
      {total === 0 ? (
        <p>Alla rader som lästes gick att förstå.</p>
      ) : (
        <Table
          caption="Rader i karantän efter orsak"
          columns={[
            { label: 'Orsak' },
            { label: 'Uppgift och fält' },
            { label: 'Rader', number: true },
            { label: 'Gör så här' },
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
    const element = one.field.split('.').slice(0, -1).join('.') || 'Raden'
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
        {fresh ? <strong> nytt</strong> : null}
      </>
    ))}
  </>
)

/** How the fields of the source differ from those of the manifests and of the run before. */
export const DriftSection = ({ run: { drift } }: { readonly run: RunPage }) => {
  const fresh = drift.seen.filter((one) => one.fresh)
  const { unseen } = drift
  const title =
    fresh.length === 0 && unseen.length === 0
      ? 'Källans fält: som förra gången'
      : `Källans fält: ${String(fresh.length)} nya, ${String(unseen.length)} borta`
  return (
    <Section id="falt" title={title}>
      {drift.seen.length === 0 ? (
        <p>Källan skickade bara fält som tittbehörigheten känner till.</p>
      ) : (
        <>
          <p>Fälten står inte i tittbehörigheten och har inte lästs. Ändra tittbehörigheten om de behövs.</p>
          <Facts facts={[...byElement(drift.seen)].map(([element, fields]) => [element, <Names fields={fields} />])} />
        </>
      )}
      {unseen.length === 0 ? null : (
        <p>
          {'Fanns förra gången men inte nu: '}
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
