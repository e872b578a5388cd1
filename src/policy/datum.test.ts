import { expect, test } from '@jest/globals'
import { svensktDatum } from './datum.ts'

test.each([
  ['2026-06-30T21:59:59.999Z', '2026-06-30'],
  ['2026-06-30T22:00:00.000Z', '2026-07-01'],
  ['2026-12-31T22:59:59.999Z', '2026-12-31'],
  ['2026-12-31T23:00:00.000Z', '2027-01-01'],
  ['2026-12-31T22:30:00.000Z', '2026-12-31'],
])('%s is %s in Stockholm, in summer and in winter', (tid, datum) => {
  expect(svensktDatum(new Date(tid))).toBe(datum)
})
