import type { Informationsmangd } from '../informationsmangd.ts'
import { canonical } from './canonical.ts'
import { itemKey, searchedOf } from './gather-items.ts'
import type { Manifest } from './manifest.ts'
import type { Item, PersonItems, Rejected, Skydd } from './person-items.ts'

/** What identifies an item, and a sub-item, of each kind; taken from the manifests. */
export type ItemKeys = ReadonlyMap<Informationsmangd, Pick<Manifest, 'postnyckel' | 'rader'>>

/**
 * Joins the pieces in which one person was delivered, by the same rules as rows that come together: identical
 * duplicates collapse, an item that is refused or differs in one piece is refused whole, and only a flag that no piece carried
 * is unknown.
 */
export function merge(parts: readonly PersonItems[], keys: ItemKeys): PersonItems {
  const [first] = parts
  if (first === undefined) throw new RangeError('a person has at least one piece')
  if (parts.length === 1) return first
  const skydd = strictest(parts.map((part) => part.skydd))
  const rejected: Rejected[] = []
  const uppgifter: Partial<Record<Informationsmangd, readonly Item[]>> = {}
  for (const [mangd, key] of keys) {
    const refused = new Map<string, Rejected>()
    for (const one of parts.flatMap((part) => part.rejected))
      if (one.mangd !== mangd) continue
      else if (one.itemKey === undefined) rejected.push(one)
      else refused.set(one.itemKey, one)
    const items =
      skydd === 'nej'
        ? joinItems(
            mangd,
            parts.flatMap((part) => part.uppgifter[mangd] ?? []),
            key,
            refused,
          )
        : []
    if (items.length > 0) uppgifter[mangd] = items
    rejected.push(...refused.values())
  }
  return { personnummer: first.personnummer, skydd, uppgifter, rejected }
}

function strictest(skydd: readonly Skydd[]): Skydd {
  if (skydd.includes('ja')) return 'ja'
  return skydd.includes('nej') ? 'nej' : 'okand'
}

/** Items that two pieces say different things of are added to `refused`. */
function joinItems(
  mangd: Informationsmangd,
  allItems: readonly Item[],
  { postnyckel, rader }: Pick<Manifest, 'postnyckel' | 'rader'>,
  refused: Map<string, Rejected>,
): Item[] {
  const items = new Map<string, Item>()
  for (const item of allItems) {
    const key = itemKey(postnyckel, item)
    const known = items.get(key)
    const joined = known === undefined ? item : joinItem(known, item, rader)
    if (joined !== undefined) items.set(key, joined)
    else
      refused.set(key, {
        mangd,
        falt: postnyckel.join(','),
        reason: 'motsagelse',
        rawValues: {},
        searched: searchedOf(mangd, item),
        itemKey: key,
      })
  }
  for (const key of refused.keys()) items.delete(key)
  return inOrder(items)
}

const inOrder = (items: ReadonlyMap<string, Item>): Item[] =>
  [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)

function joinItem(a: Item, b: Item, rows: Manifest['rader']): Item | undefined {
  if (canonical(a) === canonical(b)) return a
  if (rows === undefined) return undefined
  const { [rows.falt]: rowsA, ...headA } = a
  const { [rows.falt]: rowsB, ...headB } = b
  if (canonical(headA) !== canonical(headB) || !Array.isArray(rowsA) || !Array.isArray(rowsB)) return undefined
  const joined = joinSubItems([...(rowsA as Item[]), ...(rowsB as Item[])], rows.postnyckel)
  if (joined === undefined) return undefined
  const [numeric] = rows.postnyckel
  if (numeric !== undefined) joined.sort((x, y) => Number(x[numeric]) - Number(y[numeric]))
  return { ...headA, [rows.falt]: joined }
}

/** Undefined when two pieces say different things of the same sub-item. */
function joinSubItems(all: readonly Item[], keyFields: readonly string[]): Item[] | undefined {
  const items = new Map<string, Item>()
  for (const item of all) {
    const key = itemKey(keyFields, item)
    const known = items.get(key)
    if (known !== undefined && canonical(known) !== canonical(item)) return undefined
    items.set(key, item)
  }
  return inOrder(items)
}
