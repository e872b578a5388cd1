import type { Rejected, Skydd } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'

/** A person as one company knows it. */
export interface Customer {
  readonly personnummer: string
  /** The strictest of the person's customer numbers. */
  skydd: Skydd
  readonly numbers: Set<string>
  /** Whether anything was delivered of the person in this read. */
  delivered: boolean
}

/** A customer of whom the master does not tell which person it is: the field that does not, and why. */
export interface Unidentified {
  readonly falt: string
  readonly reason: string
}

/** A customer who is no person, and whose invoices are nothing that the hub reads. */
export const NO_PERSON = 'no person'

/** The customer master of one company, as much of it as an invoice needs to find its person. */
export interface CustomerRegister {
  put(row: Row): void
  keyOf(customerNumber: string): Customer | undefined
  /** What the master says of a customer number; undefined when it says nothing. */
  ownerOf(customerNumber: string): Customer | Unidentified | typeof NO_PERSON | undefined
  kunder(): Iterable<Customer>
  /** Customers whose person cannot be determined, since the last call. */
  takeOrphans(): Rejected[]
}

const STRICTNESS: Readonly<Record<Skydd, number>> = { nej: 0, okand: 1, ja: 2 }
/** Why a register number is not read as a person's: it is none. */
const NO_PERSONS: ReadonlySet<string> = new Set(['organisation', 'interim'])
const CONTRADICTION: Unidentified = { falt: 'personnummer', reason: 'motsagelse' }

const isCustomer = (owner: unknown): owner is Customer =>
  typeof owner === 'object' && owner !== null && 'numbers' in owner

/** `notPersons` counts the rows of organisations and interim numbers. */
export function customerRegister(notPersons: Map<string, number>): CustomerRegister {
  const personer = new Map<string, Customer>()
  const owners = new Map<string, Customer | Unidentified | typeof NO_PERSON>()
  let orphans: Rejected[] = []

  /** A customer number that is two persons', or one's that cannot be read as well, is nobody's in whatever order they come. */
  function assign(number: string, owner: Customer | Unidentified | typeof NO_PERSON): void {
    if (number === '') return
    const known = owners.get(number)
    if (isCustomer(known) && known !== owner) known.numbers.delete(number)
    if (known === undefined || known === owner) {
      owners.set(number, owner)
      if (isCustomer(owner)) owner.numbers.add(number)
    } else if (isCustomer(known) || isCustomer(owner)) {
      owners.set(number, CONTRADICTION)
      if (known !== CONTRADICTION)
        orphans.push({ mangd: 'faktura', ...CONTRADICTION, rawValues: { customerNumber: number } })
    }
  }

  return {
    put({ personnyckel, falt, skydd = 'okand', rejected }) {
      const { personnummer } = falt
      if (rejected?.falt === 'personnummer' && NO_PERSONS.has(rejected.reason)) {
        notPersons.set(rejected.reason, (notPersons.get(rejected.reason) ?? 0) + 1)
        assign(personnyckel, NO_PERSON)
        return
      }
      if (rejected !== undefined || typeof personnummer !== 'string' || personnyckel === '') {
        const { falt: name = 'personnummer', reason: reason = 'saknas', rawValues = {} } = rejected ?? {}
        // Of a customer who may be protected only the customer number is kept, by which the row can be put right.
        const left = skydd === 'nej' ? rawValues : {}
        orphans.push({
          ...{ mangd: 'faktura', falt: name, reason, rawValues: { ...left, customerNumber: personnyckel } },
          ...(skydd !== 'nej' && rejected?.mayBe !== undefined && { mayBe: rejected.mayBe }),
        })
        assign(personnyckel, { falt: name, reason })
        return
      }
      let customer = personer.get(personnummer)
      if (customer === undefined) {
        customer = { personnummer, skydd, numbers: new Set(), delivered: false }
        personer.set(personnummer, customer)
      } else if (STRICTNESS[skydd] > STRICTNESS[customer.skydd]) customer.skydd = skydd
      assign(personnyckel, customer)
    },
    keyOf(customerNumber) {
      const owner = owners.get(customerNumber)
      return isCustomer(owner) ? owner : undefined
    },
    ownerOf: (customerNumber) => owners.get(customerNumber),
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
