import { expect, test } from '@jest/globals'
import { Gauge, Registry } from 'prom-client'
import { createSampling } from './sampling.ts'

/** A gauge that a query sets, which the test answers. */
function measured(options: Parameters<typeof createSampling>[1]) {
  const register = new Registry()
  const measuring = createSampling(register, options)
  let asked = 0
  let answer: () => Promise<number> = async () => 1
  const gauge = new Gauge({
    name: 'insyn_prov',
    help: 'prov',
    registers: [register],
    collect: measuring.sampled(async () => {
      asked++
      gauge.set(await answer())
    }),
  })
  return {
    measuring,
    asked: () => asked,
    answers: (next: typeof answer) => (answer = next),
    async value(name = 'insyn_prov') {
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(await register.metrics())?.[1])
    },
  }
}

test('however often the metrics are asked for, the database is asked once in a while', async () => {
  const one = measured({ everyMs: 60_000 })
  const values = await Promise.all([one.value(), one.value(), one.value()])
  expect([values, await one.value(), one.asked()]).toEqual([[1, 1, 1], 1, 1])
})

test('a database that refuses leaves the values of before, and their age says so', async () => {
  const one = measured({ everyMs: 0 })
  expect(await one.value()).toBe(1)
  const fresh = await one.value('insyn_metrics_age_seconds')
  one.answers(async () => Promise.reject(new Error('nere')))
  const since = performance.now()
  while (performance.now() - since < 50) await one.value()
  expect(await one.value()).toBe(1)
  expect(await one.value('insyn_metrics_age_seconds')).toBeGreaterThanOrEqual(0.05)
  expect(fresh).toBeLessThan(30)
  one.answers(async () => 2)
  expect(await one.value()).toBe(2)
  expect(await one.value('insyn_metrics_age_seconds')).toBeLessThan(30)
})

test('a database that never answers is asked once, and holds no scrape', async () => {
  const one = measured({ everyMs: 0, waitMs: 10 })
  await one.value()
  one.answers(() => new Promise<number>(() => undefined))
  expect([await one.value(), await one.value(), await one.value(), one.asked()]).toEqual([1, 1, 1, 2])
})

test('when the database is away not every read waits for it', async () => {
  const one = measured({ everyMs: 60_000 })
  let later = 0
  one.answers(async () => Promise.reject(new Error('nere')))
  for (let i = 0; i < 5; i++)
    one.measuring.sampled(async () => {
      later++
      throw new Error('nere')
    })
  await one.value()
  expect(later).toBe(1)
})
