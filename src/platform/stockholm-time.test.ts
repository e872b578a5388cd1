import { expect, test } from '@jest/globals'
import { daysAfter, stockholmTime, swedishDate, weekdayFor } from './stockholm-time.ts'

test.each([
  ['2026-06-30T21:59:59.999Z', '2026-06-30'],
  ['2026-06-30T22:00:00.000Z', '2026-07-01'],
  ['2026-12-31T22:59:59.999Z', '2026-12-31'],
  ['2026-12-31T23:00:00.000Z', '2027-01-01'],
  ['2026-12-31T22:30:00.000Z', '2026-12-31'],
])('%s is %s in Stockholm, in summer and in winter', (time, date) => {
  expect(swedishDate(new Date(time))).toBe(date)
})

test.each([
  ['2026-11-25T15:29:59.999Z', { date: '2026-11-25', weekday: 'onsdag', minute: 16 * 60 + 29 }],
  ['2026-11-25T15:30:00Z', { date: '2026-11-25', weekday: 'onsdag', minute: 16 * 60 + 30 }],
  ['2026-11-25T22:59:59Z', { date: '2026-11-25', weekday: 'onsdag', minute: 1439 }],
  ['2026-11-25T23:00:00Z', { date: '2026-11-26', weekday: 'torsdag', minute: 0 }],
  // The clock goes from 02 to 03, and in the autumn from 03 back to 02.
  ['2026-03-29T00:59:59Z', { date: '2026-03-29', weekday: 'sondag', minute: 119 }],
  ['2026-03-29T01:00:00Z', { date: '2026-03-29', weekday: 'sondag', minute: 180 }],
  ['2026-10-25T00:59:59Z', { date: '2026-10-25', weekday: 'sondag', minute: 179 }],
  ['2026-10-25T01:00:00Z', { date: '2026-10-25', weekday: 'sondag', minute: 120 }],
])('at %s the clock in Stockholm says %j', (time, there) => {
  expect(stockholmTime(new Date(time))).toEqual(there)
  // The hour that was asked for last is remembered.
  stockholmTime(new Date('2026-07-01T12:00:00Z'))
  expect(stockholmTime(new Date(time))).toEqual(there)
})

test('days are counted over months, leap days and the change to summer time', () => {
  expect(daysAfter('2028-02-28', 1)).toBe('2028-02-29')
  expect(daysAfter('2026-03-28', 2)).toBe('2026-03-30')
  expect(daysAfter('2026-01-01', -1)).toBe('2025-12-31')
  expect([weekdayFor('1969-12-31'), weekdayFor('1970-01-01'), weekdayFor('2026-11-25')]).toEqual([
    'onsdag',
    'torsdag',
    'onsdag',
  ])
})
