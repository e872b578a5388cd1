import { beforeEach, expect, test } from '@jest/globals'
import { readCounts } from '../../../test/support/sources/reading.ts'
import type { Row } from '../../mapping/row-reader.ts'
import type { ReadCounts } from '../../sync/source.ts'
import { fakturaCollection } from './invoices.ts'
import {
  ANNA,
  BO,
  customer,
  deliveries,
  manifest,
  number,
  register,
  row,
  today,
  withFields,
  withoutLine,
} from './testing/ledger-rows.ts'

let counts: ReadCounts
beforeEach(() => {
  counts = readCounts()
})

test('a person with several numbers comes once, with the rows of all', () => {
  const customers = [customer('1', ANNA), customer('2', BO), customer('30', ANNA)]
  const all = deliveries(counts, customers, [row('1', 'A1'), row('2', 'B1'), row('30', 'A2'), row('31', 'C1')])
  expect(all.flatMap(number)).toEqual([`${BO}:B1`, `${ANNA}:A1,A2`])
  expect(all[4]?.orphans ?? []).toEqual([])
})

test('a person whose last number has no invoices comes at the end', () => {
  const customers = [customer('1', ANNA), customer('2', BO), customer('30', ANNA)]
  const all = deliveries(counts, customers, [row('1', 'A1'), row('2', 'B1')])
  expect(all.flatMap(number)).toEqual([`${BO}:B1`, `${ANNA}:A1`])
})

test('a person with one protected number is protected in all', () => {
  const customers = [customer('1', ANNA), customer('30', ANNA, 'ja'), customer('31', BO, 'okand')]
  const all = deliveries(counts, customers, [row('1', 'A1'), row('30', 'A2'), row('31', 'B1')])
  expect(all.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'ja', uppgifter: {}, rejected: [] },
    { personnummer: BO, skydd: 'okand', uppgifter: {}, rejected: [] },
  ])
})

test('a person without invoices is told, with the flag', () => {
  const all = deliveries(counts, [customer('1', ANNA)], [])
  expect(all.flatMap(({ personer }) => personer)).toEqual([
    { personnummer: ANNA, skydd: 'nej', uppgifter: {}, rejected: [] },
  ])
})

test('an invoice that was closed between the two reads is the closed one', () => {
  const customers = [customer('1', ANNA)]
  const all = deliveries(counts, customers, [row('1', 'A1'), row('1', 'A2'), row('1', 'A1', 'historik', 0)])
  const [person] = all.flatMap(({ personer }) => personer)
  expect(person?.rejected).toEqual([])
  expect(person?.uppgifter.faktura).toMatchObject([
    { fakturanummer: 'A1', betalstatus: 'betald', kvarstaende: 0 },
    { fakturanummer: 'A2', betalstatus: 'obetald' },
  ])
  expect(Object.keys(person!.uppgifter.faktura![0]!).slice(0, 3)).toEqual(['belopp', 'betalstatus', 'fakturanummer'])
})

test.each([[['1', '2', '30']], [['30', '2', '1']], [['30', '1', '2']]])(
  'a person with several numbers is whole, whatever order the customers come in: %j',
  (order) => {
    const customers = [customer('30', ANNA), customer('2', BO), customer('1', ANNA), customer('5', ANNA)]
    const rows = order.flatMap((number) => [row(number, `${number}A`), row(number, `${number}B`)])
    expect(deliveries(counts, customers, rows).flatMap(number).toSorted()).toEqual([
      `${ANNA}:1A,1B,30A,30B`,
      `${BO}:2A,2B`,
    ])
  },
)

test('rows of one number that come apart make one person of several numbers, and two pieces of another', () => {
  const customers = [customer('1', ANNA), customer('2', ANNA), customer('7', BO), customer('8', '189001039800')]
  const apart = [
    row('1', 'A1', 'historik', 0),
    row('2', 'A2'),
    row('1', 'A1'),
    row('7', 'B1'),
    row('8', 'C1'),
    row('7', 'B1'),
  ]
  expect(deliveries(counts, customers, apart).flatMap(number).toSorted()).toEqual([
    `${ANNA}:A1,A2`,
    `${BO}:B1`,
    `${BO}:B1`,
    '189001039800:C1',
  ])
  const other = [row('7', 'B1', 'historik', 0), row('9', 'X'), row('7', 'B1')]
  expect(deliveries(counts, [customer('7', BO)], other).flatMap(number)).toEqual([`${BO}:B1`, `${BO}:B1`])
})

