import { afterEach, beforeEach, expect, jest, test } from '@jest/globals'
import { createRateLimit } from './rate-limit.ts'

beforeEach(() => {
  jest.useFakeTimers({ now: new Date('2026-10-15T10:00:00Z') })
})
afterEach(() => {
  jest.useRealTimers()
})

const clients = (client: number, endUser: number) => ({
  telefoni: {
    namn: 'Telefoni',
    roller: [],
    slutanvandare: 'token' as const,
    utfardare: ['inloggning'],
    egetNummer: 'token' as const,
    takt: { klient: client, slutanvandare: endUser },
  },
})

test('what is counted is let go a minute after the first call, and until then the wait is told to the second', async () => {
  const rate = createRateLimit(clients(2, 9))
  expect([await rate.klient('telefoni'), await rate.klient('telefoni')]).toEqual([undefined, undefined])
  jest.advanceTimersByTime(20_500)
  expect(await rate.klient('telefoni')).toBe(40)
  jest.advanceTimersByTime(39_400)
  expect(await rate.klient('telefoni')).toBe(1)
  jest.advanceTimersByTime(200)
  expect(await rate.klient('telefoni')).toBeUndefined()
})

test('one end user has the same name and another rate at another client', async () => {
  const rate = createRateLimit({ ...clients(9, 1), konsol: { ...clients(9, 2).telefoni } })
  const verdict = []
  for (const client of ['telefoni', 'konsol', 'telefoni', 'konsol'])
    verdict.push((await rate.slutanvandare(client, 'anna')) === undefined)
  expect(verdict).toEqual([true, true, false, true])
})

test('a client that makes up end users fills no memory: those that are new are refused, others go on', async () => {
  const rate = createRateLimit(clients(1e6, 5), { maxEndUser: 3 })
  for (const name of ['a', 'b', 'c']) expect(await rate.slutanvandare('telefoni', name)).toBeUndefined()
  jest.advanceTimersByTime(10_000)
  expect(await rate.slutanvandare('telefoni', 'd')).toBe(50)
  expect(await rate.slutanvandare('telefoni', 'a')).toBeUndefined()
  jest.advanceTimersByTime(50_000)
  expect(await rate.slutanvandare('telefoni', 'd')).toBeUndefined()
})
