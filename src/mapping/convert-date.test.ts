import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { readDate, readPeriod } from './convert-date.ts'

test.each([
  ['2026-01-31', '2026-01-31'],
  ['2026-01-31Z', '2026-01-31'],
  ['2026-01-31+01:00', '2026-01-31'],
  ['2026-01-31+02:00', '2026-01-31'],
  ['2026-01-31-05:00', '2026-01-31'],
  ['2026-01-31T00:00', '2026-01-31'],
  ['2026-01-31T00:00:00', '2026-01-31'],
  ['2026-01-31T23:59:59.9999999', '2026-01-31'],
  ['2026-01-31T24:00:00', '2026-02-01'],
  ['2026-12-31T24:00:00.0', '2027-01-01'],
  ['2026-01-31T23:30:00.000+01:00', '2026-01-31'],
  // Midnight in Stockholm, as a program in UTC writes it.
  ['2026-01-30T23:00:00Z', '2026-01-31'],
  ['2026-06-29T22:00:00Z', '2026-06-30'],
  ['2026-06-29T22:00:00.000Z', '2026-06-30'],
  ['2026-01-30T22:00:00Z', '2026-01-30'],
  ['2026-01-30T22:59:59.999Z', '2026-01-30'],
  ['2026-06-29T21:59:59Z', '2026-06-29'],
  ['2026-06-30T00:00:00+02:00', '2026-06-30'],
  ['2026-01-31T00:00:00+01:00', '2026-01-31'],
  // Summer time written for a day in winter: an hour before midnight.
  ['2026-01-31T00:00:00+02:00', '2026-01-30'],
  ['2026-01-31T20:00:00-05:00', '2026-02-01'],
  ['2026-02-01T09:00:00+14:00', '2026-01-31'],
  ['2026-01-30T24:00:00+01:00', '2026-01-31'],
  ['2026-10-25T00:30:00Z', '2026-10-25'],
  // Days near to those that mean none.
  ['2099-12-30', '2099-12-30'],
  ['2099-01-01', '2099-01-01'],
  ['1900-01-02', '1900-01-02'],
  ['1900-01-01T24:00:00', null],
  ['1753-01-02T00:00:00', '1753-01-02'],
  ['9999-12-30', '9999-12-30'],
])('%s is %s', (text, day) => {
  expect(readDate(text)).toBe(day)
})

const NONE = ['0001-01-01', '1753-01-01', '1900-01-01', '2099-12-31', '9999-12-31']
const ZONES = ['', 'Z', '+01:00', '+02:00', '+00:00', '-05:00', '+14:00']

test.each(
  NONE.flatMap((day) =>
    ZONES.flatMap((zone) => ['', 'T00:00:00', 'T00:00:00.000', 'T23:59:59.9999999'].map((time) => day + time + zone)),
  ),
)('%s is no date', (text) => {
  expect(readDate(text)).toBeNull()
})

test.each([
  ['0000-12-31T23:00:00Z', '.NET and Java by a clock in Stockholm, written in UTC'],
  ['-0001-12-31T22:47:48Z', 'the same in XML Schema 1.0, by the local time of those days'],
  ['1752-12-31T22:47:48Z', 'SQL Server'],
  ['1752-12-31T23:00:00Z', 'SQL Server'],
  ['1899-12-31T23:00:00Z', 'Agresso'],
  ['2099-12-30T23:00:00Z', 'Agresso'],
  ['2099-12-31T23:00:00Z', 'Agresso by a clock in UTC'],
  ['9999-12-30T23:00:00Z', 'Java'],
  ['10000-01-01T00:59:59+01:00', 'the last second of 9999 in UTC'],
])('%s is no date: %s', (text) => {
  expect(readDate(text)).toBeNull()
})

test.each([
  ['2026-01', '2026-01'],
  ['2026-12Z', '2026-12'],
  ['2026-12+01:00', '2026-12'],
])('the month %s is %s', (text, month) => {
  expect(readPeriod(text)).toBe(month)
})

const stockholm = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Stockholm' })

test('an instant is of the day that a calendar in Stockholm shows, in whatever zone it is written', () => {
  const times = fc.date({ min: new Date('1950-01-01'), max: new Date('2098-12-31'), noInvalidDate: true })
  const zones = fc.integer({ min: -14 * 60, max: 14 * 60 })
  fc.assert(
    fc.property(times, zones, (instant, minutes) => {
      const local = new Date(instant.getTime() + minutes * 60_000).toISOString().slice(0, -1)
      const offset = new Date(Math.abs(minutes) * 60_000).toISOString().slice(11, 16)
      expect(readDate(`${local}${minutes < 0 ? '-' : '+'}${offset}`)).toBe(stockholm.format(instant))
    }),
    { numRuns: 2_000 },
  )
})

test('midnight in Stockholm is the day that begins, on every day of fifty years', () => {
  for (let ms = Date.UTC(2000, 0, 1); ms < Date.UTC(2050, 0, 1); ms += 86_400_000) {
    const day = new Date(ms).toISOString().slice(0, 10)
    const midnight = [ms - 3_600_000, ms - 7_200_000].find(
      (one) => stockholm.format(one) === day && stockholm.format(one - 1) !== day,
    )
    if (readDate(new Date(midnight ?? 0).toISOString()) !== day) throw new Error(`midnight of ${day}`)
  }
})
