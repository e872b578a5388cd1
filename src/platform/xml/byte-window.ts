import { isUtf8 } from 'node:buffer'
import { notAnAnswer } from './fail-once.ts'

const FIRST_SIZE = 1 << 16

/**
 * What is to be read next of a document, in one buffer that is used over and over. Bytes are shown only once they are
 * known to be UTF-8 and to hold no character that XML forbids, so that what is skipped need not be looked at again.
 */
export class ByteWindow {
  /** All that is shown. The reader moves `position`; what is before it is gone at the next append. */
  bytes: Buffer = Buffer.alloc(0)
  position = 0
  #store: Buffer = Buffer.alloc(0)
  #words: Int32Array = new Int32Array(0)
  /** End of what has come; between `bytes.length` and it lies a character cut in two. */
  #end = 0

  /** Throws KALLA_INTE_SVAR on bytes that are not UTF-8 and on forbidden characters. */
  append(chunk: Uint8Array): void {
    const unread = this.#end - this.position
    const shown = this.bytes.length - this.position
    this.#makeRoom(unread, unread + chunk.length)
    this.#store.set(chunk, unread)
    this.position = 0
    this.#end = unread + chunk.length
    this.bytes = this.#store.subarray(0, wholeCharacters(this.#store, shown, this.#end))
    this.#check(shown, this.bytes.length)
  }

  get unread(): number {
    return this.#end - this.position
  }

  #makeRoom(unread: number, needed: number): void {
    if (needed <= this.#store.length) {
      this.#store.copyWithin(0, this.position, this.#end)
      return
    }
    let size = FIRST_SIZE
    while (size < needed) size *= 2
    const memory = new ArrayBuffer(size)
    const store = Buffer.from(memory)
    store.set(this.#store.subarray(this.position, this.position + unread))
    this.#store = store
    this.#words = new Int32Array(memory)
  }

  #check(from: number, to: number): void {
    const fresh = this.#store.subarray(from, to)
    if (!isUtf8(fresh)) throw notAnAnswer('bytes that are not UTF-8')
    if (hasControl(this.#store, this.#words, from, to) || hasNonCharacter(fresh))
      throw notAnAnswer('a character that XML forbids')
  }
}

/** Where the last character that has come whole ends. */
function wholeCharacters(bytes: Uint8Array, from: number, end: number): number {
  for (let at = end - 1; at >= from && at >= end - 3; at--) {
    const byte = bytes[at] ?? 0
    if (byte < 0x80) return end
    if (byte < 0xc0) continue
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
    return at + length > end ? at : end
  }
  return end
}

/** Below U+0020 only tab, line feed and carriage return. Looks at four bytes at a time. */
function hasControl(bytes: Uint8Array, words: Int32Array, from: number, to: number): boolean {
  const firstWord = (from + 3) >> 2
  const lastWord = to >> 2
  if (firstWord >= lastWord) return controlIn(bytes, from, to)
  if (controlIn(bytes, from, firstWord << 2) || controlIn(bytes, lastWord << 2, to)) return true
  for (let at = firstWord; at < lastWord; at++) {
    const word = words[at] ?? 0
    // Some byte is less than 0x20: the high bit of its difference is set and its own is not.
    if (((word - 0x20202020) & ~word & 0x80808080) !== 0 && controlIn(bytes, at << 2, (at << 2) + 4)) return true
  }
  return false
}

function controlIn(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte < 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return true
  }
  return false
}

/** U+FFFE and U+FFFF; surrogates are no UTF-8 to begin with. */
function hasNonCharacter(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(0xef); at !== -1; at = bytes.indexOf(0xef, at + 1))
    if (bytes[at + 1] === 0xbf && (bytes[at + 2] ?? 0) >= 0xbe) return true
  return false
}
