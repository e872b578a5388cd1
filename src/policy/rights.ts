import type { Policy, Ratt } from './policy.ts'

/** The role, first by name, that gives this right; undefined when none of the caller's does. */
export const rollMed = (policy: Policy, roller: readonly string[], ratt: Ratt): string | undefined =>
  [...roller].sort().find((roll) => kand(policy, roll)?.ratter?.includes(ratt) === true)

/** Those of the caller's roles that may, with an enkelttillstånd, see somebody whose identity is protected. */
export const rollerForSkyddade = (policy: Policy, roller: readonly string[]): readonly string[] =>
  roller.filter((roll) => kand(policy, roll)?.skyddade === true)

const kand = ({ roller }: Policy, roll: string) => (Object.hasOwn(roller, roll) ? roller[roll] : undefined)
