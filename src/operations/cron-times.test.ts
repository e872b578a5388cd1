import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { swedishDate } from '../platform/stockholm-time.ts'
import { latestTime, nextTime } from './cron-times.ts'

function timesOf(expression: string, from: string, to: string): string[] {
  const times: string[] = []
  for (let time = nextTime(expression, new Date(from)); time !== undefined; time = nextTime(expression, time)) {
    if (time >= new Date(to)) break
    times.push(time.toISOString())
  }
  return times
}

test.each([
  ['the clock leaves out the hour', '2027-03-27', '2027-03-30', ['03-27T01:30', '03-28T01:00', '03-29T00:30']],
  ['the hour comes twice', '2026-10-24', '2026-10-27', ['10-24T00:30', '10-25T00:30', '10-26T01:30']],
])('02:30 comes once on each day when %s', (_, from, to, expected) => {
  const times = timesOf('30 2 * * *', `${from}T00:00:00Z`, `${to}T00:00:00Z`)
  expect(times.map((time) => time.slice(5, 16))).toEqual(expected)
})

test('several times in the hour that is left out are one, and in the hour that comes twice the first of each', () => {
  expect(timesOf('15,45 2 * * *', '2027-03-28T00:00:00Z', '2027-03-29T00:00:00Z')).toEqual(['2027-03-28T01:00:00.000Z'])
  expect(timesOf('15,45 2 * * *', '2026-10-25T00:00:00Z', '2026-10-26T00:00:00Z')).toEqual([
    '2026-10-25T00:15:00.000Z',
    '2026-10-25T00:45:00.000Z',
  ])
})

test('every half hour goes by elapsed time on both days', () => {
  for (const day of ['2027-03-28', '2026-10-25']) {
    const times = timesOf('*/30 * * * *', `${day}T00:00:00Z`, `${day}T06:00:00Z`).map((time) => Date.parse(time))
    expect(times.slice(1).map((time, i) => time - (times[i] ?? 0))).toEqual(times.slice(1).map(() => 30 * 60_000))
  }
})

test('a time of day comes once on every day of ten years, whatever the time', () => {
  const day = fc.integer({ min: 0, max: 3_650 })
  fc.assert(
    fc.property(day, fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), (days, hour, minute) => {
      const from = new Date(Date.UTC(2026, 0, 1, 12) + days * 86_400_000)
      const times = timesOf(
        `${minute} ${hour} * * *`,
        from.toISOString(),
        new Date(from.getTime() + 5 * 86_400_000).toISOString(),
      )
      const dates = times.map((time) => swedishDate(new Date(time)))
      expect(new Set(dates).size).toBe(dates.length)
      expect(dates.length).toBeGreaterThanOrEqual(4)
    }),
    { numRuns: 300 },
  )
})

test('the days on which the clock changes are met by every time of day', () => {
  for (const day of ['2026-03-29', '2026-10-25', '2027-03-28', '2027-10-31'])
    for (let minute = 0; minute < 24 * 60; minute += 7) {
      const expression = `${minute % 60} ${Math.floor(minute / 60)} * * *`
      const times = timesOf(expression, `${day}T00:00:00Z`.replace(day, dayBefore(day)), `${day}T23:30:00Z`)
      expect([expression, times.filter((time) => swedishDate(new Date(time)) === day).length]).toEqual([expression, 1])
    }
})

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10)

test('the newest time that has passed is found near and far', () => {
  const until = new Date('2026-11-05T12:00:00Z')
  const long = new Date('2024-01-01T00:00:00Z')
  expect(latestTime('*/5 * * * *', until, long)?.toISOString()).toBe('2026-11-05T12:00:00.000Z')
  expect(latestTime('0 1 * * *', until, long)?.toISOString()).toBe('2026-11-05T00:00:00.000Z')
  expect(latestTime('0 1 6 1 *', until, long)?.toISOString()).toBe('2026-01-06T00:00:00.000Z')
  expect(latestTime('0 1 6 1 *', until, new Date('2026-10-01T00:00:00Z'))).toBeUndefined()
})

test('a date that never comes is no time', () => {
  expect(nextTime('0 1 31 2 *', new Date('2026-11-05T12:00:00Z'))).toBeUndefined()
})
