import { expect, test } from '@jest/globals'
import { isoWeek, mondayOfWeek, weekBefore, weekCount } from './iso-week.ts'

test.each([
  ['2026-10-15', '2026-W42'],
  ['2024-12-30', '2025-W01'],
  ['2021-01-03', '2020-W53'],
  ['2026-12-31', '2026-W53'],
  ['2027-01-03', '2026-W53'],
  ['2027-01-04', '2027-W01'],
  ['2023-01-01', '2022-W52'],
])('%s is in %s', (date, week) => {
  expect(isoWeek(date)).toBe(week)
})

test('a week begins on its Monday, and one that the year does not have is none', () => {
  expect(mondayOfWeek('2026-W42')).toEqual(new Date('2026-10-12'))
  expect(mondayOfWeek('2026-W53')).toEqual(new Date('2026-12-28'))
  for (const none of ['2025-W53', '2026-W00', '2026-W54', '2026-10', 'x']) expect(mondayOfWeek(none)).toBeUndefined()
})

test('weeks are counted over the turn of a year, both ends included', () => {
  expect(weekCount('2026-W53', '2027-W02')).toBe(3)
  expect(weekCount('2026-W40', '2026-W40')).toBe(1)
  expect(weekCount('2026-W41', '2026-W40')).toBeUndefined()
  expect(weekBefore('2027-W02', 3)).toBe('2026-W52')
})
