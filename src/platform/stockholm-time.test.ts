import { expect, test } from '@jest/globals'
import { dagarEfter, stockholmstid, svensktDatum, veckodagFor } from './stockholm-time.ts'

test.each([
  ['2026-06-30T21:59:59.999Z', '2026-06-30'],
  ['2026-06-30T22:00:00.000Z', '2026-07-01'],
  ['2026-12-31T22:59:59.999Z', '2026-12-31'],
  ['2026-12-31T23:00:00.000Z', '2027-01-01'],
  ['2026-12-31T22:30:00.000Z', '2026-12-31'],
])('%s is %s in Stockholm, in summer and in winter', (tid, datum) => {
  expect(svensktDatum(new Date(tid))).toBe(datum)
})

test.each([
  ['2026-11-25T15:29:59.999Z', { datum: '2026-11-25', veckodag: 'onsdag', minut: 16 * 60 + 29 }],
  ['2026-11-25T15:30:00Z', { datum: '2026-11-25', veckodag: 'onsdag', minut: 16 * 60 + 30 }],
  ['2026-11-25T22:59:59Z', { datum: '2026-11-25', veckodag: 'onsdag', minut: 1439 }],
  ['2026-11-25T23:00:00Z', { datum: '2026-11-26', veckodag: 'torsdag', minut: 0 }],
  // The clock goes from 02 to 03, and in the autumn from 03 back to 02.
  ['2026-03-29T00:59:59Z', { datum: '2026-03-29', veckodag: 'sondag', minut: 119 }],
  ['2026-03-29T01:00:00Z', { datum: '2026-03-29', veckodag: 'sondag', minut: 180 }],
  ['2026-10-25T00:59:59Z', { datum: '2026-10-25', veckodag: 'sondag', minut: 179 }],
  ['2026-10-25T01:00:00Z', { datum: '2026-10-25', veckodag: 'sondag', minut: 120 }],
])('at %s the clock in Stockholm says %j', (tid, dar) => {
  expect(stockholmstid(new Date(tid))).toEqual(dar)
  // The hour that was asked for last is remembered.
  stockholmstid(new Date('2026-07-01T12:00:00Z'))
  expect(stockholmstid(new Date(tid))).toEqual(dar)
})

test('days are counted over months, leap days and the change to summer time', () => {
  expect(dagarEfter('2028-02-28', 1)).toBe('2028-02-29')
  expect(dagarEfter('2026-03-28', 2)).toBe('2026-03-30')
  expect(dagarEfter('2026-01-01', -1)).toBe('2025-12-31')
  expect([veckodagFor('1969-12-31'), veckodagFor('1970-01-01'), veckodagFor('2026-11-25')]).toEqual([
    'onsdag',
    'torsdag',
    'onsdag',
  ])
})
