import type { AgressoCustomer, Secret, Population } from '../population/population.ts'
import { companyCodes } from './companies.ts'
import type { FakturaRow, CustomerRow } from './columns.ts'
import type { TemplateKind } from './templates.ts'
import type { Selection } from './selection.ts'

export interface RowSource {
  /** Rows that the selection holds, by customer number, invoice and line. */
  kunder(stadsdel: string, selection: Selection): Iterable<CustomerRow>
  fakturor(stadsdel: string, kind: Exclude<TemplateKind, 'kunder'>, selection: Selection): Iterable<FakturaRow>
}

export function createRowSource(population: Population): RowSource {
  const numberIndex = new Map<string, Map<string, number>>()
  /** Nothing in the generated city is changed later than the start of this day. */
  const untouchedFrom = Date.parse(`${population.today}T00:00:00Z`)

  function indexOfCustomerNumber(stadsdel: string, customerNumber: string): number | undefined {
    let index = numberIndex.get(stadsdel)
    if (index === undefined) {
      index = new Map()
      for (const customer of population.agressoCustomers(stadsdel)) index.set(customer.customerNumber, customer.index)
      numberIndex.set(stadsdel, index)
    }
    return index.get(customerNumber)
  }

  /** Undefined: only reading everything tells. */
  function candidates(
    stadsdel: string,
    { customerNumber, personnummer, changedSince }: Selection,
  ): Set<number> | undefined {
    const asMangd = (index: readonly (number | undefined)[]): Set<number> =>
      new Set(index.filter((i) => i !== undefined))
    if (customerNumber) return asMangd(customerNumber.map((number) => indexOfCustomerNumber(stadsdel, number)))
    if (personnummer) return asMangd(personnummer.map((number) => population.indexOf(number.replace('-', ''))))
    if (changedSince !== undefined && changedSince.getTime() > untouchedFrom)
      return asMangd(population.changedSince(changedSince, stadsdel, 'agresso'))
    return undefined
  }

  function customerItems(stadsdel: string, selection: Selection): Iterable<AgressoCustomer> {
    const index = candidates(stadsdel, selection)
    if (index === undefined) return population.agressoCustomers(stadsdel)
    return [...index]
      .flatMap((i) => [...population.agressoCustomers(stadsdel, i)])
      .sort((a, b) => (a.customerNumber < b.customerNumber ? -1 : 1))
  }

  function asCustomerRow(customer: AgressoCustomer, companyCode: string): CustomerRow {
    let secret: Secret | undefined
    return { companyCode, customer, secret: () => (secret ??= population.secret(customer.index)) }
  }

  return {
    *kunder(stadsdel, selection) {
      for (const customer of customerItems(stadsdel, selection)) {
        const row = asCustomerRow(customer, companyCodes[stadsdel]!)
        if (selection.customer(row)) yield row
      }
    },
    *fakturor(stadsdel, kind, selection) {
      for (const customer of customerItems(stadsdel, selection)) {
        const { companyCode, secret } = asCustomerRow(customer, companyCodes[stadsdel]!)
        for (const row of population.agressoRows(customer.index, stadsdel, customer.customerNumber)) {
          if (row.template !== kind) continue
          const fakturaRow = { companyCode, customer, secret, row }
          if (selection.faktura(fakturaRow)) yield fakturaRow
        }
      }
    },
  }
}
