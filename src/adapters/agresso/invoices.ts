import { betalstatus, readCodes } from '../../mapping/betalstatus.ts'
import { itemKey, searchedOf } from '../../mapping/gather-items.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import { createPersonAssembler } from '../../mapping/person-assembler.ts'
import type { PersonItems, Rejected, SourceBatch, Value } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import { type Customer, type CustomerRegister, NO_PERSON, type Unidentified } from './customers.ts'

/** Persons without invoices in one delivery. */
const BATCH = 500

export interface FakturaCollection {
  /** Rows of a customer come together; those of a person with several customer numbers are kept to the end. */
  add(row: Row): void
  /** Nothing more comes. */
  flush(): void
  take(): SourceBatch
  /** After flush: the persons of the master who have no invoices or are protected, since their flag must be delivered too. */
  others(): Iterable<SourceBatch>
}

export interface FakturaLimits {
  readonly today: Date
  readonly counts: Pick<ReadCounts, 'unknownFields'>
}

/** Puts invoice rows into persons by way of the customer master. */
export function fakturaCollection(
  manifest: Manifest,
  register: CustomerRegister,
  { today, counts }: FakturaLimits,
  evenProtected = false,
): FakturaCollection {
  const personnummerOf = (customerNumber: string) => register.keyOf(customerNumber)
  const personer = createPersonAssembler([manifest], { today, personnummerOf, evenProtected })
  const derive = createDerivation(manifest, counts.unknownFields)
  const withheld = new Map<Customer, Row[]>()
  /** The invoices of the customer at hand that are nobody's, each told once. */
  const told = new Set<string>()
  let orphans: Rejected[] = []
  let customerNumber: string | undefined
  let group: Row[] = []

  function hand(customer: Customer, rows: readonly Row[]): void {
    if (rows.length === 0) return
    // Rows that have come apart stay apart: by that the reader knows.
    if (customer.delivered) personer.flush()
    customer.delivered = true
    for (const row of withoutOutdated(rows, manifest.postnyckel)) personer.add(derive(row))
  }

  function finishCustomer(): void {
    const [rows, number] = [group, customerNumber]
    group = []
    customerNumber = undefined
    told.clear()
    const customer = number === undefined ? undefined : register.keyOf(number)
    if (customer === undefined) return
    if (customer.numbers.size === 1) return hand(customer, rows)
    // Nobody has promised in what order the numbers come, nor that the rows of one come together.
    const held = withheld.get(customer) ?? []
    withheld.set(customer, held)
    for (const row of rows) held.push(row)
  }

  function orphan(row: Row, owner: Unidentified | undefined): void {
    const key = itemKey(manifest.postnyckel, row.rejected?.known ?? row.falt)
    if (told.has(key)) return
    told.add(key)
    orphans.push(withoutPerson(row, owner ?? { falt: manifest.personnyckel, reason: 'personnummer' }, manifest))
  }

  return {
    add(row) {
      if (row.personnyckel !== customerNumber) {
        finishCustomer()
        customerNumber = row.personnyckel
      }
      const owner = register.ownerOf(row.personnyckel)
      if (owner === NO_PERSON) return
      if (owner === undefined || !('numbers' in owner)) return orphan(row, owner)
      // The flag is known from the master: rows of a protected person are not gathered, unless asked for.
      if (owner.skydd === 'nej' || evenProtected) group.push(row)
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

/** An invoice, or an instalment of one, that was closed between the two reads is in both: the closed one is what holds. */
function withoutOutdated(rows: readonly Row[], keyFields: readonly string[]): readonly Row[] {
  const closed = new Set<string>()
  for (const { sourceRow, rejected, falt } of rows)
    if (sourceRow === 'historik' && rejected === undefined) closed.add(itemKey(keyFields, falt))
  if (closed.size === 0) return rows
  return rows.filter(({ sourceRow, rejected, falt }) => {
    if (sourceRow === 'historik' || (rejected !== undefined && keyFields.includes(rejected.falt))) return true
    return !closed.has(itemKey(keyFields, rejected?.known ?? falt))
  })
}

/**
 * What follows from the template that a row stands in and from its codes, and is known here only. No field that is not
 * listed is added but betalstatus.
 */
export function createDerivation(
  { falt, statuskoder = {} }: Manifest,
  unknownFields: Map<string, number>,
): (row: Row) => Row {
  const columnOf = new Map(falt.map((field) => [field.falt, field.kalla]))
  const collectionColumn = columnOf.get('inkasso')
  const collectionCodes = collectionColumn === undefined ? undefined : statuskoder[collectionColumn]
  const codes = readCodes(statuskoder)

  return (row) => {
    const { belopp, kvarstaende, paminnelser } = row.falt
    if (row.rejected !== undefined || typeof belopp !== 'number') return row
    const { said, unknown } = codes(row.technical)
    for (const column of unknown) {
      const name = `${row.sourceRow}.${column} (okänd kod)`
      unknownFields.set(name, (unknownFields.get(name) ?? 0) + 1)
    }
    const added: Record<string, Value> = {
      betalstatus: betalstatus({
        belopp,
        kvarstaende: typeof kvarstaende === 'number' ? kvarstaende : undefined,
        closed: row.sourceRow === 'historik',
        said,
      }),
    }
    if (collectionColumn !== undefined && said.has('inkasso')) added['inkasso'] = true
    // A code that means something else than collection is a value of the column, and no collection.
    else if (collectionCodes !== undefined && !unknown.includes(collectionColumn ?? '')) added['inkasso'] = false
    if (said.has('paminnelse') && columnOf.has('paminnelser'))
      added['paminnelser'] = Math.max(1, typeof paminnelser === 'number' ? paminnelser : 0)
    return { ...row, falt: withFields(row.falt, added) }
  }
}

/** Keeps to the order of names, in which the row reader gives them: that spares sorting every item for its digest. */
function withFields(own: Row['falt'], added: Readonly<Record<string, Value>>): Row['falt'] {
  const fields: Record<string, Value> = {}
  const waiting = Object.keys(added).filter((name) => own[name] === undefined)
  for (const name in own) {
    for (const next of waiting) if (next < name) fields[next] ??= added[next] as Value
    fields[name] = added[name] ?? (own[name] as Value)
  }
  for (const next of waiting.sort()) fields[next] ??= added[next] as Value
  return fields
}

/**
 * An invoice of a customer who came into being after the master was read, or whom the master does not tell. Protection is
 * as unknown as the person: of the values only the customer number is kept, and by what the invoice would be searched.
 */
function withoutPerson(
  { personnyckel, rejected, falt: fields }: Row,
  { falt, reason }: Unidentified,
  manifest: Manifest,
): Rejected {
  const rawValues = personnyckel === '' ? {} : { [manifest.personnyckel]: personnyckel }
  return { mangd: 'faktura', falt, reason, rawValues, searched: searchedOf('faktura', rejected?.known ?? fields) }
}
