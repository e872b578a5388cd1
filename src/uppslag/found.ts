import type { Keys } from '../platform/keys/keys.ts'
import type { MirroredPerson, Mirror } from '../mirror/mirror.ts'
import type { Policy } from '../policy/policy.ts'
import { readLive, scopesWithin, type LiveSource } from './direkt/read-live.ts'
import { onlyWhatIsShown, displaysFrom } from './direkt/live-person.ts'
import { liveRows, liveRowsWithoutMirror } from './direkt/live-rows.ts'
import { isOwn, OWN_NUMBER, OWN_NUMBER_SELECTION, type Selection } from '../access/selection.ts'
import type { Grounds } from '../access/grounds.ts'
import type { Reach } from '../policy/reach.ts'
import { NOBODY, findPerson } from '../mirror/find-person.ts'
import { PROTECTED_SHOWN } from '../policy/exceptions.ts'
import { select } from '../mirror/selection.ts'
import type { Kallrad, Uppslagsbegaran } from './uppslag-schema.ts'

export interface Search {
  readonly request: Uppslagsbegaran
  readonly grund: Grounds
  readonly reach: Reach
  /** The day in Stockholm. */
  readonly date: string
}

/** Whom a request is about, and what of her may be shown. */
export interface Found {
  readonly personRef: string | null
  readonly selection: Selection
  /** Boards that flagged the person. */
  readonly flaggedBy: readonly string[]
  /** Of the record. */
  readonly flaggor: readonly string[]
  readonly kallor: (rows: Kallrad[]) => Kallrad[]
  /** When an answer that shows nothing may leave at the earliest. */
  readonly earliestMs: number
}

export interface FoundDeps {
  readonly policy: Policy
  readonly mirror: Mirror
  readonly keys: Pick<Keys, 'personRef'>
  readonly direkt: LiveSource
}

export async function inMirror(deps: FoundDeps, { request, grund, reach }: Search): Promise<Found> {
  const found = await locatePerson(deps, request, grund, reach)
  const person = typeof found === 'string' ? undefined : found
  const personRef = person?.personRef ?? grund.personRef
  const own = isOwn(grund.caller, personRef)
  return {
    personRef,
    selection: own
      ? OWN_NUMBER_SELECTION
      : typeof found === 'string'
        ? { shown: [], orsak: found }
        : select(deps.mirror, found, reach),
    flaggedBy: person?.flaggedBy ?? [],
    flaggor: own ? [...grund.flaggor, OWN_NUMBER] : grund.flaggor,
    kallor: (rows) => rows,
    earliestMs: 0,
  }
}

/** As the mirror knows the person, with what the sources say now in place of what they said last night. */
export async function withLiveReads(deps: FoundDeps, search: Search): Promise<Found> {
  const { grund, reach, date } = search
  const { personnummer, personRef } = named(grund)
  const mirrored = await deps.mirror.person(personRef)
  const { person, open, answered, lastAnswered } = await readLive(deps, personnummer, mirrored, reach, date)
  const own = isOwn(grund.caller, personRef)
  const selection = own ? OWN_NUMBER_SELECTION : select({ open }, person, reach)
  const { fristMs } = deps.direkt
  const said = selection.shown.length > 0 ? answered : lastAnswered
  return {
    personRef,
    selection,
    flaggedBy: person.flaggedBy,
    flaggor: own ? [...grund.flaggor, OWN_NUMBER] : grund.flaggor,
    kallor: (rows) => liveRows(rows, said, fristMs, grund.tid),
    // A source answers about nobody more quickly than about somebody.
    earliestMs: fristMs,
  }
}

/**
 * With an approved enkelttillstånd the sources are read for this one answer, whoever the person is, and nothing of a
 * protected person is stored.
 */
export async function inSources(deps: FoundDeps, { grund, reach, date }: Search): Promise<Found> {
  const { policy, mirror, direkt } = deps
  const { personnummer, personRef } = named(grund)
  const { fristMs } = direkt
  const own = isOwn(grund.caller, personRef)
  const scopes = onlyWhatIsShown(scopesWithin(policy, direkt, reach, date), reach)
  const [person, answer] = await Promise.all([
    mirror.person(personRef),
    // Also when nothing will be shown: what the answer says of the sources must be the same.
    direkt.read({ personnummer, scopes, fristMs, evenProtected: !own }),
  ])
  const shown = own ? [] : displaysFrom(answer, reach)
  const isProtected =
    person.skyddad || answer.some((one) => one.answered && one.person !== undefined && one.person.skydd !== 'nej')
  const orsak = shown.length > 0 ? 'traff' : isProtected ? 'skyddad' : 'okand'
  const answered = new Map(answer.map((one) => [`${one.kalla}/${one.stadsdel}`, one.answered]))
  return {
    personRef,
    selection: own ? OWN_NUMBER_SELECTION : { shown, orsak },
    flaggedBy: person.flaggedBy,
    flaggor: own ? [...grund.flaggor, OWN_NUMBER] : shown.length > 0 && isProtected ? [PROTECTED_SHOWN] : grund.flaggor,
    kallor: (rows) => liveRowsWithoutMirror(rows, answered),
    earliestMs: fristMs,
  }
}

/** The schema demands the number for a live read, and a tillstånd about a person holds only with one. */
function named({ personnummer, personRef }: Grounds): { personnummer: string; personRef: string } {
  if (personnummer === null || personRef === null) throw new TypeError('a live read of somebody without a number')
  return { personnummer, personRef }
}

async function locatePerson(
  deps: FoundDeps,
  { ocrNummer, fakturanummer, personId }: Uppslagsbegaran,
  { personRef }: Grounds,
  reach: Reach,
): Promise<MirroredPerson | 'okand' | 'flera-personer'> {
  if (personRef !== null) return deps.mirror.person(personRef)
  if (personId !== undefined) {
    // A reference to nobody takes as long as one to somebody who is absent.
    await deps.mirror.person(deps.keys.personRef(NOBODY))
    return 'okand'
  }
  return ocrNummer === undefined
    ? findPerson(deps, reach, 'fakturanummer', fakturanummer ?? '')
    : findPerson(deps, reach, 'ocr', ocrNummer)
}
