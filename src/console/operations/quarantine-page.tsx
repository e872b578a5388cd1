import { INFORMATIONSMANGDER } from '../../informationsmangd.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { RunOrder } from '../../operations/night-runs.ts'
import type { QuarantineGroup, QuarantineSelection } from '../../sync/quarantined.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { FieldNames } from '../frame/fields.tsx'
import { dateText, wholeNumber } from '../frame/format.ts'
import { Button, ButtonLink, Select } from '../frame/forms.tsx'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { QUARANTINE, withQuery } from './addresses.ts'
import type { Desk } from './desk.ts'
import { QUARANTINE_PAGE } from './flow-texts.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { groupKey, REDRIVE, selectionFields, selectionOf } from './quarantine-redrive.tsx'
import { ALL, COLUMNS, COUNTS, FIELDS } from './texts.ts'
import { sourceText } from './words.ts'

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
    title: QUARANTINE_PAGE.title,
    current: QUARANTINE,
    heading: total === 0 ? QUARANTINE_PAGE.nothing : QUARANTINE_PAGE.heading(total),
    about: QUARANTINE_PAGE.about,
    told,
    content: (
      <>
        <form class="filter" method="get" action={QUARANTINE} aria-label={QUARANTINE_PAGE.selection}>
          <Select
            name="kalla"
            label={FIELDS.source}
            value={selection.source}
            nothing={ALL.source}
            options={[...new Set(desk.scopes().map(({ source }) => source))].map((source) => ({
              value: source,
              label: sourceText(source),
            }))}
          />
          <Select
            name="stadsdel"
            label={FIELDS.stadsdel}
            value={selection.stadsdel}
            nothing={ALL.stadsdel}
            options={[...new Set(desk.scopes().map(({ stadsdel }) => stadsdel))].map((stadsdel) => ({
              value: stadsdel,
              label: desk.names(stadsdel),
            }))}
          />
          <Select
            name="mangd"
            label={FIELDS.mangd}
            value={selection.mangd}
            nothing={FIELDS.allMangder}
            options={INFORMATIONSMANGDER.map((mangd) => ({ value: mangd, label: kindName(mangd) }))}
          />
          <div class="row">
            <Button>{QUARANTINE_PAGE.show}</Button>
            {filtered ? <a href={QUARANTINE}>{QUARANTINE_PAGE.showAll}</a> : null}
          </div>
        </form>
        <Section
          id="rader"
          title={groups.length === 0 ? QUARANTINE_PAGE.nothingHere : COUNTS.reasons(groups.length)}
          aside={total === 0 ? null : QUARANTINE_PAGE.selected(total)}
        >
          {groups.length === 0 ? (
            <p>{filtered ? QUARANTINE_PAGE.nothingSelected : QUARANTINE_PAGE.allReadable}</p>
          ) : (
            <form method="get" action={REDRIVE} class="form">
              <Groups groups={groups} orders={orders} desk={desk} />
              <div class="row">
                <Button>{QUARANTINE_PAGE.redriveChosen}</Button>
                <ButtonLink href={withQuery(REDRIVE, { ...selectionFields(selection), alla: 'ja' })}>
                  {QUARANTINE_PAGE.redriveAll(total)}
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
    caption={QUARANTINE_PAGE.caption}
    class="chosen"
    columns={[
      { label: COLUMNS.reason },
      { label: COLUMNS.uppgiftField },
      { label: COLUMNS.sourceFirst },
      { label: COLUMNS.rows, number: true },
      { label: COLUMNS.oldest },
      { label: COLUMNS.redrive },
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
        <State is="running">{QUARANTINE_PAGE.redriving(order.ordered, order.by)}</State>
      ) : (
        <State is="warning">{QUARANTINE_PAGE.redriven(order.ended)}</State>
      )}{' '}
      {order !== undefined && order.ended === null ? null : (
        <a href={withQuery(REDRIVE, { grupp: props.one })}>
          {QUARANTINE_PAGE.redriveOne}
          <span class="hidden">{` ${props.what}`}</span>
        </a>
      )}
    </div>
  )
}
