import { expect, test } from '@jest/globals'
import { useSchedule } from './testing/use-schedule.ts'

const { at, dues, scheduleOf } = useSchedule()
const NIGHTLY = { fullstandig: '30 2 * * *' }

test('a clock that goes a year ahead and back costs no night, and one a little behind repeats none', async () => {
  at('2027-05-03T10:00:00Z')
  const schedule = scheduleOf(NIGHTLY)
  for (const time of ['2027-05-03T10:00:00Z', '2028-05-03T10:00:00Z', '2027-05-03T10:05:00Z', '2027-05-04T00:30:00Z']) {
    at(time)
    await schedule.tick()
  }
  expect(await dues()).toEqual(['2028-05-03T00:30:00.000Z', '2027-05-04T00:30:00.000Z'])
  at('2027-05-04T00:29:00Z')
  await scheduleOf(NIGHTLY).tick()
  at('2027-05-04T00:30:00Z')
  await schedule.tick()
  expect(await dues()).toHaveLength(2)
})
