import type { Grounds } from '../access/grounds.ts'
import { isOwnNumber, OWN_NUMBER, OWN_NUMBER_SELECTION, type Selection } from '../access/selection.ts'
import { findPerson, NOBODY } from '../mirror/find-person.ts'
import type { Mirror, MirroredPerson } from '../mirror/mirror.ts'
import { selectReady } from '../mirror/selection.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Reach } from '../policy/reach.ts'
import { type Kallrad, namesOnlyArende, type Uppslagsbegaran } from './uppslag-schema.ts'

export interface Search {
  readonly request: Uppslagsbegaran
  readonly grounds: Grounds
  readonly reach: Reach
  /** The day in Stockholm. */
  readonly date: string
}

/** Whom a request is about, and what of the person may be shown: in the mirror, or by the lookups of `direkt/`. */
export interface Found {
  readonly personRef: string | null
  readonly selection: Selection
  /** Boards that flagged the person. */
  readonly flaggedBy: readonly string[]
  /** Of the record. */
  readonly flaggor: readonly string[]
  /** The rows of `kallor`, by how the sources answered. */
  readonly sources: (rows: Kallrad[]) => Kallrad[]
  /** When an answer that shows nothing may leave at the earliest. */
  readonly earliestMs: number
}

export interface FoundDeps {
  readonly mirror: Mirror
  readonly keys: Pick<Keys, 'personRef'>
}

export async function inMirror(deps: FoundDeps, { request, grounds, reach }: Search): Promise<Found> {
  const found = await locatePerson(deps, request, grounds, reach)
  const person = typeof found === 'string' ? undefined : found
  const personRef = person?.personRef ?? grounds.personRef
  const own = isOwnNumber(grounds.caller, personRef)
  return {
    personRef,
    selection: own
      ? OWN_NUMBER_SELECTION
      : typeof found === 'string'
        ? { shown: [], reason: found }
        : selectReady(deps.mirror, found, reach),
    flaggedBy: person?.flaggedBy ?? [],
    flaggor: own ? [...grounds.flaggor, OWN_NUMBER] : grounds.flaggor,
    sources: (rows) => rows,
    earliestMs: 0,
  }
}

/** The schema demands the number for a live read, and a tillstånd about a person holds only with one. */
export function named({ personnummer, personRef }: Grounds): { personnummer: string; personRef: string } {
  if (personnummer === null || personRef === null) throw new TypeError('a live read of somebody without a number')
  return { personnummer, personRef }
}

async function locatePerson(
  deps: FoundDeps,
  request: Uppslagsbegaran,
  { personRef }: Grounds,
  reach: Reach,
): Promise<MirroredPerson | 'okand' | 'arende-okant' | 'flera-personer'> {
  const { ocrNummer, fakturanummer, personId } = request
  if (personRef !== null) return deps.mirror.person(personRef)
  const byArende = namesOnlyArende(request)
  if (byArende || personId !== undefined) {
    // A reference to nobody, and a case about nobody, take as long as somebody who is absent.
    await deps.mirror.person(deps.keys.personRef(NOBODY))
    return byArende ? 'arende-okant' : 'okand'
  }
  return ocrNummer === undefined
    ? findPerson(deps, reach, 'fakturanummer', fakturanummer ?? '')
    : findPerson(deps, reach, 'ocr', ocrNummer)
}
