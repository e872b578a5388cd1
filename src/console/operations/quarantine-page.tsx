import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import type { RunOrder } from '../../operations/night-runs.ts'
import type { QuarantineGroup, QuarantineSelection } from '../../sync/quarantined.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { FieldNames, kindName } from '../frame/fields.tsx'
import { Button, ButtonLink, Select } from '../frame/forms.tsx'
import { clockText, dateText, wholeNumber } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { QUARANTINE, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { groupKey, REDRIVE, selectionFields, selectionOf } from './quarantine-redrive.tsx'
import { ALL } from './texts.ts'
import { count, sourceText } from './words.ts'

export interface QuarantineData {
  readonly selection: QuarantineSelection
  readonly groups: readonly QuarantineGroup[]
  readonly orders: readonly RunOrder[]
}

export async function showQuarantine(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const selection = selectionOf(visit.query)
  const [groups, orders, told] = await Promise.all([
    desk.nights.quarantine(selection),
    desk.nights.orders(),
    toldOf(visit),
  ])
  return { page: quarantinePage({ selection, groups, orders }, desk, told) }
}

export function quarantinePage({ selection, groups, orders }: QuarantineData, desk: Desk, told?: Told): Page {
  const total = groups.reduce((sum, one) => sum + one.count, 0)
  const filtered = Object.keys(selection).length > 0
  return operationsPage({
    title: 'Karantän',
    current: QUARANTINE,
    heading: total === 0 ? 'Karantän: ingenting' : `Karantän: ${count(total, 'rad', 'rader')}`,
    about: 'Rader som inte gick att förstå. De visas inte i uppslag förrän de är rättade i källan och lästa igen.',
    told,
    content: (
      <>
        <form class="filter" method="get" action={QUARANTINE} aria-label="Urval">
          <Select
            name="kalla"
            label="Källa"
            value={selection.source}
            nothing={ALL.source}
            options={[...new Set(desk.scopes().map(({ source }) => source))].map((source) => ({
              value: source,
              label: sourceText(source),
            }))}
          />
          <Select
            name="stadsdel"
            label="Stadsdel"
            value={selection.stadsdel}
            nothing={ALL.stadsdel}
            options={[...new Set(desk.scopes().map(({ stadsdel }) => stadsdel))].map((stadsdel) => ({
              value: stadsdel,
              label: desk.names(stadsdel),
            }))}
          />
          <Select
            name="mangd"
            label="Informationsmängd"
            value={selection.mangd}
            nothing="Alla"
            options={INFORMATIONSMANGDER.map((mangd) => ({ value: mangd, label: mangd }))}
          />
          <div class="row">
            <Button>Visa</Button>
            {filtered ? <a href={QUARANTINE}>Visa allt</a> : null}
          </div>
        </form>
        <Section
          id="rader"
          title={groups.length === 0 ? 'Ingenting i karantän' : count(groups.length, 'orsak', 'orsaker')}
          aside={total === 0 ? null : `${count(total, 'rad', 'rader')} i urvalet`}
        >
          {groups.length === 0 ? (
            <p>{filtered ? 'Ingenting i karantän stämmer med urvalet.' : 'Alla rader som lästes gick att förstå.'}</p>
          ) : (
            <form method="get" action={REDRIVE} class="form">
              <Groups groups={groups} orders={orders} desk={desk} />
              <div class="row">
                <Button>Kör om de valda…</Button>
                <ButtonLink href={withQuery(REDRIVE, { ...selectionFields(selection), alla: 'ja' })}>
                  {`Kör om alla i urvalet, ${count(total, 'rad', 'rader')}…`}
                </ButtonLink>
              </div>
            </form>
          )}
        </Section>
      </>
    ),
  })
}

const Groups = (props: {
  readonly groups: readonly QuarantineGroup[]
  readonly orders: readonly RunOrder[]
  readonly desk: Desk
}) => (
  <Table
    caption="Rader i karantän efter orsak"
    class="chosen"
    columns={[
      { label: 'Orsak' },
      { label: 'Uppgift och fält' },
      { label: 'Källa och stadsdel' },
      { label: 'Rader', number: true },
      { label: 'Äldsta' },
      { label: 'Omkörning' },
    ]}
    rows={props.groups.map((group) => {
      const key = groupKey(group)
      const { what, remedy } = props.desk.nights.codeText(group.reason)
      return {
        key,
        cells: [
          <label class="choice">
            <input type="checkbox" name="grupp" value={key} />
            <span>
              {what}
              <small>{remedy}</small>
            </span>
          </label>,
          <span>
            {kindName(group.mangd)}: <FieldNames fields={[group.falt]} />
          </span>,
          `${props.desk.names(group.stadsdel)}, ${sourceText(group.source)}`,
          wholeNumber(group.count),
          dateText(group.since),
          <Redriven order={orderOf(group, props.orders)} one={key} what={what} />,
        ],
      }
    })}
  />
)

/** The newest order of a complete read of the scope. */
const orderOf = ({ source, stadsdel }: QuarantineGroup, orders: readonly RunOrder[]): RunOrder | undefined =>
  orders.find(
    ({ kind, scopes }) =>
      kind === 'fullstandig' && scopes.some((scope) => scope.source === source && scope.stadsdel === stadsdel),
  )

const Redriven = (props: { readonly order: RunOrder | undefined; readonly one: string; readonly what: string }) => {
  const { order } = props
  return (
    <div>
      {order === undefined ? null : order.ended === null ? (
        <State is="running">{`körs om, beställd ${clockText(order.ordered)} av ${order.by}`}</State>
      ) : (
        <State is="warning">{`omkörd ${clockText(order.ended)}, gick inte att läsa`}</State>
      )}{' '}
      {order !== undefined && order.ended === null ? null : (
        <a href={withQuery(REDRIVE, { grupp: props.one })}>
          Kör om…<span class="hidden">{` ${props.what}`}</span>
        </a>
      )}
    </div>
  )
}
