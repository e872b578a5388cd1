import { type Informationsmangd, KINDS } from '../informationsmangd.ts'
import { type Content, contentText, isEmpty, itemTexts } from '../mapping/content.ts'
import type { Item, PersonItems } from '../mapping/person-items.ts'
import { sealedText } from '../mapping/ready-items.ts'
import type { UppgiftWrite } from '../mirror/write.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { RefTable } from './ref-table.ts'
import type { ReadScope } from './source.ts'

export interface Write extends UppgiftWrite {
  readonly poster: readonly Item[]
  /** The mirror had nothing of it. */
  readonly fresh: boolean
}

/** What a read says of one kind: the items that could be read, and how many could not. */
export const contentOf = ({ uppgifter, rejected }: PersonItems, mangd: Informationsmangd): Content => ({
  items: uppgifter[mangd] ?? [],
  unread: rejected.length === 0 ? 0 : rejected.filter((one) => one.mangd === mangd).length,
})

/**
 * What one person's read changes. Compares keyed digests of the *mapped* items, so that a change outside the
 * allow-list is no change; marks in `known` what was seen.
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
    const content = contentOf(person, mangd)
    if (isEmpty(content)) continue
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, source, mangd)
    const texts = itemTexts(content.items)
    const digests = keys.digests(stadsdel, mangd, contentText(content, texts))
    const verdict = known.compare(uppgiftRef, digests)
    if (verdict === 'samma') {
      unchanged++
      continue
    }
    const sealed = keys.seal(stadsdel, mangd, uppgiftRef, sealedText(mangd, content, texts))
    writes.push({
      uppgiftRef,
      personRef,
      mangd,
      digest: digests[0],
      sealed,
      searchRefs: searchRefs(keys, mangd, content.items),
      items: content.items.length,
      poster: content.items,
      fresh: verdict === 'ny',
    })
  }
  return { writes, unchanged }
}

/** The references by which an item is found. */
export function searchRefs(keys: Pick<Keys, 'searchRef'>, mangd: Informationsmangd, items: readonly Item[]): bigint[] {
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
