import type { AgressoCustomer, AgressoRow, Population, Secret } from '../population/population.ts'
import type { CustomerRow, FakturaRow } from './columns.ts'
import { companyCodes } from './companies.ts'
import { customerNumberIn, fakturanummerIn, type Installation, orderIn, type TemplateKind } from './installation.ts'
import type { Selection } from './selection.ts'

export interface RowSource {
  /** Rows that the selection holds, by customer number, invoice and line. */
  kunder(stadsdel: string, selection: Selection, installation: Installation): Iterable<CustomerRow>
  fakturor(
    stadsdel: string,
    kind: Exclude<TemplateKind, 'kunder'>,
    selection: Selection,
    installation: Installation,
  ): Iterable<FakturaRow>
}

export function createRowSource(population: Population): RowSource {
  const numberIndex = new Map<string, Map<string, number>>()
  /** Nothing in the generated city is changed later than the start of this day. */
  const untouchedFrom = Date.parse(`${population.today}T00:00:00Z`)

  function indexOfCustomerNumber(stadsdel: string, customerNumber: string, own: Installation): number | undefined {
    const name = `${stadsdel} ${own.numbers}`
    let index = numberIndex.get(name)
    if (index === undefined) {
      index = new Map()
      for (const customer of population.agressoCustomers(stadsdel))
        index.set(customerNumberIn(own, customer.customerNumber), customer.index)
      numberIndex.set(name, index)
    }
    return index.get(customerNumber)
  }

  /** Undefined: only reading everything tells. */
  function candidates(
    stadsdel: string,
    { customerNumber, personnummer, changedSince }: Selection,
    own: Installation,
  ): Set<number> | undefined {
    const asMangd = (index: readonly (number | undefined)[]): Set<number> =>
      new Set(index.filter((i) => i !== undefined))
    if (customerNumber) return asMangd(customerNumber.map((number) => indexOfCustomerNumber(stadsdel, number, own)))
    if (personnummer) return asMangd(personnummer.map((number) => population.indexOf(number.replace('-', ''))))
    if (changedSince !== undefined && changedSince.getTime() > untouchedFrom)
      return asMangd(population.changedSince(changedSince, stadsdel, 'agresso'))
    return undefined
  }

  /** The customers with their plain numbers, in the order of the installation's own. */
  function customerItems(stadsdel: string, selection: Selection, own: Installation): Iterable<AgressoCustomer> {
    const index = candidates(stadsdel, selection, own)
    if (index === undefined && own.numbers === 'plain') return population.agressoCustomers(stadsdel)
    const items =
      index === undefined
        ? [...population.agressoCustomers(stadsdel)]
        : [...index].flatMap((i) => [...population.agressoCustomers(stadsdel, i)])
    const number = ({ customerNumber }: AgressoCustomer): string => customerNumberIn(own, customerNumber)
    const inOrder = orderIn(own)
    return items.sort((a, b) => inOrder(number(a), number(b)))
  }

  /** Heads are told once, and lines of both open and closed invoices. */
  function* rowsIn(rows: readonly AgressoRow[], kind: TemplateKind, own: Installation): Generator<AgressoRow> {
    const told = new Set<string>()
    for (const row of rows) {
      if (own.ownLines) {
        const line = `${row.fakturanummer} ${row.radnummer}`
        const key = kind === 'rader' ? line : JSON.stringify({ ...row, radnummer: 0, rowText: '', rowAmount: 0 })
        if (told.has(key)) continue
        told.add(key)
      }
      if (kind !== 'rader' && row.template !== kind) continue
      if (own.numbers === 'plain') yield row
      else
        yield {
          ...row,
          customerNumber: customerNumberIn(own, row.customerNumber),
          fakturanummer: fakturanummerIn(own, row.fakturanummer),
        }
    }
  }

  function asCustomerRow(customer: AgressoCustomer, companyCode: string): CustomerRow {
    let secret: Secret | undefined
    return { companyCode, customer, secret: () => (secret ??= population.secret(customer.index)) }
  }

  return {
    *kunder(stadsdel, selection, own) {
      for (const plain of customerItems(stadsdel, selection, own)) {
        const customer =
          own.numbers === 'plain' ? plain : { ...plain, customerNumber: customerNumberIn(own, plain.customerNumber) }
        const row = asCustomerRow(customer, companyCodes[stadsdel]!)
        if (selection.customer(row)) yield row
      }
    },
    *fakturor(stadsdel, kind, selection, own) {
      for (const customer of customerItems(stadsdel, selection, own)) {
        const { companyCode, secret } = asCustomerRow(customer, companyCodes[stadsdel]!)
        const rows = population.agressoRows(customer.index, stadsdel, customer.customerNumber)
        for (const row of rowsIn(rows, kind, own)) {
          const fakturaRow = { companyCode, customer, secret, row }
          if (selection.faktura(fakturaRow)) yield fakturaRow
        }
      }
    },
  }
}
