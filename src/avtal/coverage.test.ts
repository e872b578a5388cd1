import { expect, test } from '@jest/globals'
import { riktigPolicy } from '../../test/support/api-in-memory.ts'
import type { Avtal, Policy } from '../policy/policy.ts'
import { otacktDag, tacktaMangder, tarOver } from './coverage.ts'

const mall = { fil: 'avtal/bromma.yaml', stadsdel: 'bromma', andamal: ['spegling'], loggAr: 5 }
const medAvtal = (...avtal: readonly Omit<Avtal, 'fil' | 'stadsdel' | 'andamal' | 'loggAr'>[]): Policy => ({
  ...riktigPolicy(),
  avtal: avtal.map((ett) => ({ ...mall, ...ett })),
})
const beslut = { stadsdel: 'bromma', mangd: 'beslut' } as const

test('an avtal covers its kinds from its first day to its last', () => {
  const policy = medAvtal({
    diarienummer: 'A',
    giltigFran: '2026-01-01',
    giltigTill: '2026-12-31',
    mangder: ['beslut', 'avgift'],
  })
  expect(tacktaMangder(policy, '2026-12-31')).toEqual([
    { stadsdel: 'bromma', mangd: 'beslut', avtal: 'A' },
    { stadsdel: 'bromma', mangd: 'avgift', avtal: 'A' },
  ])
  expect(tacktaMangder(policy, '2027-01-01')).toEqual([])
  expect(otacktDag(policy, beslut, '2026-12-30', '2026-12-31')).toBeUndefined()
  expect(otacktDag(policy, beslut, '2026-12-30', '2027-01-05')).toBe('2027-01-01')
})

test('an avtal that follows at once leaves nothing uncovered, and a single day between two does', () => {
  const first = { diarienummer: 'A', giltigFran: '2026-01-01', giltigTill: '2026-02-28', mangder: ['beslut'] } as const
  const next = { diarienummer: 'B', giltigFran: '2026-03-01', mangder: ['beslut'] } as const
  expect(otacktDag(medAvtal(first, next), beslut, '2026-02-01', '2026-04-01')).toBeUndefined()
  const late = medAvtal(first, { ...next, giltigFran: '2026-03-02' })
  expect(otacktDag(late, beslut, '2026-02-01', '2026-04-01')).toBe('2026-03-01')
})

test('a clock that has gone back ends nothing', () => {
  const policy = medAvtal({ diarienummer: 'A', giltigFran: '2026-03-01', mangder: ['beslut'] })
  expect(otacktDag(policy, beslut, '2026-04-01', '2026-03-15')).toBeUndefined()
})

test('a district is taken over from the day after its last', () => {
  const policy = riktigPolicy()
  expect(tarOver(policy, 'norrmalm', '2023-06-30')).toBeUndefined()
  expect(tarOver(policy, 'norrmalm', '2023-07-01')).toBe('norra-innerstaden')
  expect(tarOver(policy, 'bromma', '2026-01-01')).toBeUndefined()
})
