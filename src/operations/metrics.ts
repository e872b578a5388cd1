import { Gauge } from 'prom-client'
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

const ONE_DAY_SECONDS = 24 * 60 * 60
