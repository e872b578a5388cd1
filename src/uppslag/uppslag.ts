import type { Caller } from '../access/caller.ts'
import { type Grounds, groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { createPersonReferences, type Opened } from '../access/person-reference.ts'
import { boardsWithLog, outcomeRecords } from '../access/records.ts'
import { accessRefused, failed, invalidRequest, unknownArende, unknownReference } from '../access/refusals.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { stockholmTime } from '../platform/stockholm-time.ts'
import { todaysStadsdelar } from '../policy/decide.ts'
import { judge } from '../policy/exceptions.ts'
import { type CaseOwners, mayName } from '../policy/named-arende.ts'
import { lacksOwnNumber, type Policy } from '../policy/policy.ts'
import { createReaches } from '../policy/reach.ts'
import { tillstandInForce, type TillstandStore } from '../policy/tillstand/tillstand.ts'
import { show } from './content.ts'
import { type LiveLookupDeps, withLiveReads } from './direkt/live-lookup.ts'
import { inSources } from './direkt/sources-only-lookup.ts'
import { type FoundDeps, inMirror } from './found.ts'
import { createSourceRows, withUnread } from './source-rows.ts'
import { inShort } from './source-summary.ts'
import { namesOnlyArende, type Uppslagsbegaran, type Uppslagssvar } from './uppslag-schema.ts'

export interface UppslagDeps extends FoundDeps, LiveLookupDeps {
  readonly policy: Policy
  readonly mirror: Mirror
  readonly keys: Keys
  readonly clock: () => Date
  /** Lifetime of an answer's personId and fakturaRef. */
  readonly referenceMs: number
  readonly tillstand: Pick<TillstandStore, 'inForce'>
  readonly arenden: CaseOwners & {
    /** Whom a case is about that this client has open; undefined for every other reference. */
    fetch(arendeId: string, client: string): Promise<{ readonly personRef: string } | undefined>
  }
}

/**
 * The unified lookup. A person who is absent, protected, without agreement, out of reach or the caller gives one and
 * the same answer; only the access log tells them apart. Refusals come before anything of a person is read.
 */
export function createUppslag(deps: UppslagDeps) {
  const { policy, mirror, keys } = deps
  const reaches = createReaches(policy)
  const sourceRows = createSourceRows((source, stadsdel) => deps.direkt.connected(source, stadsdel))
  const references = createPersonReferences(keys, deps.referenceMs)

  return async (request: Uppslagsbegaran, caller: Caller, minimal = false): Promise<Outcome<Uppslagssvar>> => {
    const { grounds: withoutRef, invalid } = groundsOf(deps, 'uppslag', caller, request)
    if (invalid.length > 0) return invalidRequest(keys, withoutRef, invalid)
    if (lacksOwnNumber(policy, caller)) return accessRefused(keys, withoutRef, 'eget-nummer-okant')
    if (request.tillstand !== undefined && caller.identitet !== 'token')
      return accessRefused(keys, withoutRef, 'identitet-ej-styrkt')
    const { tid, arende } = withoutRef
    const opened = request.personId === undefined ? undefined : references.open(request.personId, caller, tid)
    if (opened !== undefined && 'orsak' in opened) return unknownReference(keys, withoutRef, opened)
    let laid = opened === undefined ? withoutRef : { ...withoutRef, personRef: opened.personRef }
    const { date, minute } = stockholmTime(tid)
    const { andamal, identifiering } = request

    try {
      // A case that is not this client's and open is about nobody: an answer as of somebody absent, not a refusal.
      if (namesOnlyArende(request))
        laid = { ...laid, personRef: (await deps.arenden.fetch(request.arende, caller.klient))?.personRef ?? null }
      else if (!(await mayName(deps, caller.klient, arende))) return unknownArende(keys, laid)
      const named =
        request.tillstand === undefined
          ? undefined
          : { inForce: await tillstandInForce(deps, request.tillstand, caller, laid) }
      const query = { andamal, arende, identifiering, date, minute }
      const { reach, readNow, tillstand, flaggor: ofTillstand } = judge(policy, reaches, caller.roller, query, named)
      const grounds = { ...laid, tillstand, flaggor: ofTillstand }
      if (typeof reach === 'string') return accessRefused(keys, grounds, reach)

      const search = readNow ? inSources : request.aktualitet === 'direkt' ? withLiveReads : inMirror
      const [found, statuses] = await Promise.all([
        search(deps, { request, grounds, reach, date }),
        mirror.sourceStatus(),
      ])
      const { personRef, flaggor, flaggedBy, earliestMs } = found
      const { personId, fakturaRef } = references.give(openedAs({ personRef, arende }, request), caller, tid)
      // A reference is judged without enkelttillstånd, so one given under an enkelttillstånd would open nothing.
      const { visat, content } = show(found.selection, date, tillstand === null ? fakturaRef : undefined)
      const sources = withUnread(
        found.sources(sourceRows(todaysStadsdelar(policy, date), statuses, reach, tid)),
        found.selection.unread,
      )
      return {
        poster: outcomeRecords(
          keys,
          { ...grounds, personRef, flaggor },
          reach,
          visat,
          boardsWithLog(policy, flaggedBy),
        ),
        ...(visat.shown.length > 0 ? {} : { neutral: { earliestMs } }),
        body: (places) => ({
          uppslagId: grounds.handelseId,
          loggId: logIds(keys, places),
          personId,
          tidpunkt: tid.toISOString(),
          ...content,
          ...(minimal ? inShort(sources) : { kallor: sources }),
        }),
      }
    } catch (error) {
      return failed(keys, laid, error)
    }
  }
}

const openedAs = (
  { personRef, arende }: Pick<Grounds, 'personRef' | 'arende'>,
  { andamal, relation, identifiering }: Uppslagsbegaran,
): Opened => ({ personRef, arende, andamal, relation, identifiering })
