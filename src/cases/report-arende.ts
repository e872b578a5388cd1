import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { boardsWithLog, outcomeRecords } from '../access/records.ts'
import { accessRefused, failed, invalidRequest, rightMissing, unknownArende } from '../access/refusals.ts'
import { isOwnNumber, OWN_NUMBER, OWN_NUMBER_SELECTION } from '../access/selection.ts'
import { NOBODY } from '../mirror/find-person.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import { lacksOwnNumber, type Policy } from '../policy/policy.ts'
import { createReaches } from '../policy/reach.ts'
import { REQUIREMENTS, requirementText, rollerFor } from '../policy/requirements.ts'
import type { Arendebegaran, Arendesvar, Forslag } from './arende-schema.ts'
import { type ArendeState, type ArendeStates, mirroringOf } from './arende-state.ts'
import { type Categories, knownWords } from './categories.ts'
import { REGISTERS_NOTHING, registrationOf } from './registration.ts'

/** How a case is registered, in words that the configuration knows. */
export type ArendeCategory = Partial<Forslag>

export interface OpenedArende {
  readonly arendeId: string
  readonly klient: string
  readonly personRef: string
  readonly andamal: string
  readonly category: ArendeCategory
}

/**
 * Which cases are open, as the mirroring keeps it. Opening is idempotent and takes every person alike, mirrored or not,
 * protected or not: what may be written into the case is decided at each write. A case is its client's: another that names it is
 * answered as if there were none.
 */
export interface Arenden extends ArendeStates {
  /** False when another client has opened it. */
  open(arende: OpenedArende): Promise<boolean>
  /** Whom an open case is about, and why. */
  fetch(arendeId: string, client: string): Promise<Pick<OpenedArende, 'personRef' | 'andamal'> | undefined>
  /** False when there is no such open case. */
  categorise(arendeId: string, client: string, category: ArendeCategory): Promise<boolean>
  /** The category that the case registers instead of a suggested one. False when there is no such open case. */
  choose(arendeId: string, client: string, chosen: Forslag): Promise<boolean>
  /** Ends the mirroring and has the case purged. False when the case was never opened; closing again is true. */
  close(arendeId: string, client: string): Promise<boolean>
}

export interface ArendeDeps {
  readonly policy: Policy
  readonly mirror: Mirror
  readonly keys: Keys
  readonly clock: () => Date
  readonly arenden: Arenden
  readonly categories: Categories
}

/**
 * A case was opened, categorised or closed in the case system. Starts or ends the mirroring and answers with what the
 * case should register; the answer is a disclosure, as neutral as a lookup's.
 */
