import type { Omrade } from './sync-job.ts'

/** Flags that the runs of one assignment lift, and whom its runs left out for a flag of another scope. */
export interface Flaggbyten {
  lyft(personRefs: Iterable<string>): void
  undanhallen(omrade: Omrade, personRef: string): void
  /** Whether the scope was read as if somebody were protected who no longer is. */
  skaLasasOm(omrade: Omrade): boolean
}

/**
 * Scopes are read in any order and at the same time: one may look at the flags before another lifts them. Nothing else
 * would bring those persons' uppgifter back until the next night, and until then they would look as if there were none.
 */
export function createFlaggbyten(): Flaggbyten {
  const lyfta = new Set<string>()
  const undanhallna = new Map<string, Set<string>>()
  const nyckel = ({ kalla, stadsdel }: Omrade) => `${kalla}/${stadsdel}`
  return {
    lyft(personRefs) {
      for (const personRef of personRefs) lyfta.add(personRef)
    },
    undanhallen(omrade, personRef) {
      const scope = undanhallna.get(nyckel(omrade)) ?? new Set()
      undanhallna.set(nyckel(omrade), scope.add(personRef))
    },
    skaLasasOm: (omrade) => [...(undanhallna.get(nyckel(omrade)) ?? [])].some((personRef) => lyfta.has(personRef)),
  }
}
