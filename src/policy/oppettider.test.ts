import { expect, test } from '@jest/globals'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import { stockholmstid } from '../platform/stockholm-time.ts'
import { HELGDAGAR } from './holidays.ts'
import { oppenVid, rollensTider, skrivTider } from './oppettider.ts'

const policy = riktigPolicy()
const oppen = (roll: string, tid: string): boolean => {
  const { datum, minut } = stockholmstid(new Date(tid))
  return oppenVid(rollensTider(policy, roll, datum), minut)
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
])('%s the contact centre is open from the first minute and not at the last', (_, dag, fran, till, zon) => {
  const vid = (klockslag: string, ms = 0) =>
    oppen('aldre-direkt', new Date(Date.parse(`${dag}T${klockslag}:00${zon}`) + ms).toISOString())
  expect([vid(fran, -1), vid(fran), vid(till, -1), vid(till)]).toEqual([false, true, true, false])
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
])('on %s (%s) the contact centre is closed and Trygghetsjouren open all day', (_, dag) => {
  expect(rollensTider(policy, 'aldre-direkt', dag)).toEqual([])
  expect(rollensTider(policy, 'trygghetsjour', dag)).toEqual([[0, 1440]])
})

test('at every minute of a year exactly one of the contact centre and Trygghetsjouren is open', () => {
  for (let dag = Date.parse('2026-01-01T12:00Z'); dag < Date.parse('2027-01-01'); dag += 86_400_000) {
    const datum = stockholmstid(new Date(dag)).datum
    const [centret, jouren] = [
      rollensTider(policy, 'aldre-direkt', datum),
      rollensTider(policy, 'trygghetsjour', datum),
    ]
    for (let minut = 0; minut < 1440; minut++)
      if (oppenVid(centret, minut) === oppenVid(jouren, minut)) throw new Error(`${datum} ${String(minut)}`)
  }
})

test('roles without hours are always open, and hours that nobody knows are closed', () => {
  expect(oppen('skyddad-handlaggare', '2026-12-25T02:00:00Z')).toBe(true)
  expect(oppen('arendesystem', '2026-12-25T02:00:00Z')).toBe(true)
  const okanda = { roller: { en: { namn: 'En', mangder: {}, oppettid: 'okand' } }, oppettider: {} }
  expect(rollensTider(okanda, 'en', '2026-11-25')).toEqual([])
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
])('knows the movable feasts of %s', (ar, pask, himmelsfard, pingst, midsommar, helgon) => {
  const { paskdagen, pingstdagen, midsommarafton } = HELGDAGAR
  expect([
    paskdagen(ar),
    HELGDAGAR['kristi-himmelsfardsdag'](ar),
    pingstdagen(ar),
    midsommarafton(ar),
    HELGDAGAR['alla-helgons-dag'](ar),
  ]).toEqual([pask, himmelsfard, pingst, midsommar, helgon].map((dag) => `${ar}-${dag}`))
})

test('hours are written as staff write them', () => {
  expect(skrivTider(rollensTider(policy, 'aldre-direkt', '2026-11-25'))).toBe('8.00–16.30')
  expect(skrivTider(rollensTider(policy, 'trygghetsjour', '2026-11-25'))).toBe('0.00–8.00 och 16.30–24.00')
  expect(skrivTider([])).toBe('stängt')
})
