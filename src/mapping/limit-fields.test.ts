import { expect, test } from '@jest/globals'
import { limitFields } from './limit-fields.ts'

test('keeps permitted fields only, also inside sub-items', () => {
  const faktura = {
    fakturanummer: '1',
    belopp: 100,
    inkasso: true,
    rader: [{ radnummer: 1, text: 'Hemtjänst', secret: 'x' }],
  }
  expect(limitFields([faktura], new Set(['fakturanummer', 'rader.text']))).toEqual([
    { fakturanummer: '1', rader: [{ text: 'Hemtjänst' }] },
  ])
})

test('the name of a list alone opens nothing in it, and a dotted name opens no plain value', () => {
  expect(limitFields([{ rader: [{ text: 'x' }], namn: 'y' }], new Set(['rader', 'namn.text']))).toEqual([])
})

test('an item with nothing permitted vanishes, and inherited names are no fields', () => {
  expect(limitFields([{ a: 1 }, { b: 2 }], new Set(['b', 'constructor']))).toEqual([{ b: 2 }])
})
