import { KINDS, type Informationsmangd } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { canonical } from '../mapping/canonical.ts'
import type { PersonItems, Item } from '../mapping/person-items.ts'
import type { UppgiftWrite } from '../mirror/write.ts'
import type { RefTable } from './ref-table.ts'
import type { ReadScope } from './source.ts'

export interface Write extends UppgiftWrite {
  /** The mirror had nothing of it. */
  readonly fresh: boolean
}

/**
 * What one person's read changes. Compares keyed digests of the *mapped* items, so that a change outside the
 * allow-list is no change; marks in `known` what was seen. A kind with a rejected row keeps its former state.
 */
export function delta(
  scope: ReadScope,
  keys: Keys,
  known: RefTable,
  personRef: string,
  person: PersonItems,
): { writes: Write[]; unchanged: number } {
  const { source, stadsdel } = scope
  const writes: Write[] = []
  let unchanged = 0
  for (const mangd of scope.mangder) {
    const items = person.uppgifter[mangd]
    if (items === undefined || items.length === 0) continue
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, source, mangd)
    const state = canonical(items)
    const digest = keys.digest(stadsdel, mangd, state)
    const verdict = known.compare(uppgiftRef, digest)
    if (verdict === 'samma') {
      unchanged++
      continue
    }
    const sealed = keys.seal(stadsdel, mangd, uppgiftRef, state)
    writes.push({
      uppgiftRef,
      personRef,
      mangd,
      digest,
      sealed,
      searchRefs: searchRefs(keys, mangd, items),
      fresh: verdict === 'ny',
    })
  }
  for (const { mangd } of person.rejected) known.see(keys.uppgiftRef(personRef, stadsdel, source, mangd))
  return { writes, unchanged }
}

/** The references by which an item is found. */
function searchRefs(keys: Keys, mangd: Informationsmangd, items: readonly Item[]): bigint[] {
  const { searched } = KINDS[mangd]
  if (searched === undefined) return []
  const refs = new Set<bigint>()
  for (const item of items)
    for (const [kind, field] of Object.entries(searched)) {
      const value = item[field]
      if (typeof value === 'string') refs.add(keys.searchRef(kind, value))
    }
  return [...refs]
}
