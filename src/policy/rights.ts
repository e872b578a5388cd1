import type { Policy, Right } from './policy.ts'

/** The role, first by name, that gives this right; undefined when none of the caller's does. */
export const rollWith = (policy: Policy, roller: readonly string[], right: Right): string | undefined =>
  [...roller].sort().find((roll) => known(policy, roll)?.ratter?.includes(right) === true)

/** Those of the caller's roles that may, with an enkelttillstånd, see somebody whose identity is protected. */
export const rollerForProtected = (policy: Policy, roller: readonly string[]): readonly string[] =>
  roller.filter((roll) => known(policy, roll)?.skyddade === true)

const known = ({ roller }: Policy, roll: string) => (Object.hasOwn(roller, roll) ? roller[roll] : undefined)
