import type { DeliveryState } from '../../cases/delivery-tools.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../../cases/pause.ts'
import type { DeadLetterGroup, DeliveryTarget, OutboxState } from '../../operations/night-flow.ts'
import { Section, Table } from '../frame/components.tsx'
import { momentText, wholeNumber } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { DELIVERIES } from './addresses.ts'
import { deadLetterForm, pauseForm, resumeForm, retryForm } from './delivery-acts.tsx'
import type { Desk } from './desk.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { grouped } from './grouped.ts'
import { Outbox } from './outbox.tsx'
import { deliveriesHeading, Targets } from './targets.tsx'
import { TARGETS } from './texts.ts'
import { count, sourceText } from './words.ts'

export interface DeliveriesData {
  readonly targets: readonly DeliveryTarget[]
  readonly parked: DeliveryState
  readonly dead: readonly DeadLetterGroup[]
  readonly outbox: OutboxState
  readonly now: Date
}

export async function showDeliveries(desk: Desk, visit: Visit): Promise<PageAnswer> {
  const { nights } = desk
  const [targets, parked, dead, outbox, told] = await Promise.all([
    nights.deliveries(),
    desk.parked(),
    nights.deadLetters(),
    nights.outbox(),
    toldOf(visit),
  ])
  return { page: deliveriesPage({ targets, parked, dead, outbox, now: visit.now }, desk, told) }
}

const isPausable = (target: DeliveryTarget['target']): target is PauseTarget =>
  (PAUSE_TARGETS as readonly string[]).includes(target)

export const deliveriesPage = (data: DeliveriesData, desk: Desk, told?: Told): Page =>
  operationsPage({
    title: 'Leveranser',
    current: DELIVERIES,
    heading: deliveriesHeading(data.targets),
    told,
    content: (
      <>
        <Section id="mal" title="Mål">
          <Targets
            targets={data.targets}
            now={data.now}
            acts={(target) => <TargetActs target={target} desk={desk} />}
          />
        </Section>
        <Outbox outbox={data.outbox} />
        <Parked parked={data.parked} desk={desk} />
        <DeadLetters dead={data.dead} desk={desk} />
      </>
    ),
  })

const TargetActs = ({ target: { target, paused }, desk }: { readonly target: DeliveryTarget; readonly desk: Desk }) =>
  isPausable(target) ? (
    paused === null ? (
      <ActLink
        of={pauseForm(desk)}
        subject={target}
        id={`pausa-${target}`}
        label={<Named act="Pausa…" target={target} />}
      />
    ) : (
      <ActLink
        of={resumeForm(desk)}
        subject={target}
        id={`ateruppta-${target}`}
        label={<Named act="Återuppta…" target={target} />}
      />
    )
  ) : (
    <>–</>
  )

const Named = (props: { readonly act: string; readonly target: PauseTarget }) => (
  <span>
    {props.act}
    <span class="hidden">{` ${TARGETS[props.target]}`}</span>
  </span>
)

const Parked = ({ parked, desk }: { readonly parked: DeliveryState; readonly desk: Desk }) => {
  const groups = [...grouped(parked.rows, ({ stadsdel, mangd, reason }) => JSON.stringify([stadsdel, mangd, reason]))]
  return (
    <Section
      id="parkerade"
      title={parked.count === 0 ? 'Parkerat: ingenting' : `Parkerat: ${count(parked.count, 'leverans', 'leveranser')}`}
    >
      {parked.count === 0 ? (
        <p>Ärendesystemet har tagit emot allt det har fått.</p>
      ) : (
        <>
          <p>Ärendesystemet nekade leveranserna. De prövas igen när uppgiften ändras, eller när du kör om dem.</p>
          <Table
            caption="Parkerade leveranser efter orsak"
            columns={[
              { label: 'Orsak' },
              { label: 'Stadsdel' },
              { label: 'Informationsmängd' },
              { label: 'Leveranser', number: true },
              { label: 'Äldsta' },
            ]}
            rows={groups.map(([key, members]) => {
              const [first] = members
              const { what, remedy } = desk.nights.codeText(first?.reason ?? '')
              return {
                key,
                cells: [
                  <What what={what} remedy={remedy} />,
                  desk.names(first?.stadsdel ?? ''),
                  first?.mangd ?? '',
                  wholeNumber(members.length),
                  first === undefined ? '' : momentText(first.since),
                ],
              }
            })}
          />
          {parked.count > parked.rows.length ? (
            <p class="small">{`Tabellen räknar de ${wholeNumber(parked.rows.length)} äldsta.`}</p>
          ) : null}
          <ActLink
            of={retryForm(desk)}
            subject={parked.count}
            id="kor-om-parkerade"
            label={`Kör om ${count(parked.count, 'parkerad leverans', 'parkerade leveranser')}…`}
          />
        </>
      )}
    </Section>
  )
}

const What = ({ what, remedy }: { readonly what: string; readonly remedy: string }) => (
  <div>
    {what}
    <p class="small">{remedy}</p>
  </div>
)

const DeadLetters = ({ dead, desk }: { readonly dead: readonly DeadLetterGroup[]; readonly desk: Desk }) => {
  const total = dead.reduce((sum, one) => sum + one.count, 0)
  return (
    <Section
      id="doda-brev"
      title={total === 0 ? 'Döda brev: inga' : `Döda brev: ${count(total, 'meddelande', 'meddelanden')}`}
    >
      {total === 0 ? (
        <p>Kafka har tagit emot allt det har fått.</p>
      ) : (
        <>
          <Table
            caption="Meddelanden som Kafka har nekat"
            columns={[
              { label: 'Orsak' },
              { label: 'Stadsdel och källa' },
              { label: 'Informationsmängd' },
              { label: 'Meddelanden', number: true },
              { label: 'Äldsta' },
              { label: 'Gör' },
            ]}
            rows={dead.map((group, place) => {
              const { what, remedy } = desk.nights.codeText(group.reason)
              return {
                key: `${group.stadsdel}/${group.source}/${group.mangd}/${group.reason}`,
                cells: [
                  <What what={what} remedy={remedy} />,
                  `${desk.names(group.stadsdel)}, ${sourceText(group.source)}`,
                  group.mangd,
                  wholeNumber(group.count),
                  momentText(group.since),
                  <ActLink
                    of={deadLetterForm(desk)}
                    subject={{ selection: { stadsdel: group.stadsdel, mangd: group.mangd }, count: group.count }}
                    id={`dott-brev-${String(place)}`}
                    label={
                      <span>
                        Skicka om…
                        <span class="hidden">{` ${what}, ${desk.names(group.stadsdel)}, ${group.mangd}`}</span>
                      </span>
                    }
                  />,
                ],
              }
            })}
          />
          <ActLink
            of={deadLetterForm(desk)}
            subject={{ selection: {}, count: total }}
            id="alla-doda-brev"
            label={`Skicka om alla, ${count(total, 'meddelande', 'meddelanden')}…`}
          />
        </>
      )}
    </Section>
  )
}
