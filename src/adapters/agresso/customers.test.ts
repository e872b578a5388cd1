import { beforeEach, expect, test } from '@jest/globals'
import { readCounts } from '../../../test/support/sources/reading.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import { ANNA, BO, customer, deliveries, number, row, unreadable, withFields } from './testing/ledger-rows.ts'

let counts: ReadCounts
beforeEach(() => {
  counts = readCounts()
})

test('organisations and interim numbers are no persons: counted, and their invoices are nobody’s', () => {
  const customers = [
    unreadable('7', 'organisation', '212000-0142'),
    unreadable('8', 'organisation', '162120000142'),
    unreadable('9', 'interim', '20000101T220'),
    customer('10', ANNA),
  ]
  const all = deliveries(
    counts,
    customers,
    ['7', '8', '9', '10'].map((n) => row(n, `F${n}`)),
  )
  expect(all.flatMap(number)).toEqual([`${ANNA}:F10`])
  expect(all.flatMap(({ orphans }) => orphans)).toEqual([])
  expect([...counts.notPersons]).toEqual([
    ['organisation', 2],
    ['interim', 1],
  ])
})

test('a customer number that is two persons’, or one’s and unreadable, is nobody’s in any order', () => {
  for (const others of [
    customer('1', BO),
    unreadable('1', 'format', 'XX'),
    unreadable('1', 'organisation', '212000-0142'),
  ])
    for (const order of [
      [customer('1', ANNA), others],
      [others, customer('1', ANNA)],
    ]) {
      const all = deliveries(
        counts,
        [...order, customer('1', ANNA), customer('3', ANNA)],
        [row('1', 'A1'), row('3', 'A3')],
      )
      expect(all.flatMap(number).filter((text) => text.endsWith(':'))).toEqual(
        others.falt['personnummer'] ? [`${BO}:`] : [],
      )
      expect(all.flatMap(number)).toContain(`${ANNA}:A3`)
      expect(all.flatMap(({ orphans }) => orphans)).toContainEqual(
        expect.objectContaining({ reason: 'motsagelse', searched: { fakturanummer: 'A1' } }),
      )
    }
})

test('a customer whose person cannot be told is told, and each invoice by what it would be searched', () => {
  const damaged = (key: string): Row => ({
    ...row(key, ''),
    falt: {},
    rejected: {
      falt: 'belopp',
      reason: 'format',
      rawValues: { fakturanummer: 'F6', belopp: 'XX' },
      known: { fakturanummer: 'F6' },
    },
  })
  const customers = [
    unreadable('7', 'format', 'XX'),
    unreadable('8', 'format', 'XX', 'okand'),
    unreadable('10', 'tvetydigt', '0901010123'),
  ]
  const all = deliveries(counts, customers, [
    withFields(row('7', 'F1'), { ocrNummer: '226' }),
    withFields(row('7', 'F1'), { ocrNummer: '226' }),
    row('7', 'F2'),
    row('8', 'F3'),
    row('9', 'F4'),
    withFields(row('9', 'F4'), { delbetalning: 2 }),
    damaged('9'),
    row('10', 'F5'),
  ])
  expect(all.flatMap(({ personer }) => personer)).toEqual([])
  const field = { mangd: 'faktura', falt: 'personnummer', reason: 'format' }
  const none = { mangd: 'faktura', falt: 'apar_id', reason: 'personnummer' }
  const orphans = all.flatMap(({ orphans }) => orphans)
  expect(orphans.filter(({ searched }) => searched === undefined)).toEqual([
    { ...field, rawValues: { personnummer: 'XX', customerNumber: '7' } },
    { ...field, rawValues: { customerNumber: '8' } },
    { ...field, reason: 'tvetydigt', rawValues: { personnummer: '0901010123', customerNumber: '10' } },
  ])
  expect(orphans.filter(({ searched }) => searched !== undefined)).toEqual([
    { ...field, rawValues: { apar_id: '7' }, searched: { fakturanummer: 'F1', ocrNummer: '226' } },
    { ...field, rawValues: { apar_id: '7' }, searched: { fakturanummer: 'F2' } },
    { ...field, rawValues: { apar_id: '8' }, searched: { fakturanummer: 'F3' } },
    { ...none, rawValues: { apar_id: '9' }, searched: { fakturanummer: 'F4' } },
    { ...none, rawValues: { apar_id: '9' }, searched: { fakturanummer: 'F4' } },
    { ...none, rawValues: { apar_id: '9' }, searched: { fakturanummer: 'F6' } },
    { ...field, reason: 'tvetydigt', rawValues: { apar_id: '10' }, searched: { fakturanummer: 'F5' } },
  ])
})
