import { expect, test } from '@jest/globals'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import type { Undantagsregel } from './policy.ts'
import { createRackvidder } from './reach.ts'

const policy = riktigPolicy()
const fraga = {
  andamal: 'utforarfraga',
  arende: null,
  identifiering: 'kontrollfragor',
  datum: '2026-11-25',
  minut: 12 * 60,
} as const
const STANGNING = 16 * 60 + 30
const rollen = (svar: ReturnType<ReturnType<typeof createRackvidder>['uppslag']>) =>
  typeof svar === 'string' ? `nekad: ${svar}` : svar.roll

test('a role that closes during the day is refused from that minute on, and what was decided before does not help', () => {
  const rackvidder = createRackvidder(policy)
  const vid = (minut: number) => rollen(rackvidder.uppslag(['aldre-direkt'], { ...fraga, minut }))
  expect([vid(STANGNING - 1), vid(STANGNING), vid(STANGNING - 1)]).toEqual([
    'aldre-direkt',
    'nekad: oppettid',
    'aldre-direkt',
  ])
})

test('of several roles only those at work count', () => {
  const rackvidder = createRackvidder(policy)
  const vid = (minut: number) => rollen(rackvidder.uppslag(['aldre-direkt', 'trygghetsjour'], { ...fraga, minut }))
  expect([vid(STANGNING - 1), vid(STANGNING)]).toEqual(['aldre-direkt', 'trygghetsjour'])
})

test('a request that is let past the hours does not open them for the next one', () => {
  const rackvidder = createRackvidder(policy)
  const stangd = { ...fraga, minut: STANGNING }
  const undantag = new Set<Undantagsregel>(['oppettid'])
  expect(rollen(rackvidder.uppslag(['aldre-direkt'], { ...stangd, undantag }))).toBe('aldre-direkt')
  expect(rollen(rackvidder.uppslag(['aldre-direkt'], stangd))).toBe('nekad: oppettid')
})

test('what the caller can do something about is told before the hours are', () => {
  const rackvidder = createRackvidder(policy)
  const stangd = { ...fraga, minut: STANGNING, identifiering: 'ingen' } as const
  expect(rackvidder.uppslag(['aldre-direkt'], stangd)).toBe('oppettid')
  expect(rackvidder.uppslag(['aldre-direkt', 'trygghetsjour'], stangd)).toBe('identifiering')
  expect(rackvidder.uppslag(['gruppledare'], stangd)).toBe('roll')
})
