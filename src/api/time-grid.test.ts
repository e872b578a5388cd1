import { createServer, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as vanta } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { lamnasEfter, tick, tillRutnatet } from './time-grid.ts'

/** How long the work behind the answer takes, and when it may leave at the earliest. */
let arbeteMs = 0
let tidigastMs = 0
let tider: number[] = []
let avbrutna: ServerResponse[] = []
const server = createServer((_req, res) => {
  const ankom = tick()
  void vanta(arbeteMs).then(async () => {
    await tillRutnatet(res, ankom, tidigastMs)
    tider.push(tick() - ankom)
    if (res.closed) avbrutna.push(res)
    res.writeHead(200, { 'Content-Length': 2 })
    res.end('{}')
  })
})
beforeEach(async () => {
  arbeteMs = tidigastMs = 0
  tider = []
  avbrutna = []
  await new Promise<void>((klar) => server.listen(0, '127.0.0.1', klar))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})
const adress = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`
const fraga = async () => (await fetch(adress())).text()

test.each([
  [0, 0, 25],
  [24, 0, 25],
  [25, 0, 50],
  [51, 0, 75],
  [3, 2_000, 2_000],
  [3, 2_001, 2_025],
  [2_005, 2_000, 2_025],
])('after %i ms of work and not before %i ms an answer leaves at %i ms', (gangna, tidigast, vantat) => {
  expect(lamnasEfter(gangna, tidigast)).toBe(vantat)
})

test.each([
  [0, 25],
  [110, 125],
])('an answer that is ready or may leave after %i ms waits until %i ms', async (ms, vantat) => {
  arbeteMs = ms
  await fraga()
  arbeteMs = 0
  tidigastMs = ms
  await fraga()
  // A busy machine may be late, never early.
  for (const tid of tider) expect(tid).toBeGreaterThanOrEqual(vantat)
})

test('many wait at once without waiting for each other', async () => {
  tidigastMs = 300
  const start = tick()
  await Promise.all(Array.from({ length: 100 }, fraga))
  expect(tick() - start).toBeLessThan(100 * tidigastMs)
  expect(tider).toHaveLength(100)
})

test('a caller who goes away is not waited for, and the answer is let go', async () => {
  tidigastMs = 60_000
  const begaran = request(adress())
  begaran.on('error', () => undefined)
  begaran.end()
  await vanta(50)
  begaran.destroy()
  for (let varv = 0; tider.length === 0 && varv < 100; varv++) await vanta(20)
  expect(tider[0]).toBeLessThan(tidigastMs)
  expect(avbrutna[0]?.listeners('close').filter((en) => en.name === 'slut')).toEqual([])
  // The server goes on.
  tidigastMs = 0
  expect(await fraga()).toBe('{}')
})
