import { notAnAnswer } from './fail-once.ts'
import { MAX_REFERENCE } from './references.ts'

/** Steps over the bytes of a document that hold no state. None of them looks beyond `bytes`. */

const [CR, AMP, SEMICOLON, BRACKET] = [0x0d, 0x26, 0x3b, 0x5d]
const [LT, GT, SLASH, QUOTE, APOSTROPHE] = [0x3c, 0x3e, 0x2f, 0x22, 0x27]

export const isBlank = (byte: number | undefined): boolean =>
  byte === 0x20 || byte === 0x0a || byte === CR || byte === 0x09

/** The first that is no blank at or after `from`. */
export function skipBlanks(bytes: Buffer, from: number): number {
  let at = from
  while (at < bytes.length && isBlank(bytes[at])) at++
  return at
}

/** Where `what` is next; the length when it is not. */
export function nextOf(bytes: Buffer, what: number | Buffer, from: number): number {
  const found = bytes.indexOf(what, from)
  return found === -1 ? bytes.length : found
}

export function startsWith(bytes: Buffer, at: number, what: Buffer): boolean {
  for (let i = 0; i < what.length; i++) if (bytes[at + i] !== what[i]) return false
  return true
}

/** The `/` or `>` that ends a start tag whose attributes begin at `from`; -1 when it has not come. */
export function tagEnd(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === GT || byte === SLASH) return at
    if (byte === LT) throw notAnAnswer('a start tag that is not well-formed')
    if (byte === QUOTE || byte === APOSTROPHE) {
      at = bytes.indexOf(byte, at + 1)
      if (at === -1) return -1
    }
  }
  return -1
}

/**
 * How much of unfinished text may be taken before more has come: not a carriage return, which may be half of a line
 * end, not brackets that may become `]]>`, and not a reference without its end.
 */
export function unheldText(bytes: Buffer, from: number): number {
  for (let at = bytes.length - 1; at >= from && at > bytes.length - MAX_REFERENCE; at--) {
    if (bytes[at] === SEMICOLON) break
    if (bytes[at] === AMP) return at
  }
  return unheldCdata(bytes, from)
}

export function unheldCdata(bytes: Buffer, from: number): number {
  let end = bytes.length
  while (end > from && end > bytes.length - 2 && bytes[end - 1] === BRACKET) end--
  return end === bytes.length && end > from && bytes[end - 1] === CR ? end - 1 : end
}
