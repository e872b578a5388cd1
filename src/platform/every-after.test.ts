import { setImmediate, setTimeout as delay } from 'node:timers/promises'
import { expect, jest, test } from '@jest/globals'
import { everyAfter } from './every-after.ts'

const failed = jest.fn()
const LONG = 60_000

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await delay(1)
}

test('takes the first step at once and the next one after the pause', async () => {
  const times: number[] = []
  const repetition = everyAfter(30, async () => void times.push(performance.now()), { failed })
  await until(() => times.length >= 3)
  await repetition.stop()
  expect(times[1]! - times[0]!).toBeGreaterThanOrEqual(28)
  expect(times[2]! - times[1]!).toBeGreaterThanOrEqual(28)
})

test('with pauseFirst no step is taken before a pause', async () => {
  let steps = 0
  const repetition = everyAfter(LONG, async () => void steps++, { failed, pauseFirst: true })
  await delay(20)
  expect(steps).toBe(0)
  repetition.wake()
  await until(() => steps === 1)
  await repetition.stop()
  expect(steps).toBe(1)
})

test('stop waits for the step that is running, aborts its signal, and no other follows', async () => {
  let steps = 0
  let ended = false
  let aborted = false
  let release: () => void = () => undefined
  const repetition = everyAfter(
    0,
    async (stopping) => {
      steps++
      await new Promise((resolve) => stopping.addEventListener('abort', resolve))
      aborted = true
      await new Promise<void>((resolve) => (release = resolve))
      ended = true
    },
    { failed },
  )
  await until(() => steps === 1)
  const stopped = repetition.stop()
  await setImmediate()
  expect([aborted, ended]).toEqual([true, false])
  release()
  await stopped
  expect(ended).toBe(true)
  await delay(20)
  expect(steps).toBe(1)
})

test('stop ends a pause, also when it is called twice', async () => {
  let steps = 0
  const repetition = everyAfter(LONG, async () => void steps++, { failed })
  await until(() => steps === 1)
  await Promise.all([repetition.stop(), repetition.stop()])
  expect(steps).toBe(1)
})

test('wake ends a pause, and counts while a step is running', async () => {
  let steps = 0
  let release: () => void = () => undefined
  const repetition = everyAfter(
    LONG,
    async () => {
      steps++
      if (steps === 2) await new Promise<void>((resolve) => (release = resolve))
    },
    { failed },
  )
  await until(() => steps === 1)
  await delay(5)
  repetition.wake()
  await until(() => steps === 2)
  repetition.wake()
  release()
  await until(() => steps === 3)
  await delay(20)
  expect(steps).toBe(3)
  await repetition.stop()
})

test('a step chooses the pause after it', async () => {
  const pauses = [0, 0, undefined]
  let steps = 0
  const repetition = everyAfter(LONG, async () => pauses[steps++], { failed })
  await until(() => steps === 3)
  await delay(20)
  expect(steps).toBe(3)
  await repetition.stop()
})

test('a step that fails is reported and followed by the next', async () => {
  const errors: unknown[] = []
  let steps = 0
  const repetition = everyAfter(
    1,
    async () => {
      if (++steps < 3) throw new Error(String(steps))
    },
    { failed: (error) => errors.push((error as Error).message) },
  )
  await until(() => steps >= 3)
  await repetition.stop()
  expect(errors).toEqual(['1', '2'])
  expect(failed).not.toHaveBeenCalled()
})
