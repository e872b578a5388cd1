import type { Rejected, Skydd } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'

/** A person as one company knows it. */
export interface Customer {
  readonly personnummer: string
  /** The strictest of the person's customer numbers. */
  skydd: Skydd
  /** The highest of the person's customer numbers, in the order of the source. */
  last: string
  /** Whether the person has more than one. */
  several: boolean
  /** Whether anything was delivered of the person in this read. */
  delivered: boolean
}

/** The customer master of one company, as much of it as an invoice needs to find its person. */
export interface CustomerRegister {
  put(row: Row): void
  keyOf(customerNumber: string): Customer | undefined
  /** Whether the customer was in the master, readable or not. */
  edge(customerNumber: string): boolean
  kunder(): Iterable<Customer>
  /** Customers whose person cannot be determined, since the last call. */
  takeOrphans(): Rejected[]
}

const STRICTNESS: Readonly<Record<Skydd, number>> = { nej: 0, okand: 1, ja: 2 }

export function customerRegister(): CustomerRegister {
  const personer = new Map<string, Customer>()
  const customers = new Map<string, Customer | null>()
  let orphans: Rejected[] = []

  return {
    put({ personnyckel, falt, skydd = 'okand', rejected }) {
      const { personnummer } = falt
      if (rejected !== undefined || typeof personnummer !== 'string' || personnyckel === '') {
        // The row of an unreadable customer is reported once, and not each of the customer's invoices.
        const { falt: name = 'personnummer', reason: reason = 'saknas', rawValues = {} } = rejected ?? {}
        // Of a customer who may be protected only the customer number is kept, by which the row can be put right.
        const left = skydd === 'nej' ? rawValues : {}
        orphans.push({ mangd: 'faktura', falt: name, reason, rawValues: { ...left, customerNumber: personnyckel } })
        if (personnyckel !== '') customers.set(personnyckel, null)
        return
      }
      const customer = personer.get(personnummer)
      if (customer === undefined) {
        const fresh: Customer = { personnummer, skydd, last: personnyckel, several: false, delivered: false }
        personer.set(personnummer, fresh)
        customers.set(personnyckel, fresh)
        return
      }
      if (STRICTNESS[skydd] > STRICTNESS[customer.skydd]) customer.skydd = skydd
      if (!customers.has(personnyckel)) customer.several = true
      if (customerOrder(personnyckel, customer.last) > 0) customer.last = personnyckel
      customers.set(personnyckel, customer)
    },
    keyOf: (customerNumber) => customers.get(customerNumber) ?? undefined,
    edge: (customerNumber) => customers.has(customerNumber),
    kunder: () => personer.values(),
    takeOrphans() {
      const taken = orphans
      orphans = []
      return taken
    },
  }
}

/** The order of the source's customer numbers: digits of unequal length as numbers, otherwise by code units. */
export const customerOrder = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
