import { stockholmTime } from '../../platform/stockholm-time.ts'
import type { Uppslagssvar } from '../../uppslag/uppslag-schema.ts'
import { Hidden, State } from '../frame/components.tsx'
import { CopyButton } from '../frame/forms.tsx'
import { amountText, type StadsdelName } from './items.tsx'
import { FACTS, INVOICES } from './panel-texts.ts'

export type Faktura = Uppslagssvar['fakturor'][number]

const UNPAID: ReadonlySet<string> = new Set(['obetald', 'delbetald', 'delbetalning'])
const isUnpaid = ({ betalstatus }: Faktura): boolean => betalstatus !== undefined && UNPAID.has(betalstatus)

/** The newest first; one without a date last. */
export const newestFirst = (fakturor: readonly Faktura[]): readonly Faktura[] =>
  [...fakturor].sort((a, b) => dayOf(b).localeCompare(dayOf(a)))
const dayOf = ({ fakturadatum, forfallodatum }: Faktura): string => fakturadatum ?? forfallodatum ?? ''

/** Of the invoice whose OCR number the shortcut copies: the first that waits to be paid. */
export const COPY_FIRST = 'copy-first'

export const Invoices = (props: {
  readonly fakturor: readonly Faktura[]
  readonly stadsdel: StadsdelName
  readonly now: Date
  /** The page of one invoice, read anew; undefined where it has no reference. */
  readonly address: (faktura: Faktura) => string | undefined
}) => {
  const sorted = newestFirst(props.fakturor)
  const first = sorted.find((faktura) => isUnpaid(faktura) && faktura.ocrNummer !== undefined)
  return (
    <>
      <Sum fakturor={sorted} />
      <table role="table" class="cards invoices">
        <caption class="hidden">{INVOICES.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {[INVOICES.invoice, INVOICES.date, FACTS.ocr].map((label) => (
              <th role="columnheader" scope="col">
                {label}
              </th>
            ))}
            {[FACTS.amount, FACTS.left].map((label) => (
              <th role="columnheader" scope="col" class="number">
                {label}
              </th>
            ))}
            <th role="columnheader" scope="col">
              {FACTS.state}
            </th>
          </tr>
        </thead>
        {sorted.map((faktura) => (
          <InvoiceRows {...props} faktura={faktura} first={faktura === first} />
        ))}
      </table>
    </>
  )
}

const Sum = ({ fakturor }: { readonly fakturor: readonly Faktura[] }) => {
  const unpaid = fakturor.filter(isUnpaid)
  const known = unpaid.filter(({ kvarstaende }) => kvarstaende !== undefined)
  if (unpaid.length === 0 || known.length < unpaid.length) return null
  const total = (of: readonly Faktura[]) => of.reduce((sum, { kvarstaende = 0 }) => sum + kvarstaende, 0)
  const overdue = total(unpaid.filter(({ forfallen }) => forfallen === true))
  return (
    <p class="sum">
      <strong>{amountText(total(unpaid))}</strong> {INVOICES.leftToPay}
      {overdue === 0 ? '.' : INVOICES.overdue(amountText(overdue))}
    </p>
  )
}

const InvoiceRows = (props: {
  readonly faktura: Faktura
  readonly first: boolean
  readonly stadsdel: StadsdelName
  readonly now: Date
  readonly address: (faktura: Faktura) => string | undefined
}) => {
  const { faktura, first, stadsdel, now } = props
  const name = faktura.fakturanummer ?? INVOICES.unnamed
  const address = props.address(faktura)
  return (
    <tbody role="rowgroup">
      <tr role="row" class="invoice-line">
        <th role="rowheader" scope="row" data-label={INVOICES.invoice}>
          <span>
            {name}
            {faktura.delbetalning === undefined ? null : (
              <span class="small muted"> {INVOICES.part(faktura.delbetalning)}</span>
            )}
          </span>
        </th>
        <td role="cell" class="together" data-label={INVOICES.date}>
          {faktura.fakturadatum ?? '–'}
        </td>
        <td role="cell" data-label={FACTS.ocr}>
          <Ocr number={faktura.ocrNummer} id={first ? COPY_FIRST : undefined} />
        </td>
        <td role="cell" class="number" data-label={FACTS.amount}>
          {faktura.belopp === undefined ? '–' : amountText(faktura.belopp)}
        </td>
        <td role="cell" class="number" data-label={FACTS.left}>
          {faktura.kvarstaende === undefined ? '–' : amountText(faktura.kvarstaende)}
        </td>
        <td role="cell" data-label={FACTS.state}>
          <span>
            <InvoiceState faktura={faktura} now={now} />
          </span>
        </td>
      </tr>
      <tr role="row" class="invoice-more">
        <td role="cell" colSpan={6}>
          <div class="row">
            {faktura.rader === undefined || faktura.rader.length === 0 ? null : (
              <details>
                <summary class="small">
                  {INVOICES.lines(faktura.rader.length)}
                  <Hidden> {INVOICES.ofInvoice(name)}</Hidden>
                </summary>
                <Lines faktura={faktura} />
              </details>
            )}
            <span class="small muted">{stadsdel(faktura.stadsdel)}</span>
            {address === undefined ? null : (
              <a class="small not-printed" href={address}>
                {INVOICES.open}
                <Hidden> {name}</Hidden>
              </a>
            )}
          </div>
        </td>
      </tr>
    </tbody>
  )
}

export const Ocr = ({ number, id }: { readonly number: string | undefined; readonly id?: string | undefined }) =>
  number === undefined ? (
    <>–</>
  ) : (
    <span class="ocr">
      {number}
      <CopyButton text={number} label={INVOICES.copy(number)} copied={INVOICES.copied} id={id} />
    </span>
  )

export const Lines = ({ faktura }: { readonly faktura: Faktura }) => (
  <table role="table" class="lines">
    <caption class="hidden">{INVOICES.linesCaption(faktura.fakturanummer ?? INVOICES.unnamed)}</caption>
    <tbody role="rowgroup">
      {(faktura.rader ?? []).map(({ text, belopp }) => (
        <tr role="row">
          <td role="cell">{text ?? '–'}</td>
          <td role="cell" class="number">
            {belopp === undefined ? '–' : amountText(belopp)}
          </td>
        </tr>
      ))}
    </tbody>
  </table>
)

const DAY_MS = 24 * 60 * 60 * 1000

/** `Förfaller om 16 dagar`, `Förföll i går`. */
export function dueText(due: string, now: Date): string {
  const days = Math.round((Date.parse(due) - Date.parse(stockholmTime(now).date)) / DAY_MS)
  if (days === 0) return INVOICES.dueToday
  if (days === 1) return INVOICES.dueTomorrow
  if (days > 1) return INVOICES.dueIn(days)
  return days === -1 ? INVOICES.dueYesterday : INVOICES.dueSince(-days)
}

const reminders = (count: number | undefined): string =>
  count === undefined || count === 0 ? '' : INVOICES.reminders(count)

export const InvoiceState = ({ faktura, now }: { readonly faktura: Faktura; readonly now: Date }) => {
  const { betalstatus, forfallodatum, betaldDatum, forfallen, inkasso, paminnelser } = faktura
  if (betalstatus === 'betald')
    return <State is="ok">{betaldDatum === undefined ? INVOICES.paid : INVOICES.paidAt(betaldDatum)}</State>
  if (betalstatus === 'overbetald') return <State is="held">{INVOICES.tooMuch}</State>
  if (betalstatus === 'kredit') return <State is="none">{INVOICES.credit}</State>
  if (betalstatus === 'makulerad') return <State is="none">{INVOICES.cancelled}</State>
  if (inkasso === true) return <State is="failed">{INVOICES.collection(reminders(paminnelser))}</State>
  const part =
    betalstatus === 'delbetalning' ? INVOICES.instalment : betalstatus === 'delbetald' ? INVOICES.partlyPaid : ''
  const due = forfallodatum === undefined ? INVOICES.noDue : dueText(forfallodatum, now)
  if (betalstatus === 'okand' || betalstatus === undefined)
    return <span>{forfallodatum === undefined ? INVOICES.unknown : INVOICES.unknownDue(forfallodatum)}</span>
  if (forfallen === true)
    return <State is="warning">{`${part}${due}, ${forfallodatum ?? ''}${reminders(paminnelser)}`}</State>
  return (
    <span>{`${part}${due}${forfallodatum === undefined ? '' : `, ${forfallodatum}`}${reminders(paminnelser)}`}</span>
  )
}
