import type { Policy, Right } from './policy.ts'

/** The role by which somebody may do this, the first by name when there are several; undefined when there is none. */
export const rollWithRight = (policy: Policy, roller: readonly string[], right: Right): string | undefined =>
  [...roller]
    .sort()
    .find((roll) => Object.hasOwn(policy.roller, roll) && policy.roller[roll]?.ratter?.includes(right) === true)
