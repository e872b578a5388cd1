import { hash } from 'node:crypto'
import { type TArray, type TObject, type TProperties, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'
import { type Informationsmangd, INFORMATIONSMANGDER, KINDS } from '../informationsmangd.ts'
import type { ByteText } from './byte-text.ts'
import { type Content, contentText, itemTexts, READY_HEAD } from './content.ts'
import type { Item } from './person-items.ts'

/** Items as an answer takes them, without being parsed. */
export interface ReadyItems {
  /** The leaf fields that stand in them, sorted, as the policy names them (`rader.text`). */
  readonly fields: readonly string[]
  /** Each item as canonical JSON. */
  readonly texts: readonly ByteText[]
}

/** The leaf fields that a kind declares, sorted: a set of them is written as bits, in this order. */
interface Layout {
  /** Changes with the fields: bits of other fields are not read. */
  readonly id: string
  readonly names: readonly string[]
  readonly bitOf: ReadonlyMap<string, number>
  /** Whether items follow the schema of their kind. Compiled when first used: few processes write. */
  readonly follow: (items: readonly Item[]) => boolean
  /** By a head's layout and bits. */
  readonly read: Map<string, readonly string[]>
}

const MAX_BITS = 31

const LAYOUTS = new Map(INFORMATIONSMANGDER.map((mangd) => [mangd, layoutOf(mangd)]))

function layoutOf(mangd: Informationsmangd): Layout {
  const names = Object.entries<TSchema>(KINDS[mangd].fields)
    .flatMap(([name, schema]) => {
      const inner = (schema as Partial<TArray<TObject>>).items
      return inner === undefined ? [name] : Object.keys(inner.properties).map((sub) => `${name}.${sub}`)
    })
    .sort()
  if (names.length > MAX_BITS) throw new RangeError(`${mangd} has more fields than a set of them has bits`)
  const bitOf = new Map(names.map((name, place) => [name, 1 << place]))
  let check: ((items: unknown) => boolean) | undefined
  const follow = (items: readonly Item[]): boolean => {
    check ??= checkOf(KINDS[mangd].fields)
    return check(items)
  }
  return { id: hash('sha256', names.join()).slice(0, 8), names, bitOf, follow, read: new Map() }
}

function checkOf(fields: TProperties): (items: unknown) => boolean {
  const schema = Compile(Type.Array(Type.Object(fields, { additionalProperties: false })))
  return (items) => schema.Check(items)
}

/**
 * What is sealed of a content: its items as they may stand in an answer, after a head that says which fields are in them.
 * Items that do not follow their kind's schema, or that a permission of all their fields would change, are sealed as their
 * canonical list alone: they are parsed, narrowed and checked whenever they are shown.
 */
export function sealedText(mangd: Informationsmangd, content: Content, texts = itemTexts(content.items)): string {
  const layout = LAYOUTS.get(mangd)
  const bits = layout?.follow(content.items) === true ? bitsOf(layout, content.items) : undefined
  if (layout === undefined || bits === undefined) return contentText(content, texts)
  return `${layout.id}.${bits.toString(16)}.${content.unread}\n${texts.join('\n')}`
}

/** Undefined where an item must be narrowed whatever the permission. */
function bitsOf({ bitOf }: Layout, items: readonly Item[]): number | undefined {
  let bits = 0
  for (const item of items) {
    let found = 0
    for (const name in item) {
      const value = item[name]
      const of = typeof value === 'object' ? bitsOfInner(bitOf, name, value) : bitOf.get(name)
      if (of === undefined) return undefined
      found |= of
    }
    if (found === 0) return undefined
    bits |= found
  }
  return bits === 0 ? undefined : bits
}

function bitsOfInner(bitOf: Layout['bitOf'], outer: string, items: readonly Item[]): number | undefined {
  let bits = 0
  for (const item of items) {
    let found = 0
    for (const name in item) {
      const bit = typeof item[name] === 'object' ? undefined : bitOf.get(`${outer}.${name}`)
      if (bit === undefined) return undefined
      found |= bit
    }
    if (found === 0) return undefined
    bits |= found
  }
  return bits === 0 ? undefined : bits
}

/**
 * The items of a sealed text, when the permission covers every field that they carry: narrowing them would give the same.
 * Undefined otherwise. With how many items could not be read.
 */
export function readyItems(
  mangd: Informationsmangd,
  text: ByteText,
  allowed: ReadonlySet<string>,
): (ReadyItems & { readonly unread: number }) | undefined {
  const [head, fieldSet, unread] = READY_HEAD.exec(text) ?? []
  const layout = LAYOUTS.get(mangd)
  if (head === undefined || fieldSet === undefined || layout === undefined) return undefined
  const fields = layout.read.get(fieldSet) ?? fieldsFrom(layout, fieldSet)
  if (fields === undefined) return undefined
  for (const name of fields) if (!allowed.has(name)) return undefined
  return { fields, texts: text.slice(head.length).split('\n') as ByteText[], unread: Number(unread) }
}

function fieldsFrom(layout: Layout, fieldSet: string): readonly string[] | undefined {
  const [id, hex = ''] = fieldSet.split('.')
  if (id !== layout.id) return undefined
  const bits = Number.parseInt(hex, 16)
  const fields = Object.freeze(layout.names.filter((name) => (bits & (layout.bitOf.get(name) ?? 0)) !== 0))
  layout.read.set(fieldSet, fields)
  return fields
}
