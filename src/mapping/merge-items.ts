import type { Informationsmangd } from '../informationsmangd.ts'
import { canonical } from './canonical.ts'
import type { Manifest } from './manifest.ts'
import type { Rejected, PersonItems, Item, Skydd, Value } from './person-items.ts'

/** What identifies an item, and a sub-item, of each kind; taken from the manifests. */
export type ItemKeys = ReadonlyMap<Informationsmangd, Pick<Manifest, 'postnyckel' | 'rader'>>

/**
 * Joins the pieces in which one person was delivered, by the same rules as rows that come together: identical
 * duplicates collapse, a contradiction rejects the kind, and only a flag that no piece carried is unknown.
 */
export function merge(parts: readonly PersonItems[], keys: ItemKeys): PersonItems {
  const [first] = parts
  if (first === undefined) throw new RangeError('a person has at least one piece')
  if (parts.length === 1) return first
  const skydd = strictest(parts.map((part) => part.skydd))
  const refused = new Map<Informationsmangd, Rejected>()
  for (const part of parts) for (const rejected of part.rejected) refused.set(rejected.mangd, rejected)
  const uppgifter: Partial<Record<Informationsmangd, readonly Item[]>> = {}
  if (skydd === 'nej')
    for (const [mangd, key] of keys) {
      const items = parts.flatMap((part) => part.uppgifter[mangd] ?? [])
      if (items.length === 0 || refused.has(mangd)) continue
      const joined = joinItems(items, key)
      if (joined === undefined)
        refused.set(mangd, { mangd, falt: key.postnyckel.join(','), reason: 'motsagelse', rawValues: {} })
      else uppgifter[mangd] = joined
    }
  return { personnummer: first.personnummer, skydd, uppgifter, rejected: [...refused.values()] }
}

function strictest(skydd: readonly Skydd[]): Skydd {
  if (skydd.includes('ja')) return 'ja'
  return skydd.includes('nej') ? 'nej' : 'okand'
}

/** Undefined when two pieces say different things of the same item. */
function joinItems(
  allItems: readonly Item[],
  { postnyckel, rader }: Pick<Manifest, 'postnyckel' | 'rader'>,
): Item[] | undefined {
  const items = new Map<string, Item>()
  for (const item of allItems) {
    const key = keyOf(item, postnyckel)
    const known = items.get(key)
    const joined = known === undefined ? item : joinItem(known, item, rader)
    if (joined === undefined) return undefined
    items.set(key, joined)
  }
  return [...items].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item)
}

function joinItem(a: Item, b: Item, rows: Manifest['rader']): Item | undefined {
  if (canonical(a) === canonical(b)) return a
  if (rows === undefined) return undefined
  const { [rows.falt]: rowsA, ...headA } = a
  const { [rows.falt]: rowsB, ...headB } = b
  if (canonical(headA) !== canonical(headB) || !Array.isArray(rowsA) || !Array.isArray(rowsB)) return undefined
  const joined = joinItems([...(rowsA as Item[]), ...(rowsB as Item[])], { postnyckel: rows.postnyckel })
  if (joined === undefined) return undefined
  const [numeric] = rows.postnyckel
  if (numeric !== undefined) joined.sort((x, y) => Number(x[numeric]) - Number(y[numeric]))
  return { ...headA, [rows.falt]: joined }
}

const keyOf = (item: Item, itemKey: readonly string[]) =>
  itemKey.map((field) => String((item[field] as Value | undefined) ?? '')).join('\u001f')
