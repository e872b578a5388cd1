import type { Scope } from './namespace-scope.ts'
import { inteSvar } from './not-an-answer.ts'
import { QNAME } from './xml-names.ts'

/** An element name as it stands in the document, checked once and then known by its bytes. */
export interface ElementName {
  readonly bytes: Uint8Array
  readonly local: string
  readonly prefix: string
  /** The scope in which `uri` was last looked up, for names with a prefix. */
  scope: Scope | undefined
  uri: string
}

const SLOTS = 1 << 11
/** More names than any schema has: those that come after are not kept. */
const MAX_NAMES = 1 << 10
const MAX_LENGTH = 1_000

/** Element names by their bytes: a name that has been seen costs a comparison and no string. */
export class NameTable {
  readonly #slots: (ElementName | undefined)[] = new Array<ElementName | undefined>(SLOTS)
  #size = 0

  /** The name in `bytes[from, to)`, whose hash the caller made on its way. Throws on what is no qualified name. */
  lookup(bytes: Buffer, from: number, to: number, hash: number): ElementName {
    let slot = hash & (SLOTS - 1)
    for (;;) {
      const known = this.#slots[slot]
      if (known === undefined) break
      if (same(known.bytes, bytes, from, to)) return known
      slot = (slot + 1) & (SLOTS - 1)
    }
    const name = elementName(bytes, from, to)
    if (this.#size < MAX_NAMES) {
      this.#slots[slot] = name
      this.#size++
    }
    return name
  }
}

function same(known: Uint8Array, bytes: Buffer, from: number, to: number): boolean {
  if (known.length !== to - from) return false
  for (let i = 0; i < known.length; i++) if (known[i] !== bytes[from + i]) return false
  return true
}

function elementName(bytes: Buffer, from: number, to: number): ElementName {
  const parts = to - from > MAX_LENGTH ? null : QNAME.exec(bytes.toString('utf8', from, to))
  if (parts === null) throw inteSvar('not a name')
  return {
    bytes: Uint8Array.prototype.slice.call(bytes, from, to),
    local: parts[2] ?? '',
    prefix: parts[1] ?? '',
    scope: undefined,
    uri: '',
  }
}
