import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import type pg from 'pg'
import type { Log } from '../log.ts'
import { createSchedule } from './schedule.ts'

const MINUTE_MS = 60_000

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval'] })
})
afterEach(() => {
  jest.useRealTimers()
})

test.each([
  ['on any day', '2026-11-20T00:20:30Z'],
  ['in the hour that comes twice', '2026-10-25T00:20:30Z'],
  ['in that hour when it comes again', '2026-10-25T01:20:30Z'],
  ['before the hour that is left out', '2027-03-28T00:55:30Z'],
])('what is due is looked at each minute %s', async (_, now) => {
  jest.setSystemTime(new Date(now))
  const query = jest.fn(async () => ({ rows: [] }))
  const schedule = createSchedule({
    ...{ expressions: {}, blackouts: [], pool: { query } as unknown as pg.Pool, scopes: () => [] },
    ...{ read: async () => [], isOrdered: () => false, reconcile: async () => undefined, prune: async () => true },
    ...{ clock: () => new Date(), log: {} as Log },
  })
  schedule.start()
  await jest.advanceTimersByTimeAsync(MINUTE_MS)
  query.mockClear()
  await jest.advanceTimersByTimeAsync(10 * MINUTE_MS)
  // Each of the two lanes settles the times and reads what is due.
  expect(query.mock.calls.length).toBe(10 * 2 * 2)
  await schedule.stop()
})
