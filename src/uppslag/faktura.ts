import type { Caller } from '../access/caller.ts'
import { groundsOf } from '../access/grounds.ts'
import { logIds } from '../access/log-ids.ts'
import type { Outcome } from '../access/outcome.ts'
import { createPersonReferences, type OpenedReferences } from '../access/person-reference.ts'
import { boardsWithLog, outcomeRecords } from '../access/records.ts'
import { accessRefused, failed, notShown, unknownReference } from '../access/refusals.ts'
import { isOwnNumber, OWN_NUMBER, OWN_NUMBER_SELECTION, type Selection } from '../access/selection.ts'
import { select } from '../mirror/selection.ts'
import { stockholmTime } from '../platform/stockholm-time.ts'
import { IDENTIFIERINGAR, lacksOwnNumber } from '../policy/policy.ts'
import { createReaches } from '../policy/reach.ts'
import { show } from './content.ts'
import type { UppslagDeps } from './uppslag.ts'
import type { Fakturasvar } from './uppslag-schema.ts'

const NONE: ReadonlySet<string> = new Set()

/**
 * One invoice of a person who has been looked up, with its lines. Judged anew, under the terms that the person was
 * opened with. An unusable reference and an invoice that may no longer be shown give the same answer.
 */
export function createFaktura(deps: UppslagDeps) {
  const { policy, mirror, keys } = deps
  const reaches = createReaches(policy)
  const references = createPersonReferences(keys, deps.referenceMs)

  return async (fakturaRef: string, caller: Caller): Promise<Outcome<Fakturasvar>> => {
    const opened = references.open(fakturaRef, caller, deps.clock())
    if ('orsak' in opened) {
      const { grounds } = groundsOf(deps, 'faktura', caller, {})
      return unknownReference(keys, grounds, opened)
    }
    const { andamal, arende, relation } = opened
    const identifiering = IDENTIFIERINGAR.find((one) => one === opened.identifiering) ?? 'ingen'
    const laid = groundsOf(deps, 'faktura', caller, { andamal, arende: arende ?? undefined, relation, identifiering })
    const own = isOwnNumber(caller, opened.personRef)
    const grounds = { ...laid.grounds, personRef: opened.personRef, flaggor: own ? [OWN_NUMBER] : [] }
    if (lacksOwnNumber(policy, caller)) return accessRefused(keys, grounds, 'eget-nummer-okant')
    const { date, minute } = stockholmTime(grounds.tid)
    const reach = reaches.uppslag(caller.roller, { andamal, arende, identifiering, date, minute })
    if (typeof reach === 'string') return accessRefused(keys, grounds, reach)

    try {
      const person = opened.personRef === null ? undefined : await mirror.person(opened.personRef)
      const selection = own
        ? OWN_NUMBER_SELECTION
        : person === undefined
          ? { shown: [], reason: 'okand' }
          : selectReferenced(
              opened,
              select(mirror, person, reach, (mangd, field) => (mangd === 'faktura' ? field : NONE)),
            )
      const { visat, content } = show(selection, date)
      const records = outcomeRecords(keys, grounds, reach, visat, boardsWithLog(policy, person?.flaggedBy ?? []))
      const [faktura] = content.fakturor
      if (faktura === undefined) return notShown(records)
      return {
        poster: records,
        body: (places) => ({
          loggId: logIds(keys, places),
          tidpunkt: grounds.tid.toISOString(),
          faktura: { ...faktura, fakturaRef },
        }),
      }
    } catch (error) {
      return failed(keys, grounds, error)
    }
  }
}

/** Selects the invoice that the reference names. */
function selectReferenced({ concerns }: OpenedReferences, { shown: uppgifter, reason }: Selection): Selection {
  for (const shown of uppgifter) {
    const item = shown.poster.find((faktura) => concerns({ ...faktura, stadsdel: shown.stadsdel }))
    if (item !== undefined) return { shown: [{ ...shown, poster: [item] }], reason }
  }
  return { shown: [], reason: uppgifter.length > 0 ? 'inga-uppgifter' : reason }
}
