import { isUtf8 } from 'node:buffer'
import { InsynError } from '../../errors.ts'

/**
 * Reads a JSON text (RFC 8259) byte by byte and checks all of it. The caller says for each value how it is read; a value
 * that it skips is never turned into a string. Throws KALLA_INTE_SVAR, without a word of the text.
 */
export interface JsonScanner {
  /** Calls `member` once per member, in order; it must read the value by one of these functions. */
  object(member: (name: string) => void): void
  array(element: () => void): void
  /** A string, number or boolean as text; null; undefined for an object or array, which is skipped. */
  scalar(): string | null | undefined
  skip(): void
  /** Throws unless nothing but white space is left. */
  end(): void
}

const MAX_DEPTH = 64
const [QUOTE, BACKSLASH, COMMA, COLON, LETTER_U] = [0x22, 0x5c, 0x2c, 0x3a, 0x75]
const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d]
const ESCAPED = new Set([...'"\\/bfnrt'].map((character) => character.charCodeAt(0)))
const BLANKS = new Set([0x20, 0x0a, 0x0d, 0x09])
/** What numbers and literals are written with. */
const OF_WORDS = new Set([...'0123456789abcdefghijklmnopqrstuvwxyz+-.E'].map((character) => character.charCodeAt(0)))
const NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const LITERALS = new Set(['true', 'false', 'null'])
/** Half of a pair of UTF-16 code units, which an escape may write and no text can hold. */
const LONE_SURROGATE = /\p{Surrogate}/u

/** Where the content of a string lies. */
interface Text {
  readonly from: number
  readonly to: number
  readonly escaped: boolean
}

export function createJsonScanner(bytes: Buffer): JsonScanner {
  if (!isUtf8(bytes)) throw notJson('no UTF-8')
  let at = 0
  let depth = 0

  /** The next byte that is not white space; -1 at the end. */
  const next = (): number => {
    while (BLANKS.has(bytes[at] ?? -1)) at++
    return bytes[at] ?? -1
  }
  const take = (byte: number): void => {
    if (next() !== byte) throw notJson('not well-formed')
    at++
  }
  const escape = (): void => {
    const kind = bytes[at++] ?? -1
    if (kind === LETTER_U) {
      if (!/^[0-9A-Fa-f]{4}$/.test(bytes.toString('latin1', at, at + 4))) throw notJson('not an escape')
      at += 4
    } else if (!ESCAPED.has(kind)) throw notJson('not an escape')
  }
  const string = (): Text => {
    take(QUOTE)
    const from = at
    let escaped = false
    for (;;) {
      const byte = bytes[at++]
      if (byte === undefined || byte < 0x20) throw notJson('a string that does not end')
      if (byte === QUOTE) return { from, to: at - 1, escaped }
      if (byte === BACKSLASH) {
        escaped = true
        escape()
      }
    }
  }
  const decoded = ({ from, to, escaped }: Text): string => {
    if (!escaped) return bytes.toString('utf8', from, to)
    const text = JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string
    if (LONE_SURROGATE.test(text)) throw notJson('half a character')
    return text
  }
  const word = (): string => {
    const from = at
    while (OF_WORDS.has(bytes[at] ?? -1)) at++
    const text = bytes.toString('latin1', from, at)
    if (!LITERALS.has(text) && !NUMBER.test(text)) throw notJson('not well-formed')
    return text
  }
  const list = (open: number, close: number, one: () => void): void => {
    take(open)
    if (++depth > MAX_DEPTH) throw notJson('too deep')
    if (next() === close) at++
    else
      for (;;) {
        one()
        const byte = next()
        at++
        if (byte === close) break
        if (byte !== COMMA) throw notJson('not well-formed')
      }
    depth--
  }

  const scanner: JsonScanner = {
    object: (member) =>
      list(OPEN_BRACE, CLOSE_BRACE, () => {
        const name = decoded(string())
        take(COLON)
        member(name)
      }),
    array: (element) => list(OPEN_BRACKET, CLOSE_BRACKET, element),
    scalar() {
      const first = next()
      if (first === QUOTE) return decoded(string())
      if (first === OPEN_BRACE || first === OPEN_BRACKET) return void scanner.skip()
      const text = word()
      return text === 'null' ? null : text
    },
    skip() {
      const first = next()
      if (first === QUOTE) string()
      else if (first === OPEN_BRACKET) list(OPEN_BRACKET, CLOSE_BRACKET, () => scanner.skip())
      else if (first === OPEN_BRACE)
        list(OPEN_BRACE, CLOSE_BRACE, () => {
          string()
          take(COLON)
          scanner.skip()
        })
      else word()
    },
    end() {
      if (next() !== -1) throw notJson('more than one value')
    },
  }
  return scanner
}

const notJson = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `no JSON: ${why}`)
