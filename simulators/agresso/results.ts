import type { Canary } from '../canary.ts'
import { amount, type Column } from './columns.ts'
import type { ContentError } from './content-errors.ts'
import { escape } from './encoding.ts'
import type { Installation } from './installation.ts'

/** How the rows stand in the answer: as XML inside a string, or as XML. */
export interface Form {
  readonly lt: string
  readonly gt: string
  readonly text: (value: string) => string
}
export const AS_STRING: Form = {
  lt: '&lt;',
  gt: '&gt;',
  text: (value) => (/[&<>]/.test(value) ? escape(escape(value)) : value),
}
export const AS_XML: Form = { lt: '<', gt: '>', text: escape }

export interface Shown {
  readonly ShowDescriptions: boolean
  readonly Aggregated: boolean
  readonly OverrideAggregation: boolean
  readonly RemoveHiddenColumns: boolean
  readonly FirstRecord: number
  readonly LastRecord: number
}

export interface ResultQuery<R> {
  readonly rader: Iterable<R>
  readonly columns: readonly Column<R>[]
  readonly shown: Shown
  readonly form: Form
  readonly canary: Canary
  readonly installation: Pick<Installation, 'numbering' | 'total'>
  /** Detail rows after which the answer ends, without a word. */
  readonly maxRows?: number
  readonly fel?: ContentError
}

const BIT = 64 * 1024

/**
 * `<Agresso>` with a row per element, in pieces. Detail rows have `_section` D. With Aggregated a last row T sums the
 * summed columns of what was sent and has no others; `_recno` goes on counting, so that of the T row is one more than
 * there are detail rows. Nothing found: no rows at all. Cut at MaxRows: no T row.
 */
export function* result<R>(query: ResultQuery<R>): Generator<string> {
  const { shown, form, maxRows = Infinity, fel } = query
  const { numbering, total } = query.installation
  const tag = (name: string): string => `${form.lt}${name}${form.gt}`
  const field = (name: string, value: string): string =>
    tag(xmlName(name)) + form.text(value) + tag(`/${xmlName(name)}`)
  const row = (number: number, part: 'D' | 'T', other: string): string =>
    `${tag('AgressoQE')}${field('_recno', numbering === 'zero' ? '0' : String(number))}${field('_section', part)}${other}${tag('/AgressoQE')}`

  const columnsText = rowWriter(query, tag)
  const sums = query.columns.filter(({ sum }) => sum !== undefined).map(({ namn, sum }) => ({ namn, av: sum!, ore: 0 }))
  const [from, to] = [Math.max(shown.FirstRecord, 1), shown.LastRecord > 0 ? shown.LastRecord : Infinity]

  let number = 0
  let sent = 0
  let whole = true
  let bit = tag('Agresso')
  for (const r of query.rader) {
    number += 1
    if (number < from) continue
    if (number > to) {
      number -= 1
      break
    }
    if (sent === maxRows) {
      whole = false
      break
    }
    for (const sum of sums) sum.ore += sum.av(r)
    if (fel === 'halv-sida' && number % 2 === 0) continue
    sent += 1
    bit += row(from - 1 + sent, 'D', columnsText(r, number))
    if (bit.length >= BIT) {
      yield bit
      bit = ''
    }
  }
  const withTotal = total === 'always' || (total === 'override' && shown.OverrideAggregation)
  if (shown.Aggregated && withTotal && whole && sent > 0)
    bit += row(number + 1, 'T', sums.map(({ namn, ore }) => field(namn, amount(ore))).join(''))
  yield bit + tag('/Agresso')
}

/** A column's name as .NET writes it where XML has no such name. */
const xmlName = (name: string): string => name.replaceAll('#', '_x0023_')

const PROTECTION_COLUMN = 'r0#skyddskod#36'

/** All that does not differ from row to row is put together beforehand: a million rows are to be written. */
function rowWriter<R>(
  { columns, shown: shownItems, form, canary, fel }: ResultQuery<R>,
  tag: (name: string) => string,
): (row: R, number: number) => string {
  const shown = columns
    .filter(({ slag }) => slag !== 'dold' || !shownItems.RemoveHiddenColumns)
    .filter(({ slag }) => slag !== 'beskrivning' || shownItems.ShowDescriptions)
    .map(({ namn, listed, value }) => ({
      namn,
      beginning: tag(xmlName(namn)),
      end: tag(`/${xmlName(namn)}`),
      value: listed
        ? value
        : (row: R): string | undefined => {
            const regular = value(row)
            return regular === undefined ? undefined : canary(regular)
          },
    }))
  return (row, number) => {
    let text = ''
    for (const { namn, beginning, end, value } of shown) {
      if (fel === 'utan-flagga' && namn === PROTECTION_COLUMN && number % 3 === 0) continue
      const v = value(row)
      if (v !== undefined) text += beginning + form.text(v) + end
    }
    return text
  }
}
