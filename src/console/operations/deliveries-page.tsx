import type { DeliveryState } from '../../cases/delivery-tools.ts'
import { PAUSE_TARGETS, type PauseTarget } from '../../cases/pause.ts'
import { kindName } from '../../informationsmangd/names.ts'
import type { DeadLetterGroup, DeliveryTarget, OutboxState } from '../../operations/night-flow.ts'
import { Section, Table } from '../frame/components.tsx'
import { momentText, wholeNumber } from '../frame/format.ts'
import type { Page, PageAnswer, Visit } from '../frame/visit.ts'
import { ActLink } from './act.tsx'
import { DELIVERIES } from './addresses.ts'
import { deadLetterForm, pauseForm, resumeForm, retryForm } from './delivery-acts.tsx'
import type { Desk } from './desk.ts'
import { DELIVERIES_PAGE } from './flow-texts.ts'
import { operationsPage, type Told, toldOf } from './frame.tsx'
import { grouped } from './grouped.ts'
import { Outbox } from './outbox.tsx'
import { deliveriesHeading, Targets } from './targets.tsx'
import { COLUMNS, TARGETS } from './texts.ts'
import { sourceText } from './words.ts'

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
    title: DELIVERIES_PAGE.title,
    current: DELIVERIES,
    heading: deliveriesHeading(data.targets),
    told,
    content: (
      <>
        <Section id="mal" title={DELIVERIES_PAGE.targets}>
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
        label={<Named act={DELIVERIES_PAGE.pause} target={target} />}
      />
    ) : (
      <ActLink
        of={resumeForm(desk)}
        subject={target}
        id={`ateruppta-${target}`}
        label={<Named act={DELIVERIES_PAGE.resume} target={target} />}
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
      title={parked.count === 0 ? DELIVERIES_PAGE.nothingParked : DELIVERIES_PAGE.parked(parked.count)}
    >
      {parked.count === 0 ? (
        <p>{DELIVERIES_PAGE.noneRefused}</p>
      ) : (
        <>
          <p>{DELIVERIES_PAGE.parkedAbout}</p>
          <Table
            caption={DELIVERIES_PAGE.parkedCaption}
            columns={[
              { label: COLUMNS.reason },
              { label: COLUMNS.stadsdel },
              { label: COLUMNS.mangd },
              { label: COLUMNS.deliveries, number: true },
              { label: COLUMNS.oldest },
            ]}
            rows={groups.map(([key, members]) => {
              const [first] = members
              const { what, remedy } = desk.nights.codeText(first?.reason ?? '')
              return {
                key,
                cells: [
                  <What what={what} remedy={remedy} />,
                  desk.names(first?.stadsdel ?? ''),
                  first === undefined ? '' : kindName(first.mangd),
                  wholeNumber(members.length),
                  first === undefined ? '' : momentText(first.since),
                ],
              }
            })}
          />
          {parked.count > parked.rows.length ? (
            <p class="small">{DELIVERIES_PAGE.oldestCounted(parked.rows.length)}</p>
          ) : null}
          <ActLink
            of={retryForm(desk)}
            subject={parked.count}
            id="kor-om-parkerade"
            label={DELIVERIES_PAGE.retry(parked.count)}
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
    <Section id="doda-brev" title={total === 0 ? DELIVERIES_PAGE.noDeadLetters : DELIVERIES_PAGE.deadLetters(total)}>
      {total === 0 ? (
        <p>{DELIVERIES_PAGE.allAccepted}</p>
      ) : (
        <>
          <Table
            caption={DELIVERIES_PAGE.deadCaption}
            columns={[
              { label: COLUMNS.reason },
              { label: COLUMNS.place },
              { label: COLUMNS.mangd },
              { label: COLUMNS.messages, number: true },
              { label: COLUMNS.oldest },
              { label: COLUMNS.act },
            ]}
            rows={dead.map((group, place) => {
              const { what, remedy } = desk.nights.codeText(group.reason)
              return {
                key: `${group.stadsdel}/${group.source}/${group.mangd}/${group.reason}`,
                cells: [
                  <What what={what} remedy={remedy} />,
                  `${desk.names(group.stadsdel)}, ${sourceText(group.source)}`,
                  kindName(group.mangd),
                  wholeNumber(group.count),
                  momentText(group.since),
                  <ActLink
                    of={deadLetterForm(desk)}
                    subject={{ selection: { stadsdel: group.stadsdel, mangd: group.mangd }, count: group.count }}
                    id={`dott-brev-${String(place)}`}
                    label={
                      <span>
                        {DELIVERIES_PAGE.resend}
                        <span class="hidden">{` ${what}, ${desk.names(group.stadsdel)}, ${kindName(group.mangd)}`}</span>
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
            label={DELIVERIES_PAGE.resendAll(total)}
          />
        </>
      )}
    </Section>
  )
}
