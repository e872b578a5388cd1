import { nextOf } from './byte-scan.ts'
import type { Tokens } from './byte-tokens.ts'
import type { ByteWindow } from './byte-window.ts'
import type { EscapedText } from './escaped-text.ts'
import { type ElementName, endsName, textOf } from './name-table.ts'
import type { OpenElements } from './open-elements.ts'
import { unescape } from './references.ts'

const [CR, BANG, AMP, SLASH, SEMICOLON, QUESTION] = [0x0d, 0x21, 0x26, 0x2f, 0x3b, 0x3f]
const [LETTER_G, LETTER_L, LETTER_T] = [0x67, 0x6c, 0x74]

const GT = Buffer.from('&gt;')
/** Of `&lt;` and of `&gt;`. */
const ANGLE = 4
/** How much is resolved when the first step has not been enough; each that follows takes twice as much. */
const FIRST_STEP = 256

/**
 * Reads a document that stands escaped within another, from the outer one's bytes: `&lt;` and `&gt;` are recognised as the ends
 * of tags where they stand. Whatever else there is between two tags (references, attributes, comments, sections, a tag of which
 * the end has not come) is resolved into the window and read by `Tokens`, until those rest.
 */
export class EscapedTokens {
  readonly #window: ByteWindow
  readonly #tokens: Tokens
  readonly #elements: OpenElements
  #bytes: Buffer = Buffer.alloc(0)
  #to = 0
  /** Where the next carriage return is; less than the position when that is not known. */
  #cr = -1
  #scratch = Buffer.alloc(0)
  #step = 0

  constructor(window: ByteWindow, tokens: Tokens, elements: OpenElements) {
    this.#window = window
    this.#tokens = tokens
    this.#elements = elements
  }

  read({ bytes, from, to }: EscapedText): void {
    this.#bytes = bytes
    this.#to = to
    this.#cr = -1
    let at = from
    while (at < to) {
      if (this.#tokens.atRest) {
        this.#step = 0
        at = this.#plain(at)
        if (at === to) return
      }
      at = this.#resolve(at)
    }
  }

  /** Goes from tag to tag; gives the place of the first thing that is not plain. */
  #plain(from: number): number {
    const bytes = this.#bytes
    const to = this.#to
    let at = from
    do {
      let lt = at
      while (lt < to && bytes[lt] !== AMP) lt++
      if (!isAngle(bytes, lt, to, LETTER_L)) return at
      if (lt > at && this.#elements.collecting && !this.#text(at, lt)) return at
      const next = bytes[lt + ANGLE] === SLASH ? this.#endTag(lt) : this.#startTag(lt)
      if (next === lt) return lt
      at = next
    } while (this.#elements.depth > 0)
    return at
  }

  #text(from: number, to: number): boolean {
    if (this.#cr < from) this.#cr = nextOf(this.#bytes, CR, from)
    const { name, streaming } = this.#elements
    if (this.#cr < to || name === undefined || streaming) return false
    this.#elements.text(textOf(name, this.#bytes, from, to))
    return true
  }

  /** Gives where the tag ends; where it begins when it is not plain. */
  #startTag(lt: number): number {
    const start = lt + ANGLE
    const name = this.#tokens.names.expected(this.#bytes, start) ?? this.#nameBeforeEnd(start)
    if (name === undefined) return lt
    const end = start + name.bytes.length
    const empty = this.#bytes[end] === SLASH
    const gt = empty ? end + 1 : end
    if (!isAngle(this.#bytes, gt, this.#to, LETTER_G)) return lt
    this.#elements.open(name, this.#elements.scope, false)
    if (empty) this.#elements.close()
    return gt + ANGLE
  }

  /** A name is looked up only when the tag ends after it: what stands there may be the beginning of one, or other markup. */
  #nameBeforeEnd(start: number): ElementName | undefined {
    const bytes = this.#bytes
    let end = start
    while (end < this.#to && !endsName(bytes[end])) end++
    const gt = bytes[end] === SLASH ? end + 1 : end
    const plain = end > start && bytes[start] !== BANG && bytes[start] !== QUESTION
    return plain && isAngle(bytes, gt, this.#to, LETTER_G) ? this.#tokens.names.read(bytes, start) : undefined
  }

  /** The same. One that does not end the open element is not plain either. */
  #endTag(lt: number): number {
    const bytes = this.#bytes
    const expected = this.#elements.name?.bytes
    const start = lt + ANGLE + 1
    if (expected === undefined || !isAngle(bytes, start + expected.length, this.#to, LETTER_G)) return lt
    for (let i = 0; i < expected.length; i++) if (bytes[start + i] !== expected[i]) return lt
    this.#elements.close()
    return start + expected.length + ANGLE
  }

  /** Reads at least to the end of the next tag. */
  #resolve(from: number): number {
    const gt = nextOf(this.#bytes, GT, Math.min(this.#to, from + this.#step))
    this.#step = Math.max(FIRST_STEP, 2 * this.#step)
    const to = Math.min(this.#to, gt + ANGLE)
    if (this.#scratch.length < to - from) this.#scratch = Buffer.alloc(2 * (to - from))
    this.#window.append(this.#scratch.subarray(0, unescape(this.#bytes, from, to, false, this.#scratch)))
    this.#tokens.read()
    return to
  }
}

/** Whether `&lt;` or `&gt;` stands there, whole and before `to`. */
const isAngle = (bytes: Buffer, at: number, to: number, letter: number): boolean =>
  at + ANGLE <= to &&
  bytes[at] === AMP &&
  bytes[at + 1] === letter &&
  bytes[at + 2] === LETTER_T &&
  bytes[at + 3] === SEMICOLON
