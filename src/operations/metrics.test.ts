import { expect, test } from '@jest/globals'
import { Registry } from 'prom-client'
import { ownCertificate } from '../../test/support/api/certificates.ts'
import { realPolicy } from '../../test/support/api-in-memory.ts'
import type { Policy } from '../policy/policy.ts'
import { measureEndings } from './metrics.ts'

const ONE_DAY = 24 * 60 * 60

async function metrics(now: Date, settings: object = {}, policy = realPolicy()): Promise<readonly string[]> {
  const register = new Registry()
  measureEndings({ register }, { settings, policy, clock: () => now })
  return (await register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

test('a certificate of the settings has its time left, under the name of its setting, and nothing else of it', async () => {
  const { cert: certificate } = ownCertificate('localhost')
  const [line = '', ...more] = await metrics(new Date(), { http: { tls: { certifikat: certificate } } }).then((all) =>
    all.filter((one) => one.includes('certificate')),
  )
  expect(more).toEqual([])
  expect(line).toMatch(/^insyn_certificate_remaining_seconds\{setting="http.tls.certifikat"\} \d+/)
})

test('an avtal that ends and is not followed by another has its time left, its last day included', async () => {
  const policy = realPolicy()
  const [first] = policy.avtal
  const until = (day: string): Policy => ({
    ...policy,
    avtal: policy.avtal.map((one) => (one === first ? { ...one, giltigTill: day } : one)),
  })
  const now = new Date('2026-10-15T12:00:00Z')
  const line = `insyn_avtal_remaining_seconds{stadsdel="${first?.stadsdel}"}`
  expect(await metrics(now, {}, until('2026-10-15'))).toEqual([`${line} ${ONE_DAY}`])
  expect(await metrics(now, {}, until('2026-11-15'))).toEqual([`${line} ${32 * ONE_DAY}`])
  expect(await metrics(now)).toEqual([])
})
