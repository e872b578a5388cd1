import { InsynError } from '../../errors.ts'
import { itemKey } from '../../mapping/gather-items.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Row } from '../../mapping/row-reader.ts'

/**
 * Heads and lines of invoices that come from templates of their own, joined by customer and the key of invoices: rows that are
 * a line each with its head. The rows of a customer come together; a head without lines is an invoice without lines, and
 * a line without a head is of an invoice that came into being after the heads were read.
 */
export async function* withLines(
  who: string,
  rows: AsyncIterable<readonly Row[]>,
  { postnyckel }: Manifest,
): AsyncGenerator<Row[], void> {
  const finished = new Set<string>()
  let customer: string | undefined
  let group: Row[] = []
  const joined = (): Row[] => {
    const taken = joinCustomer(group, postnyckel)
    group = []
    return taken
  }
  for await (const batch of rows) {
    const out: Row[] = []
    for (const row of batch) {
      if (row.personnyckel !== customer) {
        out.push(...joined())
        if (customer !== undefined) finished.add(customer)
        if (finished.has(row.personnyckel)) {
          throw new InsynError(
            'KALLA_OORDNAD',
            `${who}: heads and lines of a customer came apart: sort all templates by customer number, in the same way`,
          )
        }
        customer = row.personnyckel
      }
      group.push(row)
    }
    if (out.length > 0) yield out
  }
  yield joined()
}

function joinCustomer(rows: readonly Row[], keyFields: readonly string[]): Row[] {
  const keyOf = ({ falt, rejected }: Row): string => itemKey(keyFields, rejected?.known ?? falt)
  const [numberField = ''] = keyFields
  const ofInvoice = ({ falt, rejected }: Row): string =>
    itemKey(keyFields, { [numberField]: (rejected?.known ?? falt)[numberField] ?? '' })
  const lines = new Map<string, Row[]>()
  for (const row of rows) {
    if (row.sourceRow !== 'rader') continue
    const own = lines.get(keyOf(row))
    if (own === undefined) lines.set(keyOf(row), [row])
    else own.push(row)
  }
  const out: Row[] = []
  const found = new Set<string>()
  for (const head of rows) {
    if (head.sourceRow === 'rader') continue
    // Lines that do not say of which instalment they are, are of the invoice.
    const own = lines.get(keyOf(head)) ?? lines.get(ofInvoice(head)) ?? []
    found.add(keyOf(head)).add(ofInvoice(head))
    const rejected = head.rejected ?? refusedLine(head, own)
    // An invoice is whole or it is not there: a line that cannot be read takes its own invoice with it.
    if (rejected !== undefined) out.push({ ...head, falt: {}, rejected })
    else if (own.length === 0) out.push(head)
    else for (const { subItem } of own) out.push(subItem === undefined ? head : { ...head, subItem })
  }
  // Of a line without a head only that it could not be read matters: which invoice lacks it, it does not say.
  for (const [key, own] of lines) if (!found.has(key)) out.push(...own.filter(({ rejected }) => rejected !== undefined))
  return out
}

/** The first line that was refused, known by its invoice. */
function refusedLine(head: Row, lines: readonly Row[]): Row['rejected'] {
  const rejected = lines.find((line) => line.rejected !== undefined)?.rejected
  return rejected === undefined ? undefined : { ...rejected, known: { ...rejected.known, ...head.falt } }
}
