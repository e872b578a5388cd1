import { notAnAnswer } from './fail-once.ts'
import type { Scope } from './namespace-scope.ts'

const NAME_START =
  'A-Z_a-z\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u02FF\\u0370-\\u037D\\u037F-\\u1FFF\\u200C-\\u200D\\u2070-\\u218F' +
  '\\u2C00-\\u2FEF\\u3001-\\uD7FF\\uF900-\\uFDCF\\uFDF0-\\uFFFD\\u{10000}-\\u{EFFFF}'
const NCNAME = `[${NAME_START}][${NAME_START}\\-.0-9\\u00B7\\u0300-\\u036F\\u203F-\\u2040]*`

/** A name without a prefix (XML 1.0 fifth edition, Namespaces in XML 1.0). */
export const IS_NCNAME = new RegExp(`^${NCNAME}$`, 'u')
/** The two parts of a name that may have a prefix. */
export const QNAME = new RegExp(`^(?:(${NCNAME}):)?(${NCNAME})$`, 'u')

/** An element name as it stands in the document, checked once and then known by its bytes. */
export interface ElementName {
  readonly bytes: Uint8Array
  readonly local: string
  readonly prefix: string
  /** False for one of too many. */
  readonly kept: boolean
  /** The name that came next the last time. */
  follower: ElementName | undefined
  /** The scope in which `uri` was last looked up, for names with a prefix. */
  scope: Scope | undefined
  uri: string
  /** The last short text of such an element that was wanted, and its bytes: what follows is often the same again. */
  readonly lastBytes: Uint8Array
  lastLength: number
  lastText: string
}

/** Texts longer than this are seldom the same twice. */
const MAX_REPEATED = 24

const SLOTS = 1 << 11
/** More names than any schema has: those that come after are not kept. */
const MAX_NAMES = 1 << 10
const MAX_LENGTH = 1_000

/** Element names by their bytes: a name that has been seen costs a comparison and no string. */
export class NameTable {
  readonly #slots = new Array<ElementName | undefined>(SLOTS)
  #size = 0
  /** The name read last, if it is kept: rows are alike, so that what followed it once follows it again. */
  #previous: ElementName | undefined

  /** The name that begins at `from`; undefined when its end has not come. Throws on what is no qualified name. */
  read(bytes: Buffer, from: number): ElementName | undefined {
    const guess = this.expected(bytes, from)
    if (guess !== undefined) return guess
    let hash = 0
    let to = from
    while (to < bytes.length && !endsName(bytes[to])) hash = (Math.imul(hash, 31) + (bytes[to++] ?? 0)) | 0
    if (to === bytes.length) return undefined
    const name = this.#lookup(bytes, from, to, hash)
    if (this.#previous !== undefined && name.kept) this.#previous.follower = name
    this.#previous = name.kept ? name : undefined
    return name
  }

  /** The same when it is the name that followed the last time. */
  expected(bytes: Buffer, from: number): ElementName | undefined {
    const guess = this.#previous?.follower
    if (guess === undefined || !isAt(guess.bytes, bytes, from)) return undefined
    this.#previous = guess
    return guess
  }

  #lookup(bytes: Buffer, from: number, to: number, hash: number): ElementName {
    let slot = hash & (SLOTS - 1)
    for (;;) {
      const known = this.#slots[slot]
      if (known === undefined) break
      if (isAt(known.bytes, bytes, from)) return known
      slot = (slot + 1) & (SLOTS - 1)
    }
    const kept = this.#size < MAX_NAMES
    const name = elementName(bytes, from, to, kept)
    if (kept) {
      this.#slots[slot] = name
      this.#size++
    }
    return name
  }
}

/** A blank, `/`, `>`, or what begins other markup; what else may not stand in a name is seen when the name is new. */
export const endsName = (byte: number | undefined): boolean =>
  byte !== undefined && (byte <= 0x20 || byte === 0x26 || byte === 0x2f || byte === 0x3c || byte === 0x3e)

/** Whether the name stands there, whole. */
function isAt(name: Uint8Array, bytes: Buffer, from: number): boolean {
  const to = from + name.length
  if (!endsName(bytes[to])) return false
  for (let i = 0; i < name.length; i++) if (name[i] !== bytes[from + i]) return false
  return true
}

function elementName(bytes: Buffer, from: number, to: number, kept: boolean): ElementName {
  const parts = to - from > MAX_LENGTH ? null : QNAME.exec(bytes.toString('utf8', from, to))
  if (parts === null) throw notAnAnswer('not a name')
  return {
    bytes: Uint8Array.prototype.slice.call(bytes, from, to),
    local: parts[2] ?? '',
    prefix: parts[1] ?? '',
    kept,
    follower: undefined,
    scope: undefined,
    uri: '',
    lastBytes: new Uint8Array(MAX_REPEATED),
    lastLength: -1,
    lastText: '',
  }
}

/** The text in `bytes[from, to)` of an element of this name; makes no new string of what the one before it had. */
export function textOf(name: ElementName, bytes: Buffer, from: number, to: number): string {
  const length = to - from
  if (length > MAX_REPEATED) return bytes.toString('utf8', from, to)
  const { lastBytes } = name
  if (length === name.lastLength) {
    let same = 0
    while (same < length && lastBytes[same] === bytes[from + same]) same++
    if (same === length) return name.lastText
  }
  for (let i = 0; i < length; i++) lastBytes[i] = bytes[from + i] ?? 0
  name.lastLength = length
  name.lastText = bytes.toString('utf8', from, to)
  return name.lastText
}
