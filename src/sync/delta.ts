import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { canonical } from '../mapping/canonical.ts'
import type { PersonItems, Item } from '../mapping/person-items.ts'
import type { RefTable } from './ref-table.ts'

/** An uppgift whose state is to be written, sealed. */
export interface Write {
  readonly uppgiftRef: string
  readonly personRef: string
  readonly mangd: Informationsmangd
  readonly digest: Buffer
  readonly sealed: Buffer
  readonly searchRefs: readonly bigint[]
  readonly fresh: boolean
}

export interface Scope {
  readonly kalla: SourceName
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/**
 * What one person's read changes. Compares keyed digests of the *mapped* items, so that a change outside the
 * allow-list is no change; marks in `known` what was seen. A kind with a rejected row keeps its former state.
 */
export function delta(
  scope: Scope,
  keys: Keys,
  known: RefTable,
  personRef: string,
  person: PersonItems,
): { writes: Write[]; unchanged: number } {
  const { kalla, stadsdel } = scope
  const writes: Write[] = []
  let unchanged = 0
  for (const mangd of scope.mangder) {
    const items = person.uppgifter[mangd]
    if (items === undefined || items.length === 0) continue
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, kalla, mangd)
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
  for (const { mangd } of person.rejected) known.see(keys.uppgiftRef(personRef, stadsdel, kalla, mangd))
  return { writes, unchanged }
}

/** The references by which an invoice is found; nothing else is searchable. */
function searchRefs(keys: Keys, mangd: Informationsmangd, items: readonly Item[]): bigint[] {
  if (mangd !== 'faktura') return []
  const refs = new Set<bigint>()
  for (const { fakturanummer, ocrNummer } of items) {
    if (typeof fakturanummer === 'string') refs.add(keys.searchRef('fakturanummer', fakturanummer))
    if (typeof ocrNummer === 'string') refs.add(keys.searchRef('ocr', ocrNummer))
  }
  return [...refs]
}
