import { KINDS } from '../informationsmangd.ts'
import { limitFields } from '../mapping/limit-fields.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Reach } from '../policy/reach.ts'
import type { Mirror, MirroredPerson, SearchKind } from './mirror.ts'

/** More than this many candidates for one invoice is no search of one person. */
const MAX_CANDIDATES = 20
/** No person can have it: month 00 and day 00. */
export const NOBODY = '000000000000'

/**
 * The one person whose opened item carries the reference; undefined with the cause for the log when there is none or
 * more than one. Only items whose reference the caller may see are opened: otherwise the search itself would tell.
 */
export async function findPerson(
  deps: { mirror: Mirror; keys: Pick<Keys, 'personRef'> },
  reach: Reach,
  kind: SearchKind,
  value: string,
): Promise<MirroredPerson | 'okand' | 'flera-personer'> {
  const { personRefs, unreadOf } = await deps.mirror.search(kind, value)
  const found = [...new Set(personRefs)]
  // With no candidate a person is read all the same, so that the time taken does not tell that there was none.
  const refs = found.length === 0 ? [deps.keys.personRef(NOBODY)] : found
  if (refs.length > MAX_CANDIDATES) return 'flera-personer'
  const personer = await Promise.all(refs.map((ref) => deps.mirror.person(ref)))
  const hits = personer.filter((person) => hasItem(deps.mirror, person, reach, kind, value))
  const [hit] = hits
  if (hit === undefined) return 'okand'
  // The same reference on an invoice that could not be read may be somebody else's.
  return hits.length === 1 && unreadOf.every((ref) => ref === hit.personRef) ? hit : 'flera-personer'
}

const hasItem = (mirror: Mirror, person: MirroredPerson, reach: Reach, kind: SearchKind, value: string): boolean =>
  !person.skyddad &&
  person.uppgifter.some((uppgift) => {
    const field = KINDS[uppgift.mangd].searched?.[kind]
    return (
      field !== undefined &&
      reach.decide(uppgift.stadsdel, uppgift.mangd).falt.has(field) &&
      limitFields(mirror.open(uppgift).items, new Set([field])).some((item) => item[field] === value)
    )
  })