export function createArende(deps: ArendeDeps) {
  const { policy, mirror, keys } = deps
  const reaches = createReaches(policy)
  const known = knownWords(deps.categories)

  return async (arendeId: string, request: Arendebegaran, caller: Caller): Promise<Outcome<Arendesvar>> => {
    const { status, personnummer, andamal } = request
    const laid = groundsOf(deps, 'arende', caller, { personnummer, andamal, arende: arendeId })
    if (rollerFor(policy, caller.roller, REQUIREMENTS.arende).length === 0)
      return rightMissing(keys, laid.grounds, 'roll', requirementText(REQUIREMENTS.arende).swedish)
    if (laid.invalid.length > 0) return invalidRequest(keys, laid.grounds, laid.invalid)
    if (status !== 'stangt' && lacksOwnNumber(policy, caller))
      return accessRefused(keys, laid.grounds, 'eget-nummer-okant')
    const date = swedishDate(laid.grounds.tid)
    // Before the case is opened, so that none is opened for a purpose that does not exist.
    if (andamal !== undefined && !Object.hasOwn(policy.andamal, andamal))
      return accessRefused(keys, laid.grounds, 'andamal')

    let grounds = laid.grounds
    try {
      // Whoever opens a case about themselves gets one that nothing is mirrored into; it closes like any other.
      const stated = laid.grounds.personRef
      const about = isOwnNumber(caller, stated) ? keys.personRef(NOBODY) : stated
      const place = { arendeId, klient: caller.klient }
      const before = await deps.arenden.stateOf(arendeId, caller.klient)
      const arende = await report(deps.arenden, place, { ...request, category: kept(request, known) }, about)
      if (arende === undefined) return unknownArende(keys, grounds)
      // An opening is answered by what was known before it: whether the case system has answered since is a matter of chance.
      const state = status === 'oppnat' ? opened(before) : await deps.arenden.stateOf(arendeId, caller.klient)
      if (state === undefined) return unknownArende(keys, grounds)
      const mirroring = mirroringOf(state)
      // Whoever the request names, an open case is about the person that it was opened for.
      const personRef = arende.personRef === about ? stated : arende.personRef
      grounds = {
        ...grounds,
        andamal: arende.andamal,
        personRef,
        personnummer: personRef === grounds.personRef ? grounds.personnummer : null,
      }
      const reach = reaches.mirroring({ andamal: arende.andamal ?? '', arende: arendeId, date })
      const person = personRef === null || status === 'stangt' ? undefined : await mirror.person(personRef)
      const own = person !== undefined && isOwnNumber(caller, person.personRef)
      const { content, selection } =
        person === undefined
          ? { content: REGISTERS_NOTHING, selection: { shown: [], reason: status } }
          : registrationOf(deps, {
              person: own ? { ...person, uppgifter: [] } : person,
              reach,
              andamal: arende.andamal ?? '',
              date,
            })
      if (own) grounds = { ...grounds, flaggor: [OWN_NUMBER] }
      const why = own ? OWN_NUMBER_SELECTION : selection
      return {
        poster: outcomeRecords(keys, grounds, reach, why, boardsWithLog(policy, person?.flaggedBy ?? [])),
        ...(person === undefined || selection.shown.length > 0 ? {} : { neutral: { earliestMs: 0 } }),
        body: (places) => ({
          arendeId,
          status,
          ...content,
          ...mirroring,
          loggId: logIds(keys, places),
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

const opened = (before: ArendeState | undefined): ArendeState =>
  before?.status === 'oppet' && before.caseState === 'open'
    ? before
    : { status: 'oppet', caseState: null, checkedAt: null }

/** Only words of the configuration are stored; the others stand as one. */
const kept = (
  { huvudkategori, arendetyp, arendeklass }: Arendebegaran,
  known: ReturnType<typeof knownWords>,
): ArendeCategory => ({
  ...(huvudkategori === undefined ? {} : { huvudkategori: known('huvudkategori', huvudkategori) }),
  ...(arendetyp === undefined ? {} : { arendetyp: known('arendetyp', arendetyp) }),
  ...(arendeklass === undefined ? {} : { arendeklass: known('arendeklass', arendeklass) }),
})

type AboutArende = { readonly [K in 'personRef' | 'andamal']: OpenedArende[K] | null }

/** A case that was closed before may be closed again, but it is no longer known whom it was about. */
const ALREADY_CLOSED: AboutArende = { personRef: null, andamal: null }

/** Whom the case is about; undefined when it is not open. Every person's case is reported alike: the answer must not tell. */
async function report(
  arenden: Arenden,
  { arendeId, klient }: Pick<OpenedArende, 'arendeId' | 'klient'>,
  { status, andamal, category }: Pick<Arendebegaran, 'status' | 'andamal'> & { readonly category: ArendeCategory },
  personRef: string | null,
): Promise<AboutArende | undefined> {
  if (status === 'oppnat') {
    // The schema demands both when a case opens.
    if (personRef === null || andamal === undefined) return undefined
    return (await arenden.open({ arendeId, klient, personRef, andamal, category })) ? { personRef, andamal } : undefined
  }
  const arende = await arenden.fetch(arendeId, klient)
  if (status === 'stangt') return (await arenden.close(arendeId, klient)) ? (arende ?? ALREADY_CLOSED) : undefined
  return (await arenden.categorise(arendeId, klient, category)) ? arende : undefined
}
