import { expect, test } from '@jest/globals'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { SourceBatch, Skydd } from '../../mapping/person-items.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { customerRegister, type CustomerRegister } from './customers.ts'
import { fakturaCollection } from './invoices.ts'

const today = new Date('2026-09-15')
const manifest = readManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!
const [ANNA, BO] = ['189001019802', '189001029819']

const customer = (personKey: string, personnummer: string, skydd: Skydd = 'nej'): Row => ({
  sourceRow: 'kunder',
  mangd: 'kund',
  personnyckel: personKey,
  skydd,
  falt: { personnummer },
  technical: {},
})
const row = (personKey: string, fakturanummer: string, sourceRow = 'oppna', remaining = 100): Row => ({
  sourceRow,
  mangd: 'faktura',
  personnyckel: personKey,
  falt: { belopp: 100, fakturanummer, kvarstaende: remaining },
  subItem: { belopp: 100, radnummer: 1, text: 'x' },
  technical: {},
})

function register(...customers: Row[]): CustomerRegister {
  const fresh = customerRegister()
  for (const one of customers) fresh.put(one)
  return fresh
}

/** What is delivered after each row, and at the end. */
function deliveries(customers: CustomerRegister, rows: readonly Row[]): SourceBatch[] {
  const collection = fakturaCollection(manifest, customers, today)
  const out = rows.map((one) => {
    collection.add(one)
    return collection.take()
  })
  collection.flush()
  return [...out, collection.take(), ...collection.others()]
}
const number = (delivery: SourceBatch | undefined): string[] =>
  (delivery?.personer ?? []).map(
    ({ personnummer, uppgifter }) =>
      `${personnummer}:${(uppgifter.faktura ?? []).map((f) => String(f['fakturanummer'] as string)).join()}`,
  )

test('a person with several numbers comes once, when the last of them has passed', () => {
  const customers = register(customer('1', ANNA), customer('2', BO), customer('30', ANNA))
  const all = deliveries(customers, [row('1', 'A1'), row('2', 'B1'), row('30', 'A2'), row('31', 'C1')])
  expect(all.flatMap(number)).toEqual([`${BO}:B1`, `${ANNA}:A1,A2`])
  expect(all[4]?.orphans ?? []).toEqual([])
})

test('a person whose last number has no invoices comes at the end', () => {
  const customers = register(customer('1', ANNA), customer('2', BO), customer('30', ANNA))
  const all = deliveries(customers, [row('1', 'A1'), row('2', 'B1')])
  expect(all.flatMap(number)).toEqual([`${BO}:B1`, `${ANNA}:A1`])
})

test('a person with one protected number is protected in all', () => {
  const customers = register(customer('1', ANNA), customer('30', ANNA, 'ja'), customer('31', BO, 'okand'))
  const all = deliveries(customers, [row('1', 'A1'), row('30', 'A2'), row('31', 'B1')])
  expect(all.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'ja', uppgifter: {}, rejected: [] },
    { personnummer: BO, skydd: 'okand', uppgifter: {}, rejected: [] },
  ])
})

test('a person without invoices is told, with the flag', () => {
  const all = deliveries(register(customer('1', ANNA)), [])
  expect(all.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'nej', uppgifter: {}, rejected: [] },
  ])
})

test('an invoice that was closed between the two reads is the closed one', () => {
  const customers = register(customer('1', ANNA))
  const all = deliveries(customers, [row('1', 'A1'), row('1', 'A2'), row('1', 'A1', 'historik', 0)])
  const [person] = all.flatMap(({ personer }) => personer)
  expect(person?.rejected).toEqual([])
  expect(person?.uppgifter.faktura).toMatchObject([
    { fakturanummer: 'A1', betalstatus: 'betald', kvarstaende: 0 },
    { fakturanummer: 'A2', betalstatus: 'obetald' },
  ])
  expect(Object.keys(person!.uppgifter.faktura![0]!).slice(0, 3)).toEqual(['belopp', 'betalstatus', 'fakturanummer'])
})

test('a customer whose person cannot be told is told once, and the invoices are kept from everybody', () => {
  const unreadable: Row = {
    ...customer('7', ''),
    falt: {},
    rejected: { falt: 'personnummer', reason: 'format', rawValues: { personnummer: 'XX' }, known: {} },
  }
  const isProtected: Row = { ...unreadable, personnyckel: '8', skydd: 'okand' }
  const all = deliveries(register(unreadable, isProtected), [
    row('7', 'F1'),
    row('7', 'F2'),
    row('8', 'F3'),
    row('9', 'F4'),
    row('9', 'F5'),
  ])
  expect(all.flatMap(({ personer }) => personer)).toEqual([])
  expect(all.flatMap(({ orphans }) => orphans)).toEqual([
    {
      mangd: 'faktura',
      falt: 'personnummer',
      reason: 'format',
      rawValues: { personnummer: 'XX', customerNumber: '7' },
    },
    { mangd: 'faktura', falt: 'personnummer', reason: 'format', rawValues: { customerNumber: '8' } },
    { mangd: 'faktura', falt: 'apar_id', reason: 'personnummer', rawValues: { apar_id: '9' } },
  ])
})
