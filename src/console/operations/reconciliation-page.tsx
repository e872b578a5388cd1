import { randomUUID } from 'node:crypto'
import { kindName } from '../../informationsmangd/names.ts'
import type { ReconciliationRow } from '../../operations/night-flow.ts'
import type { RunOrder } from '../../operations/night-runs.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { momentText, wholeNumber } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type ActForm, ActLink } from './act.tsx'
import { RECONCILIATION } from './addresses.ts'
import type { Desk } from './desk.ts'
import { RECONCILIATION_PAGE } from './flow-texts.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { keyOf } from './run-now.tsx'
import { COLUMNS, nearText, SIDES } from './texts.ts'
import { sourceText } from './words.ts'

export interface ReconciliationData {
  readonly rows: readonly ReconciliationRow[]
  readonly orders: readonly RunOrder[]
  readonly now: Date
}

export async function showReconciliation(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const [rows, orders, told] = await Promise.all([desk.nights.reconciliation(), desk.nights.orders(), toldOf(visit)])
  return { page: reconciliationPage({ rows, orders, now: visit.now }, desk, told) }
}

export function reconciliationPage({ rows, orders, now }: ReconciliationData, desk: Desk, told?: Told): Page {
  const differing = rows.filter(({ deviations }) => deviations > 0)
  const total = differing.reduce((sum, { deviations }) => sum + deviations, 0)
  const newest = rows.reduce<Date | undefined>(
    (latest, { compared }) => (latest === undefined || compared > latest ? compared : latest),
    undefined,
  )
  const under = orders.filter(({ kind, ended }) => (kind === 'avstamning' || kind === 'reparation') && ended === null)
  return operationsPage({
    title: RECONCILIATION_PAGE.title,
    current: RECONCILIATION,
    heading:
      newest === undefined
        ? RECONCILIATION_PAGE.never
        : total === 0
          ? RECONCILIATION_PAGE.equal
          : RECONCILIATION_PAGE.differs(total),
    about: newest === undefined ? RECONCILIATION_PAGE.about : RECONCILIATION_PAGE.lastCompared(nearText(newest, now)),
    told,
    actions: (
      <>
        <ActLink
          of={reconcileForm(desk, false)}
          subject={undefined}
          id="stam-av"
          label={RECONCILIATION_PAGE.reconcileDialog}
        />
        <ActLink
          of={reconcileForm(desk, true)}
          subject={undefined}
          id="ratta"
          label={RECONCILIATION_PAGE.repairDialog}
        />
      </>
    ),
    content: (
      <>
        {under.map(({ ordered, by, reason, begun }) => (
          <p>
            <State is="running">{begun === null ? RECONCILIATION_PAGE.waiting : RECONCILIATION_PAGE.running}</State>{' '}
            {RECONCILIATION_PAGE.ordered(ordered, by, reason)}
          </p>
        ))}
        <Section
          id="resultat"
          title={
            differing.length === 0 ? RECONCILIATION_PAGE.noDifference : RECONCILIATION_PAGE.places(differing.length)
          }
        >
          {rows.length === 0 ? (
            <p>{RECONCILIATION_PAGE.none}</p>
          ) : (
            <Table
              caption={RECONCILIATION_PAGE.caption}
              columns={[
                { label: COLUMNS.side },
                { label: COLUMNS.sourceFirst },
                { label: COLUMNS.mangd },
                { label: COLUMNS.state },
                { label: COLUMNS.differs, number: true },
                { label: COLUMNS.onTheWay, number: true },
                { label: COLUMNS.compared },
              ]}
              rows={[...rows]
                .sort((one, other) => other.deviations - one.deviations)
                .map((row) => ({
                  key: `${row.side}/${row.source}/${row.stadsdel}/${row.mangd}`,
                  cells: [
                    SIDES[row.side],
                    `${desk.names(row.stadsdel)}, ${sourceText(row.source)}`,
                    kindName(row.mangd),
                    row.deviations === 0 ? (
                      <State is="ok">{RECONCILIATION_PAGE.same}</State>
                    ) : (
                      <State is="warning">{RECONCILIATION_PAGE.different}</State>
                    ),
                    wholeNumber(row.deviations),
                    wholeNumber(row.onTheWay),
                    momentText(row.compared),
                  ],
                }))}
            />
          )}
        </Section>
      </>
    ),
  })
}

export const reconcileForm = (desk: Desk, repair: boolean): ActForm<undefined | true> => {
  const path = `${RECONCILIATION}/${repair ? 'ratta' : 'stam-av'}`
  return {
    path,
    address: () => path,
    under: RECONCILIATION,
    back: () => RECONCILIATION,
    load: async () => true,
    title: () => (repair ? RECONCILIATION_PAGE.repair : RECONCILIATION_PAGE.reconcileNow),
    submit: () => (repair ? RECONCILIATION_PAGE.repair : RECONCILIATION_PAGE.reconcile),
    fields: (_, { values }) => (
      <>
        <input type="hidden" name="nyckel" value={values.get('nyckel') ?? randomUUID()} />
        <p>{repair ? RECONCILIATION_PAGE.repairAbout : RECONCILIATION_PAGE.reconcileAbout}</p>
      </>
    ),
    perform: async (_, form, act) => {
      await desk.acts.reconcile({ repair, key: keyOf(form) }, act)
      return { is: 'ok', text: RECONCILIATION_PAGE.begins, goTo: RECONCILIATION }
    },
  }
}