test('instalments that share a number are items of their own, closed one by one', () => {
  const part = (n: number, due: string, sourceRow?: string, remaining?: number) =>
    withFields(row('1', 'A1', sourceRow, remaining), { delbetalning: n, forfallodatum: due })
  const rows = [part(1, '2026-01-31'), part(2, '2026-02-28'), part(1, '2026-01-31', 'historik', 0), row('1', 'A2')]
  const [person] = deliveries(counts, [customer('1', ANNA)], rows).flatMap(({ personer }) => personer)
  expect(person?.rejected).toEqual([])
  expect(person?.uppgifter.faktura).toMatchObject([
    { fakturanummer: 'A1', delbetalning: 1, betalstatus: 'betald', forfallodatum: '2026-01-31' },
    { fakturanummer: 'A1', delbetalning: 2, betalstatus: 'obetald', forfallodatum: '2026-02-28' },
    { fakturanummer: 'A2', betalstatus: 'obetald' },
  ])
})

test('an invoice without lines is an invoice', () => {
  const head = withoutLine(row('1', 'A1'))
  const [person] = deliveries(counts, [customer('1', ANNA)], [head]).flatMap(({ personer }) => personer)
  expect(person?.uppgifter.faktura).toMatchObject([{ fakturanummer: 'A1', betalstatus: 'obetald', rader: [] }])
})

test('what the codes of the ledger say is derived, and the columns of unknown ones are counted, of nobody protected', () => {
  const coded = (fakturanummer: string, codes: Row['technical'], fields: Row['falt'] = {}, key = '1') =>
    withFields(row(key, fakturanummer), fields, codes)
  const rows = [
    coded('A1', { voucher_type: 'KK' }),
    coded('A2', { voucher_type: 'KF', status: 'M' }),
    coded('A3', { voucher_type: 'KP', collect_status: 'KFM' }, { inkasso: true }),
    coded('A4', { voucher_type: 'hemligt-79' }, { paminnelser: 2 }),
    coded('A5', { collect_status: '9' }, { inkasso: true, paminnelser: 2 }),
    coded('B1', { status: 'hemligt-80' }, {}, '2'),
  ]
  const all = deliveries(counts, [customer('1', ANNA), customer('2', BO, 'ja')], rows)
  const [person] = all.flatMap(({ personer }) => personer)
  expect(person?.uppgifter.faktura).toMatchObject([
    { fakturanummer: 'A1', betalstatus: 'kredit', inkasso: false },
    { fakturanummer: 'A2', betalstatus: 'makulerad', inkasso: false },
    { fakturanummer: 'A3', betalstatus: 'obetald', inkasso: true, paminnelser: 1 },
    { fakturanummer: 'A4', betalstatus: 'okand', inkasso: false, paminnelser: 2 },
    { fakturanummer: 'A5', betalstatus: 'okand', inkasso: true, paminnelser: 2 },
  ])
  for (const item of person!.uppgifter.faktura!) expect(Object.keys(item)).toEqual(Object.keys(item).toSorted())
  expect([...counts.unknownFields]).toEqual([
    ['oppna.voucher_type (okänd kod)', 1],
    ['oppna.collect_status (okänd kod)', 1],
  ])
  expect(JSON.stringify(all)).not.toContain('hemligt')
})

test('a row of an open invoice that cannot be read is outdated too when the invoice was closed meanwhile', () => {
  const damaged = (field: string, known: Row['falt']): Row => ({
    ...row('1', ''),
    falt: {},
    rejected: { falt: field, reason: 'format', rawValues: {}, known },
  })
  const rows = [
    damaged('belopp', { fakturanummer: 'A1' }),
    damaged('belopp', { fakturanummer: 'A2' }),
    damaged('delbetalning', { fakturanummer: 'A3' }),
    row('1', 'A1', 'historik', 0),
    row('1', 'A3', 'historik', 0),
  ]
  const [person] = deliveries(counts, [customer('1', ANNA)], rows).flatMap(({ personer }) => personer)
  expect(person?.uppgifter.faktura).toMatchObject([{ fakturanummer: 'A1' }, { fakturanummer: 'A3' }])
  expect(person?.rejected.map(({ searched }) => searched)).toEqual([{ fakturanummer: 'A3' }, { fakturanummer: 'A2' }])
})

test('a code adds no field that the manifest does not list', () => {
  const few = { ...manifest, falt: manifest.falt.filter(({ falt }) => !['inkasso', 'paminnelser'].includes(falt)) }
  const collection = fakturaCollection(few, register(counts, [customer('1', ANNA)]), { today, counts })
  const fields = Object.fromEntries(Object.entries(row('1', 'A1').falt).filter(([name]) => name !== 'inkasso'))
  collection.add({ ...row('1', 'A1'), falt: fields, technical: { voucher_type: 'KP', collect_status: 'INK' } })
  collection.flush()
  const [item] = collection.take().personer[0]!.uppgifter.faktura!
  expect(Object.keys(item!)).toEqual(['belopp', 'betalstatus', 'fakturanummer', 'kvarstaende', 'rader'])
})
