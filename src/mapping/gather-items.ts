import { type Informationsmangd, KINDS } from '../informationsmangd.ts'
import type { Manifest } from './manifest.ts'
import type { Item, Rejected, Value } from './person-items.ts'
import type { Row } from './row-reader.ts'

/** The rows of one person and one informationsmängd, those that were refused among them. */
export interface KindRows {
  readonly mangd: Informationsmangd
  readonly manifest: Manifest
  readonly rows: Row[]
}

type Fields = Readonly<Record<string, Value>>
interface Keyed {
  readonly key: string
  readonly row: Row
}

/**
 * Rows to items: sorted by key, duplicates dropped, sub-items gathered under their item. An item is refused as a whole when one
 * of its rows was, or when two of its rows differ, since which one is right is not known. The others stand.
 */
export function gatherMangd({ mangd, manifest, rows }: KindRows): {
  poster: Item[]
  rejected: readonly Rejected[]
} {
  const items: Item[] = []
  const rejected: Rejected[] = []
  // A manifest cut down to its protection flag has rows but no items.
  if (manifest.falt.length === 0 && manifest.rader === undefined) return { poster: items, rejected }
  const [only] = rows
  if (only !== undefined && rows.length === 1 && manifest.rader === undefined && only.rejected === undefined)
    return { poster: [only.falt], rejected }

  const keyed: Keyed[] = []
  for (const row of rows) {
    const key =
      row.rejected === undefined ? itemKey(manifest.postnyckel, row.falt) : keyOfRejected(manifest, row.rejected)
    if (key !== undefined) keyed.push({ key, row })
    else if (row.rejected !== undefined) rejected.push(refusal(mangd, row.rejected, undefined))
  }
  keyed.sort((a, b) => order(a.key, b.key))
  for (let i = 0; i < keyed.length;) {
    const key = keyed[i]?.key
    if (key === undefined) break
    const of: Row[] = []
    for (let one = keyed[i]; one?.key === key; one = keyed[++i]) of.push(one.row)
    const item = gatherItem(mangd, manifest, of, key)
    if ('mangd' in item) rejected.push(item)
    else items.push(item.item)
  }
  return { poster: items, rejected }
}

function gatherItem(
  mangd: Informationsmangd,
  manifest: Manifest,
  rows: readonly Row[],
  key: string,
): { readonly item: Item } | Rejected {
  const [first] = rows
  if (first === undefined) throw new RangeError('an item has at least one row')
  const under: Fields[] = []
  for (const row of rows) {
    if (row.rejected !== undefined) return refusal(mangd, row.rejected, key)
    const different = differ(first.falt, row.falt)
    if (different !== undefined) return contradiction(mangd, different, row.falt, row.falt, key)
    if (row.subItem !== undefined) under.push(row.subItem)
  }
  if (manifest.rader === undefined) return { item: first.falt }
  const subItems = gatherUnder(manifest.rader, under)
  return Array.isArray(subItems)
    ? { item: { ...first.falt, [manifest.rader.falt]: subItems } }
    : contradiction(mangd, subItems.field, subItems.of, first.falt, key)
}

interface Difference {
  readonly field: string
  readonly of: Fields
}

function gatherUnder(
  { falt, postnyckel }: NonNullable<Manifest['rader']>,
  under: readonly Fields[],
): Fields[] | Difference {
  const unique: Fields[] = []
  for (const item of [...under].sort((a, b) => compare(postnyckel, a, b))) {
    const previous = unique.at(-1)
    if (previous === undefined || compare(postnyckel, previous, item) !== 0) {
      unique.push(item)
      continue
    }
    const different = differ(previous, item)
    if (different !== undefined) return { field: `${falt}.${different}`, of: item }
  }
  return unique
}

const refusal = (
  mangd: Informationsmangd,
  { falt, reason, rawValues, known }: NonNullable<Row['rejected']>,
  key: string | undefined,
): Rejected => ({ mangd, falt, reason, rawValues, ...identity(mangd, known, key) })

const contradiction = (
  mangd: Informationsmangd,
  field: string,
  rawValues: Fields,
  head: Fields,
  key: string,
): Rejected => ({
  mangd,
  falt: field,
  reason: 'motsagelse',
  rawValues: asText(rawValues),
  ...identity(mangd, head, key),
})

function identity(
  mangd: Informationsmangd,
  fields: Fields,
  key: string | undefined,
): Pick<Rejected, 'itemKey' | 'searched'> {
  const searched = searchedOf(mangd, fields)
  return {
    ...(key !== undefined && { itemKey: key }),
    ...(Object.keys(searched).length > 0 && { searched }),
  }
}

/** The fields of an item by which persons are searched. */
export function searchedOf(mangd: Informationsmangd, fields: Item): Record<string, string> {
  const { searched = {} } = KINDS[mangd]
  const values: Record<string, string> = {}
  for (const name of Object.values(searched)) {
    const value = fields[name]
    if (typeof value === 'string') values[name] = value
  }
  return values
}

/** Undefined when it cannot be told which item the row belongs to. */
function keyOfRejected(
  { postnyckel, falt }: Manifest,
  { falt: failed, known }: NonNullable<Row['rejected']>,
): string | undefined {
  if (postnyckel.includes(failed)) return undefined
  const required = falt.filter(({ falt: name, kravs }) => kravs && postnyckel.includes(name))
  return required.every(({ falt: name }) => name in known) ? itemKey(postnyckel, known) : undefined
}

/** What tells the items of one uppgift apart, as one text. A field of the key that an item lacks is a value of its own. */
export function itemKey(keyFields: readonly string[], item: Item): string {
  let key = ''
  for (const [i, name] of keyFields.entries())
    key += (i === 0 ? '' : '\u001f') + String((item[name] as Value | undefined) ?? '')
  return key
}

/** By code units, so that the order is the same on every machine. */
const order = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

function compare(keyFields: readonly string[], a: Fields, b: Fields): number {
  for (const name of keyFields) {
    const [x, y] = [a[name], b[name]]
    const difference = typeof x === 'number' && typeof y === 'number' ? x - y : order(String(x ?? ''), String(y ?? ''))
    if (difference !== 0) return difference
  }
  return 0
}

/** The first field that is not the same in both. */
function differ(a: Fields, b: Fields): string | undefined {
  if (a === b) return undefined
  for (const name of Object.keys(a)) if (a[name] !== b[name]) return name
  return Object.keys(b).find((name) => !(name in a))
}

const asText = (field: Fields): Record<string, string> =>
  Object.fromEntries(Object.entries(field).map(([name, value]) => [name, String(value)]))
