import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import { stockholmTime } from '../platform/stockholm-time.ts'
import { HOLIDAYS } from './holidays.ts'
import { openAt, timesOfRoll, timesText } from './oppettider.ts'

const policy = realPolicy()
const open = (roll: string, time: string): boolean => {
  const { date, minute } = stockholmTime(new Date(time))
  return openAt(timesOfRoll(policy, roll, date), minute)
}

test.each([
  ['a Wednesday in winter', '2026-11-25', '08:00', '16:30', '+01:00'],
  ['a Friday', '2026-11-27', '08:00', '16:00', '+01:00'],
  ['the last day of April', '2026-04-30', '08:00', '16:30', '+02:00'],
  ['a Monday in May', '2026-05-04', '08:00', '16:00', '+02:00'],
  ['a Friday in August', '2026-08-28', '08:00', '15:00', '+02:00'],
  ['the last day of August', '2026-08-31', '08:00', '16:00', '+02:00'],
  ['the first day of September', '2026-09-01', '08:00', '16:30', '+02:00'],
  ['the Monday after the change to summer time', '2026-03-30', '08:00', '16:30', '+02:00'],
  ['the Monday after the change to winter time', '2026-10-26', '08:00', '16:30', '+01:00'],
])('%s the contact centre is open from the first minute and not at the last', (_, day, from, to, zone) => {
  const at = (clockTime: string, ms = 0) =>
    open('aldre-direkt', new Date(Date.parse(`${day}T${clockTime}:00${zone}`) + ms).toISOString())
  expect([at(from, -1), at(from), at(to, -1), at(to)]).toEqual([false, true, true, false])
})

test.each([
  ['Saturday', '2026-11-28'],
  ['Sunday', '2026-11-29'],
  ['nyårsdagen', '2027-01-01'],
  ['trettondedag jul', '2027-01-06'],
  ['långfredagen', '2026-04-03'],
  ['annandag påsk', '2027-03-29'],
  ['första maj', '2026-05-01'],
  ['Kristi himmelsfärdsdag', '2028-05-25'],
  ['nationaldagen', '2028-06-06'],
  ['midsommarafton', '2026-06-19'],
  ['julafton', '2026-12-24'],
  ['juldagen', '2026-12-25'],
  ['nyårsafton', '2026-12-31'],
])('on %s (%s) the contact centre is closed and Trygghetsjouren open all day', (_, day) => {
  expect(timesOfRoll(policy, 'aldre-direkt', day)).toEqual([])
  expect(timesOfRoll(policy, 'trygghetsjour', day)).toEqual([[0, 1440]])
})

test('at every minute of a year exactly one of the contact centre and Trygghetsjouren is open', () => {
  for (let day = Date.parse('2026-01-01T12:00Z'); day < Date.parse('2027-01-01'); day += 86_400_000) {
    const date = stockholmTime(new Date(day)).date
    const [centre, onCall] = [timesOfRoll(policy, 'aldre-direkt', date), timesOfRoll(policy, 'trygghetsjour', date)]
    for (let minute = 0; minute < 1440; minute++)
      if (openAt(centre, minute) === openAt(onCall, minute)) throw new Error(`${date} ${String(minute)}`)
  }
})

test('roles without hours are always open, and hours that nobody knows are closed', () => {
  expect(open('skyddad-handlaggare', '2026-12-25T02:00:00Z')).toBe(true)
  expect(open('arendesystem', '2026-12-25T02:00:00Z')).toBe(true)
  const unknown = { roller: { one: { namn: 'En', mangder: {}, oppettid: 'okand' } }, oppettider: {} }
  expect(timesOfRoll(unknown, 'one', '2026-11-25')).toEqual([])
})

test.each([
  ['2026', '04-05', '05-14', '05-24', '06-19', '10-31'],
  ['2027', '03-28', '05-06', '05-16', '06-25', '11-06'],
  ['2028', '04-16', '05-25', '06-04', '06-23', '11-04'],
  // The earliest and the latest Easter, and the cases that simpler rules get wrong.
  ['2285', '03-22', '04-30', '05-10', '06-19', '10-31'],
  ['2038', '04-25', '06-03', '06-13', '06-25', '11-06'],
  ['1981', '04-19', '05-28', '06-07', '06-19', '10-31'],
  ['2049', '04-18', '05-27', '06-06', '06-25', '11-06'],
])('knows the movable feasts of %s', (year, easter, ascension, whitsun, midsummer, allSaints) => {
  const { paskdagen, pingstdagen, midsommarafton } = HOLIDAYS
  expect([
    paskdagen(year),
    HOLIDAYS['kristi-himmelsfardsdag'](year),
    pingstdagen(year),
    midsommarafton(year),
    HOLIDAYS['alla-helgons-dag'](year),
  ]).toEqual([easter, ascension, whitsun, midsummer, allSaints].map((day) => `${year}-${day}`))
})

test('hours are written as Swedish texts write them', () => {
  expect(timesText(timesOfRoll(policy, 'aldre-direkt', '2026-11-25'))).toBe('8.00–16.30')
  expect(timesText(timesOfRoll(policy, 'trygghetsjour', '2026-11-25'))).toBe('0.00–8.00 and 16.30–24.00')
  expect(timesText([])).toBe('closed')
})
