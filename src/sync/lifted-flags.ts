import type { Scope } from './source.ts'

/** Flags that the runs of one job lift, and whom its runs left out for a flag of another scope. */
export interface LiftedFlags {
  lifted(personRefs: Iterable<string>): void
  withheld(scope: Scope, personRef: string): void
  /** Whether the scope was read as if somebody were protected who no longer is. */
  mustBeReadAgain(scope: Scope): boolean
}

/**
 * Scopes are read in any order and at the same time: one may look at the flags before another lifts them. Nothing else
 * would bring those persons' uppgifter back until the next night, and until then they would look as if there were none.
 */
export function createLiftedFlags(): LiftedFlags {
  const lifted = new Set<string>()
  const withheld = new Map<string, Set<string>>()
  const key = ({ source, stadsdel }: Scope) => `${source}/${stadsdel}`
  return {
    lifted(personRefs) {
      for (const personRef of personRefs) lifted.add(personRef)
    },
    withheld(scope, personRef) {
      const persons = withheld.get(key(scope)) ?? new Set()
      withheld.set(key(scope), persons.add(personRef))
    },
    mustBeReadAgain: (scope) => [...(withheld.get(key(scope)) ?? [])].some((personRef) => lifted.has(personRef)),
  }
}
