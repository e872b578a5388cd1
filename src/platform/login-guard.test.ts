import { setTimeout as delay } from 'node:timers/promises'
import { beforeEach, expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import { createLoginGuard, type LoginGuard, type LoginMemory, processMemory } from './login-guard.ts'

const MINUTE = 60_000
const refused = new InsynError('KALLA_INLOGGNING', 'kallan: login refused')
const heldElsewhere = new InsynError('KALLA_INLOGGNING', 'kallan: session held elsewhere', { retryable: true })
const fault = new InsynError('KALLA_FAULT', 'kallan: fault Server', { retryable: true })
const away = new InsynError('KALLA_OTILLGANGLIG', 'kallan: ECONNREFUSED', { retryable: true })

let now: number
let guard: LoginGuard
/** How many times the service was asked, and how many times at once at the most. */
let asked: number
let underWay: number
let most: number
beforeEach(() => {
  now = Date.parse('2026-09-15T08:00:00Z')
  guard = createLoginGuard(() => new Date(now))
  asked = underWay = most = 0
})

/** One use of the credentials, to which the service says this. */
async function use(answer: 'yes' | Error, part?: string, ms = 0): Promise<string> {
  try {
    const attempt = await guard.attempt('kallan Las', part)
    asked++
    most = Math.max(most, ++underWay)
    await delay(ms)
    underWay--
    if (answer === 'yes') attempt.accepted()
    else attempt.failed(answer)
    return answer === 'yes' ? 'yes' : 'no'
  } catch (error) {
    return (error as Error).message
  }
}
const LOCALLY = expect.stringMatching(
  /^kallan Las: not asked, since the login was refused at 2026-09-15T08:00Z: .* asked again then, or when a person says so$/,
)

test('what was refused is not asked again, however much time passes', async () => {
  expect(await use(refused)).toBe('no')
  for (let count = 0; count < 50; count++) {
    now += 24 * 60 * MINUTE
    expect(await use('yes')).toEqual(LOCALLY)
  }
  expect(asked).toBe(1)
})

test('guards that share a memory ask once between them, over restarts, until a person forgets the refusal', async () => {
  const memory = processMemory()
  const hub = () => (guard = createLoginGuard(() => new Date(now), memory))
  hub()
  expect(await use(refused)).toBe('no')
  for (let restart = 0; restart < 5; restart++) {
    hub()
    expect(await use('yes')).toEqual(LOCALLY)
  }
  expect(asked).toBe(1)
  await memory.forget([''])
  hub()
  expect(await use('yes')).toBe('yes')
  expect(await memory.read()).toEqual(new Map())
})

test('a refusal that could not be kept stands in the process that met it, and is kept when it can be', async () => {
  const kept = processMemory()
  let away = true
  const memory: LoginMemory = {
    ...kept,
    keep: (...refusal) => (away ? Promise.reject(new Error('away')) : kept.keep(...refusal)),
  }
  guard = createLoginGuard(() => new Date(now), memory)
  expect(await use(refused)).toBe('no')
  expect(await use('yes')).toEqual(LOCALLY)
  away = false
  expect(await use('yes')).toEqual(LOCALLY)
  expect([...(await kept.read()).keys()]).toEqual([''])
})

test('a burst of uses before the first acceptance asks once when it is refused', async () => {
  const burst = await Promise.all(Array.from({ length: 30 }, () => use(refused, undefined, 5)))
  expect(burst.filter((one) => one === 'no')).toHaveLength(1)
  expect(asked).toBe(1)
})

test('once it was accepted, uses do not wait for each other', async () => {
  await use('yes')
  expect(await Promise.all(Array.from({ length: 20 }, () => use('yes', undefined, 50)))).toEqual(Array(20).fill('yes'))
  expect(most).toBe(20)
})

test('a refusal for one part leaves the others, and two in a row are taken for the credentials', async () => {
  await use('yes', 'BR')
  expect(await use(refused, 'FA')).toBe('no')
  expect(await use('yes', 'FA')).toEqual(LOCALLY)
  expect(await use('yes', 'BR')).toBe('yes')
  expect(await use(refused, 'JA')).toBe('no')
  expect(await use('yes', 'BR')).toBe('yes')
  expect(await use(refused, 'KU')).toBe('no')
  expect(await use(refused, 'SK')).toBe('no')
  expect(await use('yes', 'BR')).toEqual(LOCALLY)
})

test('faults alone before the first acceptance are taken for a refusal after a few, later ones never', async () => {
  for (let count = 0; count < 3; count++) expect(await use(fault)).toBe('no')
  expect(await use('yes')).toMatch(/every call was answered with a fault, as a refused login may be/)
  now += 15 * MINUTE
  expect(await use('yes')).toBe('yes')
  for (let count = 0; count < 10; count++) expect(await use(fault)).toBe('no')
  expect(await use('yes')).toBe('yes')
})

test('a service that is away, a session held elsewhere, and a use that came to nothing are no refusals', async () => {
  for (const failure of [away, heldElsewhere, away]) expect(await use(failure)).toBe('no')
  const left = await guard.attempt('kallan Las')
  left.failed(undefined)
  expect(await use('yes')).toBe('yes')
})
