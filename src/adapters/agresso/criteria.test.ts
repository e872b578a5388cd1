import { expect, test } from '@jest/globals'
import { localTime } from './read-company.ts'

const ZONE = 'Europe/Stockholm'

test.each([
  ['2026-01-15T12:00:00.900Z', 'UTC', '2026-01-15T12:00:00'],
  ['2026-01-15T23:30:00Z', ZONE, '2026-01-16T00:30:00'],
  ['2026-07-15T12:00:00Z', ZONE, '2026-07-15T14:00:00'],
])('%s is shown by a clock in %s as %s', (time, zone, expected) => {
  expect(localTime(new Date(time), zone)).toBe(expected)
})

test('nothing that is written later carries a local time before the criterion, also when clocks change', () => {
  const show = (ms: number): string => new Date(ms + shift(ms)).toISOString().slice(0, 19)
  const shift = (ms: number): number =>
    ms >= Date.UTC(2026, 2, 29, 1) && ms < Date.UTC(2026, 9, 25, 1) ? 7_200_000 : 3_600_000
  for (const middle of [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 2, 29, 1)]) {
    for (let since = middle - 3 * 3_600_000; since < middle + 3 * 3_600_000; since += 599_000) {
      const condition = localTime(new Date(since), ZONE)
      for (let later = since; later < since + 4 * 3_600_000; later += 301_000)
        expect(show(later) >= condition).toBe(true)
    }
  }
})
