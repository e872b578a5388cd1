import { isBlank, nextOf, skipBlanks, startsWith, tagEnd, unheldCdata, unheldText } from './byte-scan.ts'
import type { ByteWindow } from './byte-window.ts'
import { EscapedText } from './escaped-text.ts'
import { notAnAnswer } from './fail-once.ts'
import { IS_NCNAME, NameTable, textOf } from './name-table.ts'
import type { OpenElements } from './open-elements.ts'
import { checkReferences, unescape } from './references.ts'
import { type Attributes, readAttributes } from './start-tag-attributes.ts'

const [CR, BANG, AMP, DASH, SLASH, LT, GT, QUESTION] = [0x0d, 0x21, 0x26, 0x2d, 0x2f, 0x3c, 0x3e, 0x3f]

const COMMENT = Buffer.from('<!--')
const COMMENT_END = Buffer.from('--')
const CDATA = Buffer.from('<![CDATA[')
const CDATA_END = Buffer.from(']]>')
const PI_END = Buffer.from('?>')
const BOM = Buffer.from([0xef, 0xbb, 0xbf])

/** Of one tag or declaration, so that one that never ends does not grow for ever. */
const MAX_MARKUP = 1 << 16
/** Answer of a step that needs bytes which have not come. */
const WAIT = -1

const DECLARATION =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(?:"1\.0"|'1\.0')(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(?:"[A-Za-z][\w.-]*"|'[A-Za-z][\w.-]*'))?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(?:"(?:yes|no)"|'(?:yes|no)'))?[ \t\r\n]*\?>$/

/** What the window's position lies in; comments, CDATA sections and instructions may be longer than any window. */
type Inside = 'start' | 'content' | 'cdata' | 'comment' | 'instruction'

/** The tokenizer: moves the window's position over every token that has come whole. */
export class Tokens {
  readonly #window: ByteWindow
  readonly #elements: OpenElements
  readonly names = new NameTable()
  #inside: Inside = 'start'
  /** An XML declaration may stand at the very beginning only. */
  #declarable = true
  #bytes: Buffer = Buffer.alloc(0)
  /** Where the next ampersand, carriage return and `]]>` are; less than the position when that is not known. */
  #amp = -1
  #cr = -1
  #cdataEnd = -1
  #scratch = Buffer.alloc(0)

  constructor(window: ByteWindow, elements: OpenElements) {
    this.#window = window
    this.#elements = elements
  }

  /** Whether the document could end here. */
  get complete(): boolean {
    return this.#inside === 'content' && this.#elements.depth === 0 && this.#elements.rootSeen
  }

  /** Whether nothing waits for what comes, and what comes stands within the document's outermost element. */
  get atRest(): boolean {
    return this.#inside === 'content' && this.#elements.depth > 0 && this.#window.unread === 0
  }

  read(): void {
    this.#bytes = this.#window.bytes
    this.#amp = this.#cr = this.#cdataEnd = -1
    for (let at = this.#window.position; at !== WAIT;) {
      this.#window.position = at
      if (at === this.#bytes.length) return
      at = this.#step(at)
    }
  }

  #step(at: number): number {
    switch (this.#inside) {
      case 'content':
        return this.#content(at)
      case 'cdata':
        return this.#cdata(at)
      case 'comment':
        return this.#comment(at)
      case 'instruction':
        return this.#instructionBody(at)
      case 'start':
        if (this.#bytes.length - at < BOM.length) return WAIT
        this.#inside = 'content'
        return this.#bytes.indexOf(BOM, at) === at ? at + BOM.length : at
    }
  }

  /** Goes from tag to tag for as long as it can. */
  #content(from: number): number {
    const bytes = this.#bytes
    let at = from
    while (this.#inside === 'content') {
      const lt = bytes[at] === LT ? at : bytes.indexOf(LT, at)
      if (lt === -1) {
        // Outside the document there is nothing but blanks, of which none waits for another.
        const end = this.#elements.depth === 0 ? bytes.length : unheldText(bytes, at)
        this.#characters(at, end)
        this.#window.position = end
        return WAIT
      }
      if (lt > at) this.#characters(at, lt)
      const next = this.#markup(lt)
      if (next === WAIT) {
        if (bytes.length - lt > MAX_MARKUP) throw notAnAnswer('a tag too long')
        this.#window.position = lt
        return WAIT
      }
      this.#declarable = false
      at = next
    }
    return at
  }

