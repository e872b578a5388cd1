import { expect, test } from '@jest/globals'
import { tolkaPersonnummer } from '../../mapping/personnummer.ts'
import { lokalTid } from './local-time.ts'
import { personnummerformer } from './number-forms.ts'

const ZON = 'Europe/Stockholm'

test.each([
  ['2026-01-15T12:00:00.900Z', 'UTC', '2026-01-15T12:00:00'],
  ['2026-01-15T23:30:00Z', ZON, '2026-01-16T00:30:00'],
  ['2026-07-15T12:00:00Z', ZON, '2026-07-15T14:00:00'],
])('%s is shown by a clock in %s as %s', (tid, zon, vantat) => {
  expect(lokalTid(new Date(tid), zon)).toBe(vantat)
})

test('nothing that is written later carries a local time before the criterion, also when clocks change', () => {
  const visa = (ms: number): string => new Date(ms + forskjutning(ms)).toISOString().slice(0, 19)
  const forskjutning = (ms: number): number =>
    ms >= Date.UTC(2026, 2, 29, 1) && ms < Date.UTC(2026, 9, 25, 1) ? 7_200_000 : 3_600_000
  for (const mitt of [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 2, 29, 1)]) {
    for (let sedan = mitt - 3 * 3_600_000; sedan < mitt + 3 * 3_600_000; sedan += 599_000) {
      const villkor = lokalTid(new Date(sedan), ZON)
      for (let senare = sedan; senare < sedan + 4 * 3_600_000; senare += 301_000)
        expect(visa(senare) >= villkor).toBe(true)
    }
  }
})

test('a personnummer is asked for in every form that reads as the same', () => {
  const idag = new Date('2026-09-15')
  expect(personnummerformer('189001019802', idag)).toEqual([
    '189001019802',
    '18900101-9802',
    '900101+9802',
    '9001019802',
  ])
  const unga = personnummerformer('199304232383', idag)
  expect(unga).toEqual(['199304232383', '19930423-2383', '930423-2383', '9304232383'])
  expect(unga.map((form) => tolkaPersonnummer(form, idag))).toEqual(unga.map(() => '199304232383'))
})
