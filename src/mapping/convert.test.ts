import { expect, test } from '@jest/globals'
import { converter } from './convert.ts'
import type { FieldType } from './manifest.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const convert = (wantedType: FieldType, text: string): unknown =>
  converter(
    {
      kalla: 'K',
      falt: 'k',
      typ: wantedType,
      kravs: false,
      grund: '-',
      kanslighet: 'normal',
      koder: { A: 'ett', toString: 'två' },
    },
    TODAY,
  )(text)

test.each<[FieldType, string, unknown]>([
  ['text', 'Åsa  B', 'Åsa  B'],
  ['kod', 'A', 'ett'],
  ['kod', 'toString', 'två'],
  ['datum', '2026-01-31', '2026-01-31'],
  ['datum', '2024-02-29', '2024-02-29'],
  ['datum', '2026-01-31T00:00:00', '2026-01-31'],
  ['datum', '2026-01-31T23:30:00.000+01:00', '2026-01-31'],
  ['datum', '1900-01-01', null],
  ['datum', '2099-12-31T00:00:00', null],
  ['period', '2026-12', '2026-12'],
  ['ore', '0', 0],
  ['ore', '-0', 0],
  ['ore', '1234', 123400],
  ['ore', '1234.5', 123450],
  ['ore', '1234,05', 123405],
  ['ore', '-0.01', -1],
  ['ore', '8.95', 895],
  ['ore', '10.10', 1010],
  ['ore', '1234.5000', 123450],
  ['ore', '90071992547409.91', 9007199254740991],
  ['decimal', '12.25', 12.25],
  ['decimal', '12,5', 12.5],
  ['decimal', '-0.0', 0],
  ['heltal', '007', 7],
  ['heltal', '-12', -12],
  ['heltal', '9007199254740991', 9007199254740991],
  ['ocr', '00', '00'],
  ['ocr', '18108401345678779', '18108401345678779'],
  ['personnummer', '090527+1474', '190905271474'],
  ['finns', 'hemligt', true],
])('%s "%s" is %p', (type, text, value) => {
  expect(Object.is(convert(type, text), value)).toBe(true)
})

test.each<[FieldType, string]>([
  ['kod', 'B'],
  ['kod', 'a'],
  ['kod', 'constructor'],
  ['kod', '__proto__'],
  ['datum', '2026-02-29'],
  ['datum', '2026-13-01'],
  ['datum', '2026-00-10'],
  ['datum', '2026-1-1'],
  ['datum', '20260101'],
  ['datum', '2026-01-01 00:00'],
  ['datum', '2026-01-01Tx'],
  ['datum', '2026-01-01Z'],
  ['period', '2026-13'],
  ['period', '2026-1'],
  ['period', '2026-01-01'],
  ['ore', '1.234'],
  ['ore', '1 234'],
  ['ore', '1.234,00'],
  ['ore', '.5'],
  ['ore', '5.'],
  ['ore', '+5'],
  ['ore', '1e3'],
  ['ore', '0x10'],
  ['ore', '90071992547409.92'],
  ['decimal', '1234567890.1234567'],
  ['decimal', 'NaN'],
  ['decimal', '1e3'],
  ['heltal', '1.0'],
  ['heltal', '9007199254740992'],
  ['ocr', '1'],
  ['ocr', '1'.repeat(26)],
  ['ocr', '12 34'],
  ['personnummer', '857209-0606'],
])('%s "%s" does not convert', (type, text) => {
  expect(convert(type, text)).toBeUndefined()
})

test('öre agree with integer arithmetic for every amount up to a thousand kronor', () => {
  for (let ore = 0; ore < 100_000; ore++) {
    const text = `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`
    if (convert('ore', text) !== ore) throw new Error(`${text} is not ${String(ore)} öre`)
  }
})
