import { expect, test } from '@jest/globals'
import { type Betalstatus, betalstatus, overdue } from './betalstatus.ts'

test.each<[number, number, boolean, Betalstatus]>([
  [-100, -100, false, 'kredit'],
  [-100, 0, true, 'kredit'],
  [100, 0, false, 'betald'],
  [100, 100, true, 'betald'],
  [0, 0, false, 'betald'],
  [100, 1, false, 'delbetald'],
  [100, 99, false, 'delbetald'],
  [100, 100, false, 'obetald'],
  [100, 120, false, 'obetald'],
])('belopp %d, kvarstående %d, historik %s: %s', (amount, remaining, paid, expected) => {
  expect(betalstatus({ belopp: amount, kvarstaende: remaining, paid })).toBe(expected)
})

test('an unpaid invoice is overdue the day after its due date', () => {
  const faktura = { forfallodatum: '2026-09-30', betalstatus: 'obetald' } as const
  expect(overdue(faktura, '2026-09-30')).toBe(false)
  expect(overdue(faktura, '2026-10-01')).toBe(true)
  expect(overdue({ ...faktura, betalstatus: 'delbetald' }, '2026-10-01')).toBe(true)
  expect(overdue({ ...faktura, betalstatus: 'betald' }, '2026-10-01')).toBe(false)
  expect(overdue({ ...faktura, betalstatus: 'kredit' }, '2026-10-01')).toBe(false)
})
