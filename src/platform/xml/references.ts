import { notAnAnswer } from './fail-once.ts'

/** `&` to `;`. XML has no limit; a character needs no more than this unless it is padded with zeros. */
export const MAX_REFERENCE = 32

const AMP = 0x26
const SEMICOLON = 0x3b
const CR = 0x0d
const LF = 0x0a

const PREDEFINED: Readonly<Record<string, number>> = { lt: 0x3c, gt: 0x3e, amp: AMP, quot: 0x22, apos: 0x27 }

/** Throws unless every reference in `bytes[from, to)` is one of the five of XML or to a character. */
export function checkReferences(bytes: Buffer, from: number, to: number): void {
  for (let amp = bytes.indexOf(AMP, from); amp !== -1 && amp < to;) {
    const end = referenceEnd(bytes, amp, to)
    codePointOf(bytes, amp, end)
    amp = bytes.indexOf(AMP, end)
  }
}

/**
 * Writes `bytes[from, to)` with references resolved (unless `cdata`) and line ends made into line feeds; gives the
 * length, which is never greater. `into` must have room for the bytes as they stand.
 */
export function unescape(bytes: Buffer, from: number, to: number, cdata: boolean, into: Buffer): number {
  let length = 0
  for (let at = from; at < to; at++) {
    const byte = bytes[at] ?? 0
    if (byte > AMP) into[length++] = byte
    else if (byte === AMP && !cdata) {
      const angle = at + 3 < to ? angleBracket(bytes, at) : 0
      if (angle !== 0) {
        into[length++] = angle
        at += 3
        continue
      }
      const end = referenceEnd(bytes, at, to)
      length = writeCodePoint(into, length, codePointOf(bytes, at, end))
      at = end - 1
    } else if (byte === CR) {
      into[length++] = LF
      if (at + 1 < to && bytes[at + 1] === LF) at++
    } else into[length++] = byte
  }
  return length
}

/** The same for text that is decoded already. */
export function expandReferences(text: string): string {
  if (!text.includes('&')) return text
  return text.replace(/&([^&;]*)(;?)/g, (_, name: string, end: string) => {
    if (end === '' || name.length + 2 > MAX_REFERENCE) throw noReference()
    return String.fromCodePoint(codePoint(name))
  })
}

function referenceEnd(bytes: Buffer, amp: number, to: number): number {
  const limit = Math.min(to, amp + MAX_REFERENCE)
  for (let at = amp + 1; at < limit; at++) if (bytes[at] === SEMICOLON) return at + 1
  throw noReference()
}

/** What `&lt;` or `&gt;` at `amp` stands for, of which a document within a document is full; 0 for anything else. */
function angleBracket(bytes: Buffer, amp: number): number {
  if (bytes[amp + 2] !== 0x74 || bytes[amp + 3] !== SEMICOLON) return 0
  const first = bytes[amp + 1]
  return first === 0x6c ? 0x3c : first === 0x67 ? 0x3e : 0
}

/** Looks at the bytes for what is common; the rest is rare. */
function codePointOf(bytes: Buffer, amp: number, end: number): number {
  const first = bytes[amp + 1]
  const angle = end - amp === 4 ? angleBracket(bytes, amp) : 0
  if (angle !== 0) return angle
  if (end - amp === 5 && first === 0x61 && bytes[amp + 2] === 0x6d && bytes[amp + 3] === 0x70) return AMP
  return codePoint(bytes.toString('latin1', amp + 1, end - 1))
}

function codePoint(name: string): number {
  const predefined = Object.hasOwn(PREDEFINED, name) ? PREDEFINED[name] : undefined
  if (predefined !== undefined) return predefined
  const digits = /^#(?:x([0-9A-Fa-f]+)|([0-9]+))$/.exec(name)
  if (digits === null) throw noReference()
  const code = digits[1] === undefined ? parseInt(digits[2] ?? '', 10) : parseInt(digits[1], 16)
  if (!isChar(code)) throw noReference()
  return code
}

const isChar = (code: number): boolean =>
  code === 0x9 ||
  code === LF ||
  code === CR ||
  (code >= 0x20 && code <= 0xd7ff) ||
  (code >= 0xe000 && code <= 0xfffd) ||
  (code >= 0x10000 && code <= 0x10ffff)

function writeCodePoint(into: Buffer, at: number, code: number): number {
  if (code >= 0x80) return at + into.write(String.fromCodePoint(code), at, 'utf8')
  into[at] = code
  return at + 1
}

const noReference = (): Error => notAnAnswer('a reference to no character that XML knows')
