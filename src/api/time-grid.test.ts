import { once } from 'node:events'
import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { until } from '../../test/support/until.ts'
import { leavesAfter, tick, waitForGrid } from './time-grid.ts'

/** How long the work behind the answer takes, and when it may leave at the earliest. */
let workMs = 0
let earliestMs = 0
let times: number[] = []
let aborted: ServerResponse[] = []
const server = createServer((_req, res) => {
  const arrivedAt = tick()
  void wait(workMs).then(async () => {
    await waitForGrid(res, arrivedAt, earliestMs)
    times.push(tick() - arrivedAt)
    if (res.closed) aborted.push(res)
    res.writeHead(200, { 'Content-Length': 2 })
    res.end('{}')
  })
})
beforeEach(async () => {
  workMs = earliestMs = 0
  times = []
  aborted = []
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})
const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const query = async () => (await fetch(address())).text()

test.each([
  [0, 0, 25],
  [24, 0, 25],
  [25, 0, 50],
  [51, 0, 75],
  [3, 2_000, 2_000],
  [3, 2_001, 2_025],
  [2_005, 2_000, 2_025],
])('after %i ms of work and not before %i ms an answer leaves at %i ms', (gone, earliest, expected) => {
  expect(leavesAfter(gone, earliest)).toBe(expected)
})

test.each([
  [0, 25],
  [110, 125],
])('an answer that is ready or may leave after %i ms waits until %i ms', async (ms, expected) => {
  workMs = ms
  await query()
  workMs = 0
  earliestMs = ms
  await query()
  // A busy machine may be late, never early.
  expect(times).toHaveLength(2)
  for (const time of times) expect(time).toBeGreaterThanOrEqual(expected)
})

test('many wait at once without waiting for each other', async () => {
  earliestMs = 300
  const start = tick()
  await Promise.all(Array.from({ length: 100 }, query))
  // One after another they would take a hundred times as long.
  expect(tick() - start).toBeLessThan(50 * earliestMs)
  expect(times).toHaveLength(100)
})

test('a caller who goes away is not waited for, and the answer is let go', async () => {
  earliestMs = 60_000
  const asked = request(address())
  asked.on('error', () => undefined)
  const arrived = once(server, 'request')
  asked.end()
  await arrived
  asked.destroy()
  await until(() => times.length > 0)
  expect(times).toHaveLength(1)
  expect(aborted[0]?.listeners('close').filter((one) => one.name === 'slut')).toEqual([])
  // The server goes on.
  earliestMs = 0
  expect(await query()).toBe('{}')
})
