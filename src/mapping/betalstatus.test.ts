import { expect, test } from '@jest/globals'
import { type Betalstatus, betalstatus, overdue, readCodes, type Said } from './betalstatus.ts'

type Word = Said extends ReadonlySet<infer W> ? W : never
const said = (...words: Word[]): Said => new Set(words)

test.each<[number, number | undefined, boolean, readonly Word[], Betalstatus]>([
  [-100, -100, false, [], 'kredit'],
  [-100, 0, true, [], 'kredit'],
  [100, 100, false, ['kredit'], 'kredit'],
  [100, 0, false, [], 'betald'],
  [100, 0, true, [], 'betald'],
  [0, 0, false, [], 'betald'],
  [100, undefined, true, [], 'betald'],
  [100, 40, true, ['betald'], 'betald'],
  [100, 1, false, [], 'delbetald'],
  [100, 99, false, [], 'delbetald'],
  [100, 100, false, [], 'obetald'],
  [100, 120, false, [], 'obetald'],
  [100, 100, false, ['faktura', 'paminnelse', 'inkasso'], 'obetald'],
  [100, -1, false, [], 'overbetald'],
  [100, -1, true, [], 'overbetald'],
  [100, -1, true, ['betald'], 'overbetald'],
  [0, -1, false, [], 'overbetald'],
  [100, 100, false, ['delbetalning'], 'delbetalning'],
  [100, 0, false, ['delbetalning'], 'betald'],
  [100, 0, true, ['makulerad'], 'makulerad'],
  [100, 100, false, ['makulerad', 'okand'], 'makulerad'],
  [-100, -100, false, ['makulerad'], 'makulerad'],
  // Nobody has said that it is paid, nor that it is not.
  [100, 100, true, [], 'okand'],
  [100, 40, true, [], 'okand'],
  [100, undefined, false, [], 'okand'],
  [100, 100, false, ['okand'], 'okand'],
  [100, 0, true, ['okand', 'betald'], 'okand'],
])('belopp %d, kvarstående %s, closed %s, codes %j: %s', (amount, remaining, closed, words, expected) => {
  expect(betalstatus({ belopp: amount, kvarstaende: remaining, closed, said: said(...words) })).toBe(expected)
})

test('an unpaid invoice is overdue the day after its due date, and nothing else ever is', () => {
  const due = (status: Betalstatus, today = '2026-10-01') =>
    overdue({ forfallodatum: '2026-09-30', betalstatus: status }, today)
  expect(due('obetald', '2026-09-30')).toBe(false)
  for (const status of ['obetald', 'delbetald', 'delbetalning'] as const) expect(due(status)).toBe(true)
  for (const status of ['betald', 'overbetald', 'kredit', 'makulerad', 'okand'] as const)
    expect(due(status)).toBe(false)
})

test('each code says its word, an absent one nothing, and the column of an unknown one is told', () => {
  const read = readCodes({ voucher_type: { KF: 'faktura', KK: 'kredit' }, status: { M: 'makulerad' } })
  const telling = (row: Record<string, string>) => {
    const { said: words, unknown } = read(row)
    return [[...words], unknown]
  }
  expect(telling({ voucher_type: 'KK', status: '' })).toEqual([['kredit'], []])
  expect(telling({})).toEqual([[], []])
  expect(telling({ voucher_type: 'KF', status: 'constructor' })).toEqual([['faktura', 'okand'], ['status']])
  expect(telling({ voucher_type: 'KK', status: '' })).toEqual([['kredit'], []])
  expect(telling({ voucher_type: '', status: 'M' })).toEqual([['makulerad'], []])
  expect(telling({ voucher_type: 'XX', status: 'M' })).toEqual([['okand', 'makulerad'], ['voucher_type']])
})
