import { expect, test } from '@jest/globals'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import type { Avtal, Policy } from '../policy/policy.ts'
import { coveredMangder, takesOver, uncoveredDay } from './coverage.ts'

const template = { file: 'avtal/bromma.yaml', stadsdel: 'bromma', andamal: ['spegling'], loggAr: 5 }
const withAvtal = (...avtal: readonly Omit<Avtal, 'file' | 'stadsdel' | 'andamal' | 'loggAr'>[]): Policy => ({
  ...realPolicy(),
  avtal: avtal.map((one) => ({ ...template, ...one })),
})
const beslut = { stadsdel: 'bromma', mangd: 'beslut' } as const

test('an avtal covers its kinds from its first day to its last', () => {
  const policy = withAvtal({
    diarienummer: 'A',
    giltigFran: '2026-01-01',
    giltigTill: '2026-12-31',
    mangder: ['beslut', 'avgift'],
  })
  expect(coveredMangder(policy, '2026-12-31')).toEqual([
    { stadsdel: 'bromma', mangd: 'beslut', avtal: 'A' },
    { stadsdel: 'bromma', mangd: 'avgift', avtal: 'A' },
  ])
  expect(coveredMangder(policy, '2027-01-01')).toEqual([])
  expect(uncoveredDay(policy, beslut, '2026-12-30', '2026-12-31')).toBeUndefined()
  expect(uncoveredDay(policy, beslut, '2026-12-30', '2027-01-05')).toBe('2027-01-01')
})

test('an avtal that follows at once leaves nothing uncovered, and a single day between two does', () => {
  const first = { diarienummer: 'A', giltigFran: '2026-01-01', giltigTill: '2026-02-28', mangder: ['beslut'] } as const
  const next = { diarienummer: 'B', giltigFran: '2026-03-01', mangder: ['beslut'] } as const
  expect(uncoveredDay(withAvtal(first, next), beslut, '2026-02-01', '2026-04-01')).toBeUndefined()
  const late = withAvtal(first, { ...next, giltigFran: '2026-03-02' })
  expect(uncoveredDay(late, beslut, '2026-02-01', '2026-04-01')).toBe('2026-03-01')
})

test('a clock that has gone back ends nothing', () => {
  const policy = withAvtal({ diarienummer: 'A', giltigFran: '2026-03-01', mangder: ['beslut'] })
  expect(uncoveredDay(policy, beslut, '2026-04-01', '2026-03-15')).toBeUndefined()
})

test('a district is taken over from the day after its last', () => {
  const policy = realPolicy()
  expect(takesOver(policy, 'norrmalm', '2023-06-30')).toBeUndefined()
  expect(takesOver(policy, 'norrmalm', '2023-07-01')).toBe('norra-innerstaden')
  expect(takesOver(policy, 'bromma', '2026-01-01')).toBeUndefined()
})