  #characters(from: number, to: number): void {
    if (from === to) return
    const bytes = this.#bytes
    if (this.#elements.depth === 0) {
      this.#declarable = false
      if (skipBlanks(bytes, from) < to) throw notAnAnswer('text outside the document')
      return
    }
    if (this.#amp < from) this.#amp = nextOf(bytes, AMP, from)
    if (this.#cdataEnd < from) this.#cdataEnd = nextOf(bytes, CDATA_END, from)
    if (this.#cdataEnd < to) throw notAnAnswer('the end of a CDATA section that has not begun')
    if (this.#elements.collecting) this.#collect(from, to, false)
    else if (this.#amp < to) checkReferences(bytes, this.#amp, to)
  }

  #collect(from: number, to: number, cdata: boolean): void {
    const bytes = this.#bytes
    const { streaming, name } = this.#elements
    if (streaming && !cdata) {
      this.#elements.piece(new EscapedText(bytes, from, to))
      return
    }
    if (this.#cr < from) this.#cr = nextOf(bytes, CR, from)
    if (this.#cr >= to && (cdata || this.#amp >= to)) {
      if (streaming) this.#elements.piece(bytes.subarray(from, to))
      else this.#elements.text(name === undefined ? '' : textOf(name, bytes, from, to))
      return
    }
    if (this.#scratch.length < to - from) this.#scratch = Buffer.alloc(bytes.length)
    const length = unescape(bytes, from, to, cdata, this.#scratch)
    if (streaming) this.#elements.piece(this.#scratch.subarray(0, length))
    else this.#elements.text(this.#scratch.toString('utf8', 0, length))
  }

  #markup(lt: number): number {
    switch (this.#bytes[lt + 1]) {
      case undefined:
        return WAIT
      case SLASH:
        return this.#endTag(lt)
      case BANG:
        return this.#declaration(lt)
      case QUESTION:
        return this.#instruction(lt)
      default:
        return this.#startTag(lt)
    }
  }

  #endTag(lt: number): number {
    const bytes = this.#bytes
    const name = this.#elements.name
    if (this.#elements.depth === 0 || name === undefined) throw notAnAnswer('an end tag without start')
    const expected = name.bytes
    const from = lt + 2
    const to = from + expected.length
    if (to >= bytes.length) return WAIT
    for (let i = 0; i < expected.length; i++)
      if (bytes[from + i] !== expected[i]) throw notAnAnswer('an end tag that is not that of the open element')
    const at = bytes[to] === GT ? to : skipBlanks(bytes, to)
    if (at === bytes.length) return WAIT
    if (bytes[at] !== GT) throw notAnAnswer('an end tag that is not well-formed')
    this.#elements.close()
    return at + 1
  }

  #startTag(lt: number): number {
    const bytes = this.#bytes
    const name = this.names.read(bytes, lt + 1)
    if (name === undefined) return WAIT
    const nameEnd = lt + 1 + name.bytes.length
    let at = nameEnd
    let attributes: Attributes | undefined
    if (isBlank(bytes[at])) {
      at = tagEnd(bytes, at)
      if (at === WAIT) return WAIT
      attributes = readAttributes(bytes.toString('utf8', nameEnd, at), this.#elements.scope)
    }
    const empty = bytes[at] === SLASH
    if (empty) at++
    if (at === bytes.length) return WAIT
    if (bytes[at] !== GT) throw notAnAnswer('a start tag that is not well-formed')
    this.#elements.open(name, attributes?.scope ?? this.#elements.scope, attributes?.nil === true)
    if (empty) this.#elements.close()
    return at + 1
  }

  #declaration(lt: number): number {
    const bytes = this.#bytes
    if (startsWith(bytes, lt, COMMENT)) {
      this.#inside = 'comment'
      return lt + COMMENT.length
    }
    if (bytes.length - lt < CDATA.length) return WAIT
    if (!startsWith(bytes, lt, CDATA)) throw notAnAnswer('DTD or unknown declaration')
    if (this.#elements.depth === 0) throw notAnAnswer('text outside the document')
    this.#inside = 'cdata'
    return lt + CDATA.length
  }

  #cdata(at: number): number {
    const found = this.#bytes.indexOf(CDATA_END, at)
    const to = found === -1 ? unheldCdata(this.#bytes, at) : found
    if (to > at && this.#elements.collecting) this.#collect(at, to, true)
    return this.#pass(to, found, CDATA_END.length)
  }

  #comment(at: number): number {
    const bytes = this.#bytes
    const found = bytes.indexOf(COMMENT_END, at)
    if (found === -1) return this.#pass(bytes[bytes.length - 1] === DASH ? bytes.length - 1 : bytes.length, WAIT, 0)
    if (found + 2 === bytes.length) return this.#pass(found, WAIT, 0)
    if (bytes[found + 2] !== GT) throw notAnAnswer('a comment that is not well-formed')
    return this.#pass(found, found, 3)
  }

  #instruction(lt: number): number {
    const bytes = this.#bytes
    let at = lt + 2
    while (at < bytes.length && !isBlank(bytes[at]) && bytes[at] !== QUESTION) at++
    if (at + 1 >= bytes.length) return WAIT
    const target = bytes.toString('utf8', lt + 2, at)
    if (target === 'xml' && this.#declarable) {
      const end = bytes.indexOf(PI_END, at)
      if (end === -1) return WAIT
      if (!DECLARATION.test(bytes.toString('latin1', lt, end + 2))) throw notAnAnswer('XML declaration')
      return end + 2
    }
    if (!IS_NCNAME.test(target) || target.toLowerCase() === 'xml' || (bytes[at] === QUESTION && bytes[at + 1] !== GT))
      throw notAnAnswer('a processing instruction that is not well-formed')
    this.#inside = 'instruction'
    return at
  }

  #instructionBody(at: number): number {
    const bytes = this.#bytes
    const found = bytes.indexOf(PI_END, at)
    const rest = bytes[bytes.length - 1] === QUESTION ? bytes.length - 1 : bytes.length
    return this.#pass(found === -1 ? rest : found, found, PI_END.length)
  }

  /** Past what was `found` and back into content, or up to what must be seen again together with what comes. */
  #pass(to: number, found: number, length: number): number {
    if (found === WAIT) {
      this.#window.position = to
      return WAIT
    }
    this.#inside = 'content'
    return to + length
  }
}
