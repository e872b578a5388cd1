import { readManifest } from '../../../mapping/load-manifests.ts'
import type { Skydd, SourceBatch } from '../../../mapping/person-items.ts'
import type { Row } from '../../../mapping/row-reader.ts'
import type { ReadCounts } from '../../../sync/source.ts'
import { type CustomerRegister, customerRegister } from '../customers.ts'
import { fakturaCollection } from '../invoices.ts'

export const today = new Date('2026-09-15')
export const manifest = readManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!
export const [ANNA, BO] = ['189001019802', '189001029819']

export const customer = (personKey: string, personnummer: string, skydd: Skydd = 'nej'): Row => ({
  sourceRow: 'kunder',
  mangd: 'kund',
  personnyckel: personKey,
  skydd,
  falt: { personnummer },
  technical: {},
})
export const unreadable = (personKey: string, reason: string, written: string, skydd: Skydd = 'nej'): Row => ({
  ...customer(personKey, ''),
  skydd,
  falt: {},
  rejected: { falt: 'personnummer', reason, rawValues: { personnummer: written }, known: {} },
})
export const row = (personKey: string, fakturanummer: string, sourceRow = 'oppna', remaining = 100): Row => ({
  sourceRow,
  mangd: 'faktura',
  personnyckel: personKey,
  falt: { belopp: 100, fakturanummer, inkasso: false, kvarstaende: remaining },
  subItem: { belopp: 100, radnummer: 1, text: 'x' },
  technical: {},
})
export const withFields = (one: Row, fields: Row['falt'], technical: Row['technical'] = {}): Row => ({
  ...one,
  falt: { ...one.falt, ...fields },
  technical,
})

export const withoutLine = ({ sourceRow, mangd, personnyckel, falt, technical }: Row): Row => ({
  sourceRow,
  mangd,
  personnyckel,
  falt,
  technical,
})

export function register(counts: ReadCounts, customers: readonly Row[]): CustomerRegister {
  const fresh = customerRegister(counts.notPersons)
  for (const one of customers) fresh.put(one)
  return fresh
}

/** What is delivered after each row, and at the end. */
export function deliveries(counts: ReadCounts, customers: readonly Row[], rows: readonly Row[]): SourceBatch[] {
  const collection = fakturaCollection(manifest, register(counts, customers), { today, counts })
  const out = rows.map((one) => {
    collection.add(one)
    return collection.take()
  })
  collection.flush()
  return [...out, collection.take(), ...collection.others()]
}

/** The invoices of each person, as `personnummer:number,number`. */
export const number = (delivery: SourceBatch | undefined): string[] =>
  (delivery?.personer ?? []).map(
    ({ personnummer, uppgifter }) =>
      `${personnummer}:${(uppgifter.faktura ?? []).map((f) => String(f['fakturanummer'] as string)).join()}`,
  )
