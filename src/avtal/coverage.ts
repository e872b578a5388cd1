import type { Informationsmangd } from '../informationsmangd.ts'
import { avtalInForce } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'

export interface Covered {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Diarienummer. */
  readonly avtal: string
}

/** Every kind of every stadsdel that an avtal in force covers on the day. */
export function coveredMangder(policy: Policy, day: string): readonly Covered[] {
  return policy.stadsdelar.flatMap(({ kod }) => {
    const avtal = avtalInForce(policy, kod, day)
    return (avtal?.mangder ?? []).map((mangd) => ({ stadsdel: kod, mangd, avtal: avtal?.diarienummer ?? '' }))
  })
}

/**
 * The first day from `sedan` to `idag` on which no avtal covered the kind; undefined when there was always one. A day
 * without one ends it, also when no hub ran on that day and an avtal is in force again.
 */
export function uncoveredDay(
  policy: Policy,
  { stadsdel, mangd }: Pick<Covered, 'stadsdel' | 'mangd'>,
  since: string,
  today: string,
): string | undefined {
  // A clock that has gone back must not end anything by itself.
  for (let day = since < today ? since : today; day <= today; day = nextDay(day))
    if (avtalInForce(policy, stadsdel, day)?.mangder.includes(mangd) !== true) return day
  return undefined
}

function nextDay(day: string): string {
  const next = new Date(`${day}T00:00:00Z`)
  next.setUTCDate(next.getUTCDate() + 1)
  return next.toISOString().slice(0, 10)
}

/** Whoever takes over a stadsdel that does not exist on that day. */
export function takesOver(policy: Policy, stadsdel: string, day: string): string | undefined {
  const itsSunday = policy.stadsdelar.find(({ kod }) => kod === stadsdel)
  return itsSunday?.giltigTill !== undefined && itsSunday.giltigTill < day ? itsSunday.efterfoljare : undefined
}
