import { expect, test } from '@jest/globals'
import { error } from '../../../test/support/sources/http-peer.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { Row } from '../../mapping/row-reader.ts'
import { withLines } from './join-lines.ts'

const manifest = readManifest('config/tittbehorighet').find((m) => m.informationsmangd === 'faktura')!

const head = (customer: string, number: string): Row => ({
  sourceRow: 'oppna',
  mangd: 'faktura',
  personnyckel: customer,
  falt: { belopp: 100, fakturanummer: number },
  technical: {},
})
const line = (customer: string, number: string, place: number): Row => ({
  ...head(customer, number),
  sourceRow: 'rader',
  falt: { fakturanummer: number },
  subItem: { radnummer: place },
})

async function joined(...batches: Row[][]): Promise<string[]> {
  async function* rows() {
    yield* batches
  }
  const all: Row[] = []
  for await (const batch of withLines('agresso farsta', rows(), manifest)) all.push(...batch)
  return all.map(({ personnyckel, falt, subItem, rejected }) =>
    [personnyckel, falt['fakturanummer'], falt['belopp'], subItem?.['radnummer'], rejected?.reason].join(' '),
  )
}

test('a line gets the head of its own customer and number, however the rows of the customer lie', async () => {
  expect(
    await joined(
      [line('1', 'A', 1), head('1', 'A')],
      [head('1', 'B'), line('1', 'A', 2)],
      [head('2', 'A'), line('2', 'A', 9)],
    ),
  ).toEqual(['1 A 100 1 ', '1 A 100 2 ', '1 B 100  ', '2 A 100 9 '])
})

test('a line finds its instalment, and one that does not say which is a line of each', async () => {
  const part = (row: Row, n: number): Row => ({ ...row, falt: { ...row.falt, delbetalning: n } })
  const heads = [part({ ...head('1', 'A'), falt: { belopp: 40, fakturanummer: 'A' } }, 1), part(head('1', 'A'), 2)]
  expect(await joined([...heads, part(line('1', 'A', 1), 2), part(line('1', 'A', 1), 1)])).toEqual([
    '1 A 40 1 ',
    '1 A 100 1 ',
  ])
  expect(await joined([...heads, line('1', 'A', 7)])).toEqual(['1 A 40 7 ', '1 A 100 7 '])
})

test('a line without a head is of no invoice', async () => {
  expect(await joined([head('1', 'A'), line('1', 'X', 1), line('3', 'A', 1)])).toEqual(['1 A 100  '])
})

test('a line that cannot be read takes its own invoice with it, and no other', async () => {
  const rejected = { falt: 'rader.belopp', reason: 'format', rawValues: {}, known: { fakturanummer: 'A' } }
  const bad: Row = { ...head('1', 'A'), sourceRow: 'rader', falt: {}, rejected }
  const rows = [head('1', 'A'), head('1', 'B'), line('1', 'A', 1), bad, line('1', 'B', 1)]
  expect(await joined(rows)).toEqual(['1    format', '1 B 100 1 '])
})

test('heads that share a number each get its lines: instalments, or an invoice that was closed between two reads', async () => {
  const closed: Row = { ...head('1', 'A'), sourceRow: 'historik' }
  expect(await joined([head('1', 'A'), closed, line('1', 'A', 1)])).toEqual(['1 A 100 1 ', '1 A 100 1 '])
})

test('an invoice that a line takes with it is still known by what its head could tell', async () => {
  const rejected = { falt: 'rader.belopp', reason: 'format', known: { fakturanummer: 'A' }, rawValues: {} }
  const whole: Row = { ...head('1', 'A'), falt: { fakturanummer: 'A', ocrNummer: '18' } }
  async function* rows() {
    yield [whole, { ...line('1', 'A', 1), falt: {}, rejected: { ...rejected, rawValues: { fakturanummer: 'A' } } }]
  }
  for await (const [row] of withLines('agresso farsta', rows(), manifest))
    expect(row?.rejected?.known).toEqual({ fakturanummer: 'A', ocrNummer: '18' })
})

test('a line that does not say which invoice it is of is still one that could not be read', async () => {
  const rejected = { falt: 'fakturanummer', reason: 'saknas', known: {}, rawValues: {} }
  const bad: Row = { ...head('1', ''), sourceRow: 'rader', falt: {}, rejected }
  expect(await joined([head('1', 'A'), line('1', 'A', 1), bad])).toEqual(['1 A 100 1 ', '1    saknas'])
})

test('heads and lines of a customer that come apart are no answer', async () => {
  const failure = await error(joined([head('1', 'A'), head('2', 'B'), line('1', 'A', 1)]))
  expect(failure).toMatchObject({ code: 'KALLA_OORDNAD', message: expect.stringContaining('sort all templates') })
})
