import type { Calendar } from './calendar.ts'
import type { Changes } from './changes.ts'
import { type Faktura, rentOf } from './invoices.ts'
import { customerNumberOf, hasTwoCustomerNumbers, numberOfNoPerson, otherCustomerNumberOf } from './placement.ts'
import type { AgressoCustomer, AgressoRow, Population, SourceSystem } from './population.ts'
import type { Truth } from './truth.ts'

const PROTECTION_CODES: Readonly<Record<Truth['skydd'], string>> = {
  ingen: '0',
  sekretessmarkering: '1',
  'skyddad-folkbokforing': '2',
  fingerade: '3',
}
/** Days since a customer that nobody has touched was last changed. */
const UNTOUCHED = 400

/** Customers of every company who are no persons: the city itself, and an interim number that Skatteverket has published. */
const NO_PERSONS = [
  { personnummer: '212000-0142', namn: 'Stockholms stad' },
  { personnummer: '20000101T220', namn: 'Interim' },
]

export interface LedgerBasis {
  readonly antal: number
  readonly seed: number
  readonly calendar: Calendar
  readonly changes: Changes
  /** The place of a stadsdel in STADSDELAR. */
  readonly orderOf: (stadsdel: string) => number
  readonly hasIn: (index: number, stadsdel: string, order: number, source: SourceSystem) => boolean
  readonly person: Population['person']
  readonly fakturor: (index: number, stadsdel: string) => readonly Faktura[]
}

/** The customer ledger of each company: the same invoices as in the truth, as rows under customer numbers. */
export function createLedger(u: LedgerBasis): Pick<Population, 'customerNumber' | 'agressoCustomers' | 'agressoRows'> {
  const { antal, seed, orderOf, hasIn, changes } = u

  function customerNumber(index: number, stadsdel: string): string[] {
    const order = orderOf(stadsdel)
    if (!hasIn(index, stadsdel, order, 'agresso')) return []
    const first = customerNumberOf(index, order)
    return hasTwoCustomerNumbers(seed, index) ? [first, otherCustomerNumberOf(index, order)] : [first]
  }

  const changed = (index: number, stadsdel: string, otherwise: string): string => {
    const latest = changes.latest(index, stadsdel, 'agresso')
    return latest === undefined ? `${otherwise}T00:00:00.000Z` : new Date(latest).toISOString()
  }

  function customer(index: number, stadsdel: string, number: string): AgressoCustomer {
    const { personnummer, fornamn, efternamn, skydd } = u.person(index)
    return {
      index,
      customerNumber: number,
      personnummer,
      namn: `${efternamn}, ${fornamn}`,
      protectionCode: PROTECTION_CODES[skydd],
      lastChanged: changed(index, stadsdel, u.calendar.day(-UNTOUCHED)),
    }
  }

  const noPersons = (stadsdel: string): AgressoCustomer[] =>
    NO_PERSONS.map((who, n) => ({
      ...who,
      index: antal + n,
      customerNumber: numberOfNoPerson(n, orderOf(stadsdel)),
      protectionCode: PROTECTION_CODES.ingen,
      lastChanged: `${u.calendar.day(-UNTOUCHED)}T00:00:00.000Z`,
    }))

  function* agressoCustomers(stadsdel: string, index?: number): Generator<AgressoCustomer> {
    if (index !== undefined && index >= antal) {
      yield* noPersons(stadsdel).filter((one) => one.index === index)
      return
    }
    if (index !== undefined) {
      for (const number of customerNumber(index, stadsdel)) yield customer(index, stadsdel, number)
      return
    }
    const order = orderOf(stadsdel)
    for (let i = 0; i < antal; i++)
      if (hasIn(i, stadsdel, order, 'agresso')) yield customer(i, stadsdel, customerNumberOf(i, order))
    yield* noPersons(stadsdel)
    for (let i = 0; i < antal; i++)
      if (hasTwoCustomerNumbers(seed, i) && hasIn(i, stadsdel, order, 'agresso'))
        yield customer(i, stadsdel, otherCustomerNumberOf(i, order))
  }

  function agressoRows(index: number, stadsdel: string, only?: string): AgressoRow[] {
    const isPerson = index < antal
    const all = isPerson ? u.fakturor(index, stadsdel) : [rentOf(index, orderOf(stadsdel), u.calendar)]
    const number = isPerson ? customerNumber(index, stadsdel) : [numberOfNoPerson(index - antal, orderOf(stadsdel))]
    return number.flatMap((customer, n) => {
      if (only !== undefined && customer !== only) return []
      // Two numbers share the invoices month by month.
      const own = all.filter(({ fakturanummer }) => number.length === 1 || Number(fakturanummer.at(-1)) % 2 === n)
      return own.flatMap(({ rader, ...head }) => {
        const lastChanged = changed(index, stadsdel, head.betaldDatum ?? head.fakturadatum)
        return rader.map((row) => ({ ...head, ...row, customerNumber: customer, lastChanged }))
      })
    })
  }

  return { customerNumber, agressoCustomers, agressoRows }
}
