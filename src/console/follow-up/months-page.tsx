import type { Urvalslista } from '../../review/follow-up/sample-schema.ts'
import { Hidden, Icon, Section, State, type StateName, Table } from '../frame/components.tsx'
import { dateText } from '../frame/format.ts'
import { ButtonLink } from '../frame/forms.tsx'
import { COLUMNS, MONTH_LEGEND, MONTHS_PAGE } from './texts.ts'
import { Scroll } from './words.tsx'

export type ListedSample = Urvalslista['urval'][number]

export interface MonthsData {
  readonly logs: readonly { readonly logg: string; readonly name: string }[]
  /** Oldest first. */
  readonly months: readonly string[]
  readonly samples: readonly ListedSample[]
  readonly now: Date
}

/** What each board's months have come to: drawn, reviewed, signed. */
export const MonthsContent = (data: MonthsData) => {
  const open = data.samples.filter(({ avslutat }) => avslutat === null)
  const closed = data.samples.filter(({ avslutat }) => avslutat !== null)
  const waiting = [...open].sort((a, b) => (a.klartSenast < b.klartSenast ? -1 : 1))
  return (
    <>
      <Section id="att-granska" title={openTitle(open, data.now)}>
        {waiting.length === 0 ? <p>{MONTHS_PAGE.nothingNow}</p> : <OpenSamples data={data} samples={waiting} />}
      </Section>
      <Section id="manader" title={MONTHS_PAGE.grid} aside={<Legend />}>
        <Grid data={data} />
      </Section>
      <Section id="undertecknade" title={`${MONTHS_PAGE.closed}: ${String(closed.length)}`}>
        {closed.length === 0 ? <p>{MONTHS_PAGE.nothingClosed}</p> : <ClosedSamples data={data} samples={closed} />}
      </Section>
    </>
  )
}

export const MonthsActions = () => (
  <>
    <ButtonLink href="/logg/uppfoljning/dra">{MONTHS_PAGE.draw}</ButtonLink>
    <ButtonLink href="/logg/uppfoljning/provkorning">{MONTHS_PAGE.tryRules}</ButtonLink>
    <ButtonLink href="/logg/uppfoljning/statistik">{MONTHS_PAGE.statistics}</ButtonLink>
    <ButtonLink href="/logg/uppfoljning/regler">{MONTHS_PAGE.rules}</ButtonLink>
  </>
)

function openTitle(open: readonly ListedSample[], now: Date): string {
  const left = open.reduce((sum, { kvar }) => sum + kvar, 0)
  const late = open.filter((one) => isLate(one, now)).length
  const head = MONTHS_PAGE.nowLeft(left, open.length)
  return open.length === 0 ? MONTHS_PAGE.now : late === 0 ? head : MONTHS_PAGE.late(head, late)
}

const isLate = ({ avslutat, klartSenast }: ListedSample, now: Date): boolean =>
  avslutat === null && klartSenast < now.toISOString()

/** `8 av 20 granskade`, and what the state is called by glyph. */
export function stateOf(one: ListedSample, now: Date): { readonly is: StateName; readonly text: string } {
  const { avslutat, poster, kvar } = one
  const judged = MONTHS_PAGE.judged(poster - kvar, poster)
  if (avslutat !== null) return { is: 'ok', text: MONTHS_PAGE.signed(new Date(avslutat)) }
  if (isLate(one, now)) return { is: 'failed', text: MONTHS_PAGE.lateSample(judged) }
  if (kvar === 0) return { is: 'warning', text: MONTHS_PAGE.allJudged }
  return kvar === poster ? { is: 'held', text: MONTHS_PAGE.drawn(judged) } : { is: 'running', text: judged }
}

const nameOf = ({ logs }: MonthsData, log: string): string => logs.find(({ logg }) => logg === log)?.name ?? log

/** What sort of sample it is, where that is not the month's own. */
export const kindOf = ({ slag, skyddade }: Pick<ListedSample, 'slag' | 'skyddade'>): string =>
  [slag === 'extra' ? [MONTHS_PAGE.extra] : [], skyddade ? [MONTHS_PAGE.protectedPart] : []].flat().join(', ')

