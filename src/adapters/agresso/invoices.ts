import { betalstatus } from '../../mapping/betalstatus.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { Rejected, SourceBatch, PersonItems, Value } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { Customer, CustomerRegister } from './customers.ts'

/** Persons without invoices in one delivery. */
const BATCH = 500

export interface FakturaCollection {
  /** Rows of a customer come together; those of a person with several customer numbers are kept until all have come. */
  add(row: Row): void
  /** Nothing more comes. */
  flush(): void
  take(): SourceBatch
  /** After flush: the persons of the master who have no invoices or are protected, since their flag must be delivered too. */
  others(): Iterable<SourceBatch>
}

/** Puts invoice rows into persons by way of the customer master. */
export function fakturaCollection(
  manifest: Manifest,
  register: CustomerRegister,
  today: Date,
  evenProtected = false,
): FakturaCollection {
  const personnummerOf = (customerNumber: string) => register.keyOf(customerNumber)
  const personer = createPersonAssembler([manifest], { today, personnummerOf, evenProtected })
  const withheld = new Map<Customer, Row[]>()
  const unknown = new Set<string>()
  let orphans: Rejected[] = []
  let customerNumber: string | undefined
  let group: Row[] = []

  function hand(customer: Customer, rows: readonly Row[]): void {
    if (rows.length === 0) return
    customer.delivered = true
    for (const row of withoutOutdated(rows)) personer.add(withBetalstatus(row))
  }

  function finishCustomer(): void {
    const [rows, number] = [group, customerNumber]
    group = []
    customerNumber = undefined
    const customer = number === undefined ? undefined : register.keyOf(number)
    if (customer === undefined) return
    if (!customer.several) return hand(customer, rows)
    const all = [...(withheld.get(customer) ?? []), ...rows]
    if (number !== customer.last) return void withheld.set(customer, all)
    withheld.delete(customer)
    hand(customer, all)
  }

  return {
    add(row) {
      if (row.personnyckel !== customerNumber) {
        finishCustomer()
        customerNumber = row.personnyckel
      }
      const customer = register.keyOf(row.personnyckel)
      // The flag is known from the master: rows of a protected person are not gathered, unless asked for.
      if (customer !== undefined) {
        if (customer.skydd === 'nej' || evenProtected) group.push(row)
      } else if (!register.edge(row.personnyckel) && !unknown.has(row.personnyckel)) {
        unknown.add(row.personnyckel)
        orphans.push(withoutCustomer(row, manifest))
      }
    },
    flush() {
      finishCustomer()
      for (const [customer, rows] of withheld) hand(customer, rows)
      withheld.clear()
      personer.flush()
    },
    take() {
      const delivery = personer.take()
      const own = [...orphans, ...register.takeOrphans()]
      orphans = []
      return { personer: delivery.personer, orphans: [...own, ...delivery.orphans] }
    },
    *others() {
      let batch: PersonItems[] = []
      for (const { personnummer, skydd, delivered } of register.kunder()) {
        if (delivered) continue
        batch.push({ personnummer, skydd, uppgifter: {}, rejected: [] })
        if (batch.length < BATCH) continue
        yield { personer: batch, orphans: [] }
        batch = []
      }
      if (batch.length > 0) yield { personer: batch, orphans: [] }
    },
  }
}

/** An invoice that was closed between the two reads is in both: the closed one is what holds. */
function withoutOutdated(rows: readonly Row[]): readonly Row[] {
  const closed = new Set<Value>()
  for (const { sourceRow, falt } of rows) {
    const number = falt['fakturanummer']
    if (sourceRow === 'historik' && number !== undefined) closed.add(number)
  }
  if (closed.size === 0) return rows
  return rows.filter(({ sourceRow, falt }) => sourceRow === 'historik' || !closed.has(falt['fakturanummer'] ?? ''))
}

const BETALSTATUS = 'betalstatus'

/**
 * Which template the row stands in tells whether the invoice is paid, and is known here only. The row reader gives
 * fields in the order of their names; keeping to it spares sorting every item for its digest.
 */
function withBetalstatus(row: Row): Row {
  const { belopp, kvarstaende } = row.falt
  if (typeof belopp !== 'number' || typeof kvarstaende !== 'number') return row
  const status = betalstatus({ belopp, kvarstaende, paid: row.sourceRow === 'historik' })
  const fields: Record<string, Value> = {}
  for (const [name, value] of Object.entries(row.falt)) {
    if (name > BETALSTATUS) fields[BETALSTATUS] ??= status
    fields[name] = value
  }
  fields[BETALSTATUS] ??= status
  return { ...row, falt: fields }
}

/** A customer that came into being after the master was read, or that the master does not tell. */
const withoutCustomer = (row: Row, { personnyckel }: Manifest): Rejected => ({
  mangd: 'faktura',
  falt: personnyckel,
  reason: 'personnummer',
  rawValues: row.personnyckel === '' ? {} : { [personnyckel]: row.personnyckel },
})
