import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import type { ExceptionRule } from './policy.ts'
import { createReaches } from './reach.ts'

const policy = realPolicy()
const query = {
  andamal: 'utforarfraga',
  arende: null,
  identifiering: 'kontrollfragor',
  date: '2026-11-25',
  minute: 12 * 60,
} as const
const CLOSING = 16 * 60 + 30
const rollen = (answer: ReturnType<ReturnType<typeof createReaches>['uppslag']>) =>
  typeof answer === 'string' ? `nekad: ${answer}` : answer.roll

test('a role that closes during the day is refused from that minute on, and what was decided before does not help', () => {
  const reaches = createReaches(policy)
  const at = (minute: number) => rollen(reaches.uppslag(['aldre-direkt'], { ...query, minute }))
  expect([at(CLOSING - 1), at(CLOSING), at(CLOSING - 1)]).toEqual(['aldre-direkt', 'nekad: oppettid', 'aldre-direkt'])
})

test('of several roles only those at work count', () => {
  const reaches = createReaches(policy)
  const at = (minute: number) => rollen(reaches.uppslag(['aldre-direkt', 'trygghetsjour'], { ...query, minute }))
  expect([at(CLOSING - 1), at(CLOSING)]).toEqual(['aldre-direkt', 'trygghetsjour'])
})

test('a request that is let past the hours does not open them for the next one', () => {
  const reaches = createReaches(policy)
  const closed = { ...query, minute: CLOSING }
  const exceptions = new Set<ExceptionRule>(['oppettid'])
  expect(rollen(reaches.uppslag(['aldre-direkt'], { ...closed, undantag: exceptions }))).toBe('aldre-direkt')
  expect(rollen(reaches.uppslag(['aldre-direkt'], closed))).toBe('nekad: oppettid')
})

test('what the caller can do something about is told before the hours are', () => {
  const reaches = createReaches(policy)
  const closed = { ...query, minute: CLOSING, identifiering: 'ingen' } as const
  expect(reaches.uppslag(['aldre-direkt'], closed)).toBe('oppettid')
  expect(reaches.uppslag(['aldre-direkt', 'trygghetsjour'], closed)).toBe('identifiering')
  expect(reaches.uppslag(['gruppledare'], closed)).toBe('roll')
})
