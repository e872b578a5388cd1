import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { createTakt } from './rate-limit.ts'

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-10-15T10:00:00Z') })
})
afterEach(() => {
  jest.useRealTimers()
})

const klienter = (klient: number, slutanvandare: number) => ({
  telefoni: { namn: 'Telefoni', roller: [], slutanvandare: 'token' as const, takt: { klient, slutanvandare } },
})

test('what is counted is let go a minute after the first call, and until then the wait is told to the second', async () => {
  const takt = createTakt(klienter(2, 9))
  expect([await takt.klient('telefoni'), await takt.klient('telefoni')]).toEqual([undefined, undefined])
  jest.advanceTimersByTime(20_500)
  expect(await takt.klient('telefoni')).toBe(40)
  jest.advanceTimersByTime(39_400)
  expect(await takt.klient('telefoni')).toBe(1)
  jest.advanceTimersByTime(200)
  expect(await takt.klient('telefoni')).toBeUndefined()
})

test('one end user has the same name and another rate at another client', async () => {
  const takt = createTakt({ ...klienter(9, 1), konsol: { ...klienter(9, 2).telefoni } })
  const utfall = []
  for (const klient of ['telefoni', 'konsol', 'telefoni', 'konsol'])
    utfall.push((await takt.slutanvandare(klient, 'anna')) === undefined)
  expect(utfall).toEqual([true, true, false, true])
})

test('a client that makes up end users fills no memory: those that are new are refused, others go on', async () => {
  const takt = createTakt(klienter(1e6, 5), { maxSlutanvandare: 3 })
  for (const namn of ['a', 'b', 'c']) expect(await takt.slutanvandare('telefoni', namn)).toBeUndefined()
  jest.advanceTimersByTime(10_000)
  expect(await takt.slutanvandare('telefoni', 'd')).toBe(50)
  expect(await takt.slutanvandare('telefoni', 'a')).toBeUndefined()
  jest.advanceTimersByTime(50_000)
  expect(await takt.slutanvandare('telefoni', 'd')).toBeUndefined()
})
