import { looksUp, type Policy, rollWith } from '../../policy/policy.ts'

/** The parts of the console, in the order of the main menu. */
export const AREAS = ['uppslag', 'drift', 'logg'] as const
export type Area = (typeof AREAS)[number]

/** Where each begins. */
export const FIRST_PAGE: Readonly<Record<Area, string>> = { uppslag: '/uppslag', drift: '/drift', logg: '/logg' }

/** The areas that somebody with these roles has any use for. */
export function areasOf(policy: Policy, roller: readonly string[]): ReadonlySet<Area> {
  const has = (...rights: readonly Parameters<typeof rollWith>[2][]) =>
    rights.some((right) => rollWith(policy, roller, right) !== undefined)
  const open = {
    uppslag: roller.some((roll) => looksUp(policy, roll)) || has('begara-undantag', 'godkanna-undantag'),
    drift: has('drifta'),
    logg: has('granska', 'statistik'),
  }
  return new Set(AREAS.filter((area) => open[area]))
}
