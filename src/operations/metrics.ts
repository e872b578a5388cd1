import type pg from 'pg'
import { Gauge } from 'prom-client'
import { unfinishedReplacements } from '../platform/keys/former-keys.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { Policy } from '../policy/policy.ts'
import { certificatesOf, endingAvtal } from './endings.ts'

/** What ends by the calendar. Of a name with several certificates the first to end counts. */
export function measureEndings(
  { register }: Pick<Measuring, 'register'>,
  { settings, policy, clock }: { settings: object; policy: Policy; clock: () => Date },
): void {
  const registers = [register]
  const certificates = new Gauge({
    name: 'insyn_certificate_remaining_seconds',
    help: 'Until a certificate of the settings ends; negative when it has',
    labelNames: ['setting'],
    registers,
    collect() {
      certificates.reset()
      const now = clock()
      for (const { name, ends } of [...certificatesOf(settings, now)].reverse())
        certificates.set({ setting: name }, (ends.getTime() - now.getTime()) / 1000)
    },
  })
  const avtal = new Gauge({
    name: 'insyn_avtal_remaining_seconds',
    help: 'Until the avtal of a stadsdel ends that no other follows, counted in whole days',
    labelNames: ['stadsdel'],
    registers,
    collect() {
      avtal.reset()
      for (const { stadsdel, days, continued } of endingAvtal(policy, clock()))
        if (!continued) avtal.set({ stadsdel }, (days + 1) * ONE_DAY_SECONDS)
    },
  })
}

/** Not how many rows are left: in a small stadsdel that is how many persons there are. */
export function measureReplacements({ register, sampled }: Measuring, pool: pg.Pool): void {
  const age = new Gauge({
    name: 'insyn_key_replacement_age_seconds',
    help: 'How long a data key that has been replaced has not been gone; absent when none is',
    labelNames: ['stadsdel', 'mangd'],
    registers: [register],
    collect: sampled(async () => {
      const rows = await unfinishedReplacements(pool)
      age.reset()
      // Of several generations the oldest, which comes first.
      for (const { stadsdel, mangd, ageSeconds } of [...rows].reverse()) age.set({ stadsdel, mangd }, ageSeconds)
    }),
  })
}

const ONE_DAY_SECONDS = 24 * 60 * 60
