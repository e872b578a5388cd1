import type { Event } from '../../atkomstlogg/access.ts'
import type { Finder, Finding } from './finder.ts'
import { isLookup, type Seen, userOf } from './lookups.ts'
import type { Parameters } from './rules-file.ts'

const ONE_MINUTE = 60_000
const ONE_DAY = 24 * 60 * ONE_MINUTE

/** Records of the case system and the mirror worker: what they say of a case, the case system has said. */
const OF_CASES: ReadonlySet<Event> = new Set(['arende', 'spegling', 'berikning', 'borttagning', 'rensning'])

/** Whose a case is, as the log itself tells it. */
function createOwners() {
  const owners = new Map<string, Set<string>>()
  return {
    note({ handelse, arende, personRef, utfall }: Seen['access']): void {
      if (!OF_CASES.has(handelse) || arende === null || personRef === null || utfall === 'nekat') return
      owners.set(arende, (owners.get(arende) ?? new Set()).add(personRef))
    },
    of: (arende: string): ReadonlySet<string> => owners.get(arende) ?? NOBODY,
  }
}

const NOBODY: ReadonlySet<string> = new Set()

/**
 * The case is another person's: the case system's records in the log name another person; where it has none there, an earlier
 * lookup named the case for another person.
 */
export function findOfSomebodyElse(): Finder {
  const owners = createOwners()
  const firstNamed = new Map<string, string>()
  const lookups: { readonly nummer: number; readonly arende: string; readonly personRef: string }[] = []
  return {
    take({ nummer, access, judged }) {
      owners.note(access)
      const { arende, personRef } = access
      if (!isLookup(access) || arende === null || personRef === null) return
      if (!firstNamed.has(arende)) firstNamed.set(arende, personRef)
      if (judged) lookups.push({ nummer, arende, personRef })
    },
    findings: () =>
      lookups.flatMap(({ nummer, arende, personRef }) => {
        const known = owners.of(arende)
        const ofAnother = known.size > 0 ? !known.has(personRef) : firstNamed.get(arende) !== personRef
        return ofAnother ? [{ nummer, measured: {} }] : []
      }),
  }
}

/** From the closing until the case was opened again. */
interface Closing {
  readonly arende: string
  readonly from: number
  until: number
}

/**
 * Looked up again after the case closed: somebody names the closed case, or whoever looked the person up in it does so again
 * without any case.
 */
export function findAfterClosing({ minuter, dygn }: Parameters['efter-stangt-arende']): Finder {
  const owners = createOwners()
  const closings = new Map<string, Closing[]>()
  /** By user, person and case: the first lookup. */
  const within = new Map<string, number>()
  const lookups: Seen[] = []
  const key = (user: string, personRef: string, arende: string) => JSON.stringify([user, personRef, arende])

  function noteCase({ handelse, arende, orsak, utfall }: Seen['access'], time: number): void {
    if (arende === null || utfall === 'nekat') return
    const ofCase = closings.get(arende) ?? []
    closings.set(arende, ofCase)
    const open = ofCase.at(-1)?.until !== Infinity
    if (open && (handelse === 'rensning' || (handelse === 'arende' && orsak === 'stangt')))
      ofCase.push({ arende, from: time, until: Infinity })
    const last = ofCase.at(-1)
    if (!open && last !== undefined && (handelse === 'spegling' || (handelse === 'arende' && orsak === 'oppnat')))
      last.until = time
  }

  function closingsByPerson(): ReadonlyMap<string, readonly Closing[]> {
    const persons = new Map<string, Closing[]>()
    for (const [arende, ofCase] of closings)
      for (const personRef of owners.of(arende)) persons.set(personRef, [...(persons.get(personRef) ?? []), ...ofCase])
    return persons
  }

  return {
    take(seen) {
      const { access, time, judged } = seen
      owners.note(access)
      const { arende, personRef } = access
      if (!isLookup(access)) noteCase(access, time)
      else if (personRef !== null) {
        const place = arende === null ? undefined : key(userOf(access), personRef, arende)
        if (place !== undefined && !within.has(place)) within.set(place, time)
        if (judged) lookups.push(seen)
      }
    },
    findings() {
      const persons = closingsByPerson()
      return lookups.flatMap(({ nummer, time, access: { arende, personRef }, access }): Finding[] => {
        const again = ({ arende: closed, from, until }: Closing) =>
          time > from + minuter * ONE_MINUTE &&
          time <= Math.min(until, from + dygn * ONE_DAY) &&
          (arende === closed ||
            (arende === null && (within.get(key(userOf(access), personRef ?? '', closed)) ?? Infinity) < from))
        return (persons.get(personRef ?? '') ?? []).some(again) ? [{ nummer, measured: {} }] : []
      })
    },
  }
}