const OpenSamples = ({ data, samples }: { readonly data: MonthsData; readonly samples: readonly ListedSample[] }) => (
  <Table
    caption={MONTHS_PAGE.now}
    class="samples"
    columns={[
      { label: COLUMNS.sample },
      { label: COLUMNS.state },
      { label: COLUMNS.left, number: true },
      { label: MONTHS_PAGE.dueAt },
    ]}
    rows={samples.map((one) => ({
      key: one.urvalId,
      cells: [
        <div>
          <a href={`/logg/uppfoljning/${one.urvalId}`}>
            {nameOf(data, one.logg)} {one.manad}
          </a>
          <Kind one={one} />
        </div>,
        <SampleState one={one} now={data.now} />,
        MONTHS_PAGE.leftOf(one.kvar, one.poster),
        dateText(new Date(one.klartSenast)),
      ],
    }))}
  />
)

const Kind = ({ one }: { readonly one: ListedSample }) =>
  kindOf(one) === '' ? null : <span class="muted small"> {kindOf(one)}</span>

/** A sample that waits is no trouble: only what is late is filled. */
const SampleState = ({ one, now }: { readonly one: ListedSample; readonly now: Date }) => {
  const { is, text } = stateOf(one, now)
  return <State is={is}>{text}</State>
}

const ClosedSamples = ({ data, samples }: { readonly data: MonthsData; readonly samples: readonly ListedSample[] }) => (
  <Table
    caption={MONTHS_PAGE.closed}
    columns={[
      { label: COLUMNS.sample },
      { label: COLUMNS.records, number: true },
      { label: MONTHS_PAGE.signedAt },
      { label: MONTHS_PAGE.protocol },
    ]}
    rows={samples.map((one) => ({
      key: one.urvalId,
      cells: [
        <div>
          <a href={`/logg/uppfoljning/${one.urvalId}`}>
            {nameOf(data, one.logg)} {one.manad}
          </a>
          <Kind one={one} />
        </div>,
        String(one.poster),
        dateText(new Date(one.avslutat ?? data.now)),
        <a href={`/logg/uppfoljning/${one.urvalId}/protokoll?form=pdf`} download>
          {MONTHS_PAGE.pdf}
          <Hidden>{MONTHS_PAGE.pdfOf(nameOf(data, one.logg), one.manad)}</Hidden>
        </a>,
      ],
    }))}
  />
)

const Grid = ({ data }: { readonly data: MonthsData }) => (
  <Scroll label={MONTHS_PAGE.table}>
    <table role="table" class="months">
      <caption class="hidden">{MONTHS_PAGE.grid}</caption>
      <thead role="rowgroup">
        <tr role="row">
          <th role="columnheader" scope="col">
            {COLUMNS.board}
          </th>
          {data.months.map((month) => (
            <th role="columnheader" scope="col">
              {month}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {data.logs.map(({ logg, name }) => (
          <tr role="row">
            <th role="rowheader" scope="row">
              {name}
            </th>
            {data.months.map((month) => (
              <td role="cell">
                <MonthCell data={data} logg={logg} name={name} month={month} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </Scroll>
)

/** That of the month; beside it there may be further ones, which the lists have. */
const MonthCell = (props: {
  readonly data: MonthsData
  readonly logg: string
  readonly name: string
  readonly month: string
}) => {
  const { data, logg, name, month } = props
  const found = data.samples.filter((one) => one.logg === logg && one.manad === month && !one.skyddade)
  const one = found.find(({ slag }) => slag === 'manad') ?? found[0]
  if (one === undefined)
    return (
      <a class="cell none" href={`/logg/uppfoljning/dra?logg=${encodeURIComponent(logg)}&manad=${month}`}>
        <Month month={month} />
        <Icon name="none" />
        <Hidden>{`${name} ${month}: ${MONTHS_PAGE.notDrawn}. ${MONTHS_PAGE.draw}.`}</Hidden>
      </a>
    )
  const { is, text } = stateOf(one, data.now)
  return (
    <a class={`cell ${is}`} href={`/logg/uppfoljning/${one.urvalId}`}>
      <Month month={month} />
      <Icon name={is} />
      <Hidden>{`${name} ${month}: ${text}`}</Hidden>
      <span class="share" aria-hidden="true">
        {one.poster - one.kvar}/{one.poster}
      </span>
    </a>
  )
}

/** Shown in the cell where there are no columns. */
const Month = ({ month }: { readonly month: string }) => (
  <span class="month" aria-hidden="true">
    {month.slice(2)}
  </span>
)

const Legend = () => (
  <ul class="legend">
    {MONTH_LEGEND.map(([is, text]) => (
      <li>
        <State is={is}>{text}</State>
      </li>
    ))}
  </ul>
)
