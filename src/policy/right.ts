import type { Policy, Ratt } from './policy.ts'

/** The role by which somebody may do this, the first by name when there are several; undefined when there is none. */
export const rollMedRatt = (policy: Policy, roller: readonly string[], ratt: Ratt): string | undefined =>
  [...roller]
    .sort()
    .find((roll) => Object.hasOwn(policy.roller, roll) && policy.roller[roll]?.ratter?.includes(ratt) === true)
