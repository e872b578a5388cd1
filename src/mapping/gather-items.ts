import type { Informationsmangd } from '../informationsmangd.ts'
import type { Manifest } from './manifest.ts'
import type { Rejected, Item, Value } from './person-items.ts'
import type { Row } from './row-reader.ts'

/** The rows of one person and one informationsmängd. */
export interface KindRows {
  readonly mangd: Informationsmangd
  readonly manifest: Manifest
  readonly rows: Row[]
  readonly rejected: Rejected[]
}

type Items = Readonly<Record<string, Value>>
interface Keyed {
  readonly key: string
  readonly falt: Items
  readonly subItem: Items | undefined
}

/**
 * Rows to items: sorted by key, duplicates dropped, sub-items gathered under their item. Two that share a key and
 * differ are a contradiction, and since which one is right is not known, the kind is refused.
 */
export function gatherMangd({ mangd, manifest, rows, rejected }: KindRows): {
  poster: Item[]
  rejected: readonly Rejected[]
} {
  const items: Item[] = []
  const error = [...rejected]
  // A manifest cut down to its protection flag has rows but no items.
  if (manifest.falt.length === 0 && manifest.rader === undefined) return { poster: items, rejected: error }
  const [only] = rows
  if (only !== undefined && rows.length === 1 && manifest.rader === undefined)
    return { poster: [only.falt], rejected: error }
  const contradiction = (fields: string, rawValues: Items): void => {
    error.push({ mangd, falt: fields, reason: 'motsagelse', rawValues: asText(rawValues) })
  }
  const keyed = rows
    .map(({ falt, subItem }): Keyed => ({ key: keyOf(manifest.postnyckel, falt), falt, subItem }))
    .sort((a, b) => order(a.key, b.key))

  for (let i = 0; i < keyed.length;) {
    const first = keyed[i]
    if (first === undefined) break
    const under: Items[] = []
    for (; keyed[i]?.key === first.key; i++) {
      const row = keyed[i]
      if (row === undefined) break
      const different = differ(first.falt, row.falt)
      if (different !== undefined) contradiction(different, row.falt)
      if (row.subItem !== undefined) under.push(row.subItem)
    }
    if (manifest.rader === undefined) items.push(first.falt)
    else items.push({ ...first.falt, [manifest.rader.falt]: gatherUnder(manifest.rader, under, contradiction) })
  }
  return { poster: items, rejected: error }
}

function gatherUnder(
  { falt, postnyckel }: NonNullable<Manifest['rader']>,
  under: readonly Items[],
  contradiction: (field: string, rawValues: Items) => void,
): Items[] {
  const unique: Items[] = []
  for (const item of [...under].sort((a, b) => compare(postnyckel, a, b))) {
    const previous = unique.at(-1)
    if (previous === undefined || compare(postnyckel, previous, item) !== 0) unique.push(item)
    else {
      const different = differ(previous, item)
      if (different !== undefined) contradiction(`${falt}.${different}`, item)
    }
  }
  return unique
}

/** What tells an item from the others of its kind. A field of the key that is absent counts as empty. */
export function keyOf(itemKey: readonly string[], field: Items): string {
  let key: string | undefined
  for (const name of itemKey) {
    const part = String(field[name] ?? '')
    key = key === undefined ? part : `${key}\u001f${part}`
  }
  return key ?? ''
}

/** By code units, so that the order is the same on every machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function compare(itemKey: readonly string[], a: Items, b: Items): number {
  for (const name of itemKey) {
    const [x, y] = [a[name], b[name]]
    const difference = typeof x === 'number' && typeof y === 'number' ? x - y : order(String(x ?? ''), String(y ?? ''))
    if (difference !== 0) return difference
  }
  return 0
}

/** The first field that is not the same in both. */
function differ(a: Items, b: Items): string | undefined {
  if (a === b) return undefined
  for (const name of Object.keys(a)) if (a[name] !== b[name]) return name
  return Object.keys(b).find((name) => !(name in a))
}

const asText = (field: Items): Record<string, string> =>
  Object.fromEntries(Object.entries(field).map(([name, value]) => [name, String(value)]))
