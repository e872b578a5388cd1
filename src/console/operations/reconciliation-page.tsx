import { randomUUID } from 'node:crypto'
import type { ReconciliationRow } from '../../operations/night-flow.ts'
import type { RunOrder } from '../../operations/night-runs.ts'
import { Section, State, Table } from '../frame/components.tsx'
import { clockText, momentText, wholeNumber } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { type ActForm, ActLink } from './act.tsx'
import { RECONCILIATION } from './addresses.ts'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { keyOf } from './run-now.tsx'
import { SIDES } from './texts.ts'
import { count, nearText, sourceText } from './words.ts'

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
    title: 'Avstämning',
    current: RECONCILIATION,
    heading:
      newest === undefined
        ? 'Avstämning: aldrig gjord'
        : total === 0
          ? 'Avstämning: allt stämmer'
          : `Avstämning: ${count(total, 'uppgift', 'uppgifter')} skiljer`,
    about:
      newest === undefined
        ? 'Jämför spegeln med källorna, ämnena i Kafka och de öppna ärendena.'
        : `Senast jämfört ${nearText(newest, now)}. Jämför spegeln med källorna, ämnena i Kafka och de öppna ärendena.`,
    told,
    actions: (
      <>
        <ActLink of={reconcileForm(desk, false)} subject={undefined} id="stam-av" label="Stäm av nu…" />
        <ActLink of={reconcileForm(desk, true)} subject={undefined} id="ratta" label="Stäm av och rätta…" />
      </>
    ),
    content: (
      <>
        {under.map(({ ordered, by, reason, begun }) => (
          <p>
            <State is="running">{begun === null ? 'väntar på att börja' : 'pågår'}</State>{' '}
            {`Beställd ${clockText(ordered)} av ${by}: ”${reason}”.`}
          </p>
        ))}
        <Section
          id="resultat"
          title={
            differing.length === 0 ? 'Inga skillnader' : `Skiljer på ${count(differing.length, 'ställe', 'ställen')}`
          }
        >
          {rows.length === 0 ? (
            <p>Ingen avstämning har gjorts än.</p>
          ) : (
            <Table
              caption="Den senaste avstämningen, skillnader först"
              columns={[
                { label: 'Jämfört med' },
                { label: 'Källa och stadsdel' },
                { label: 'Informationsmängd' },
                { label: 'Läge' },
                { label: 'Skiljer', number: true },
                { label: 'På väg', number: true },
                { label: 'Jämfört' },
              ]}
              rows={[...rows]
                .sort((one, other) => other.deviations - one.deviations)
                .map((row) => ({
                  key: `${row.side}/${row.source}/${row.stadsdel}/${row.mangd}`,
                  cells: [
                    SIDES[row.side],
                    `${desk.names(row.stadsdel)}, ${sourceText(row.source)}`,
                    row.mangd,
                    row.deviations === 0 ? <State is="ok">stämmer</State> : <State is="warning">skiljer</State>,
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
    title: () => (repair ? 'Stäm av och rätta' : 'Stäm av nu'),
    submit: () => (repair ? 'Stäm av och rätta' : 'Stäm av'),
    fields: (_, { values }) => (
      <>
        <input type="hidden" name="nyckel" value={values.get('nyckel') ?? randomUUID()} />
        <p>
          {repair
            ? 'Alla källor läses och jämförs. Det som skiljer i ämnen och ärenden skickas om efter spegeln, och det som skiljer mot en källa läses om.'
            : 'Alla källor läses och jämförs. Ingenting ändras.'}
        </p>
      </>
    ),
    perform: async (_, form, act) => {
      await desk.acts.reconcile({ repair, key: keyOf(form) }, act)
      return { is: 'ok', text: 'Avstämningen är beställd och börjar inom några sekunder.', goTo: RECONCILIATION }
    },
  }
}
