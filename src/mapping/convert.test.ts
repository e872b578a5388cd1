import { expect, test } from '@jest/globals'
import { converter } from './convert.ts'
import type { FieldType } from './manifest.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
/** Of 1902 or of 2002. */
const AMBIGUOUS = '020101-9809'
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
  ['ore', '+1.50', 150],
  ['ore', '.5', 50],
  ['ore', '5.', 500],
  ['ore', '-.5', -50],
  ['ore', '\u2212595,00', -59500],
  ['ore', '1 234', 123400],
  ['ore', '1 234 567,89', 123456789],
  ['ore', '\u22121\u00a0234,50', -123450],
  ['ore', '1\u202f234.5', 123450],
  ['ore', '12\u2009345', 1234500],
  ['ore', '\u22120', 0],
  ['ore', '1.50000000000000000000', 150],
  ['ore', '90071992547409.91', 9007199254740991],
  ['decimal', '12.25', 12.25],
  ['decimal', '12,5', 12.5],
  ['decimal', '-0.0', 0],
  ['decimal', '+12.50', 12.5],
  ['decimal', '.25', 0.25],
  ['decimal', '25.', 25],
  ['decimal', '\u221212,5', -12.5],
  ['decimal', '1 000,5', 1000.5],
  ['decimal', '000000000000000001.50000000000000000', 1.5],
  ['heltal', '007', 7],
  ['heltal', '-12', -12],
  ['heltal', '3.0', 3],
  ['heltal', '3,00', 3],
  ['heltal', '+3', 3],
  ['heltal', '3.', 3],
  ['heltal', '\u22123', -3],
  ['heltal', '12 000', 12000],
  ['heltal', '9007199254740991', 9007199254740991],
  ['ocr', '00', '00'],
  ['ocr', '18108401345678779', '18108401345678779'],
  ['personnummer', '090527+1474', '190905271474'],
  ['finns', 'hemligt', true],
])('%s "%s" is %p', (type, text, value) => {
  expect(Object.is(convert(type, text), value)).toBe(true)
})

test.each<[FieldType, string, string]>([
  ['kod', 'B', 'kod'],
  ['kod', 'a', 'kod'],
  ['kod', 'constructor', 'kod'],
  ['kod', '__proto__', 'kod'],
  ['datum', '2026-02-29', 'dag'],
  ['datum', '2026-13-01', 'dag'],
  ['datum', '2026-00-10', 'dag'],
  ['datum', '2026-1-1', 'form'],
  ['datum', '20260101', 'form'],
  ['datum', '1/2 2026', 'form'],
  ['datum', '1 mars 2026', 'bokstaver'],
  ['datum', '2026*01', 'tecken'],
  ['datum', '2026-01-01 00:00', 'tid'],
  ['datum', '2026-01-01Tx', 'tid'],
  ['datum', '2026-01-01T24:00:01', 'tid'],
  ['datum', '2026-01-01T23:60:00', 'tid'],
  ['datum', '2026-01-01T00:00:00+15:00', 'tid'],
  ['datum', '10000-01-02', 'ar'],
  ['datum', '0000-01-01', 'ar'],
  ['datum', '-2026-01-01', 'ar'],
  ['period', '2026-13', 'form'],
  ['period', '2026-1', 'form'],
  ['period', '2026-01-01', 'form'],
  ['period', 'jan 2026', 'bokstaver'],
  ['ore', '1.234', 'decimaler'],
  ['ore', '1234.005', 'decimaler'],
  ['ore', '12 34', 'tusental'],
  ['ore', '1 2345', 'tusental'],
  ['ore', '1234 567', 'tusental'],
  ['ore', '1.234,00', 'tusental'],
  ['ore', '1,234.00', 'tusental'],
  ['ore', '.', 'tecken'],
  ['ore', '-', 'tecken'],
  ['ore', '5-', 'tecken'],
  ['ore', '--5', 'tecken'],
  ['ore', '(5)', 'tecken'],
  ['ore', '5 kr', 'bokstaver'],
  ['ore', '1e3', 'bokstaver'],
  ['ore', '0x10', 'bokstaver'],
  ['ore', '90071992547409.92', 'storlek'],
  ['decimal', '1234567890.1234567', 'storlek'],
  ['decimal', 'NaN', 'bokstaver'],
  ['decimal', '1e3', 'bokstaver'],
  ['heltal', '1.5', 'decimaler'],
  ['heltal', '9007199254740992', 'storlek'],
  ['ocr', '1', 'langd'],
  ['ocr', '1'.repeat(26), 'langd'],
  ['ocr', '12 34', 'tecken'],
  ['ocr', 'F12', 'bokstaver'],
  ['personnummer', '190905271475', 'kontroll'],
  ['personnummer', '090527 1474', 'tecken'],
  ['personnummer', 'SE556012579001', 'bokstaver'],
])('%s "%s" is of the form class %s', (type, text, form) => {
  expect(convert(type, text)).toEqual({ reason: `format:${form}` })
})

test.each([
  ['857209-0606', 'organisation'],
  ['20000101T220', 'interim'],
  ['021231-9809', 'format:kontroll'],
  [AMBIGUOUS, 'tvetydigt'],
])('a personnummer "%s" is told as %s', (text, reason) => {
  expect(convert('personnummer', text)).toMatchObject({ reason })
})

test('öre agree with integer arithmetic for every amount up to a thousand kronor', () => {
  for (let ore = 0; ore < 100_000; ore++) {
    const text = `${String(Math.floor(ore / 100))}.${String(ore % 100).padStart(2, '0')}`
    if (convert('ore', text) !== ore) throw new Error(`${text} is not ${String(ore)} öre`)
  }
})
