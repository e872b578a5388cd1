import { notAnAnswer } from './fail-once.ts'
import type { ElementName } from './name-table.ts'
import { resolve, ROOT_SCOPE, type Scope } from './namespace-scope.ts'
import { MAX_TEXT, type Piece, type Want, type XmlHandler } from './xml-reader.ts'

/** The elements that are open, outermost first, and what the handler wants of them. */
export class OpenElements {
  depth = 0
  rootSeen = false
  /** Whether the text of the innermost element goes to the handler. */
  collecting = false
  scope: Scope = ROOT_SCOPE
  readonly #handler: XmlHandler
  readonly #maxDepth: number
  readonly #names: ElementName[] = []
  readonly #outerScopes: Scope[] = []
  readonly #wants: Want[] = []
  readonly #texts: string[] = []
  /** The depth of the outermost element that is skipped; 0 when none is. */
  #skippedFrom = 0

  constructor(handler: XmlHandler, maxDepth: number) {
    this.#handler = handler
    this.#maxDepth = maxDepth
  }

  /** The name of the innermost element. */
  get name(): ElementName | undefined {
    return this.#names[this.depth]
  }

  /** `scope` is the one that the element's own declarations make. */
  open(name: ElementName, scope: Scope, nil: boolean): void {
    if (this.depth === 0) {
      if (this.rootSeen) throw notAnAnswer('more than one document')
      this.rootSeen = true
    }
    if (this.depth >= this.#maxDepth) throw notAnAnswer('elements nested too deep')
    const namespace = name.prefix === '' ? scope.standard : prefixed(name, scope)
    const depth = ++this.depth
    this.#names[depth] = name
    this.#outerScopes[depth] = this.scope
    this.scope = scope
    if (this.#skippedFrom !== 0) return
    const want = this.#handler.open(name.local, namespace, nil)
    this.#wants[depth] = want
    this.#texts[depth] = ''
    if (want === 'skip') this.#skippedFrom = depth
    this.collecting = want === 'text' || want === 'stream'
  }

  close(): void {
    const depth = this.depth--
    this.scope = this.#outerScopes[depth] ?? ROOT_SCOPE
    if (this.#skippedFrom === 0) this.#handler.close(this.#names[depth]?.local ?? '', this.#texts[depth] ?? '')
    else if (this.#skippedFrom === depth) this.#skippedFrom = 0
    else return
    const want = this.#wants[depth - 1]
    this.collecting = depth > 1 && (want === 'text' || want === 'stream')
  }

  /** Whether that text goes there in pieces. */
  get streaming(): boolean {
    return this.#wants[this.depth] === 'stream'
  }

  /** Text of the innermost element; only while `streaming`. Never becomes a string on its way. */
  piece(part: Piece): void {
    this.#handler.piece(part)
  }

  /** Text of the innermost element; only while `collecting` and not `streaming`. */
  text(text: string): void {
    const depth = this.depth
    const before = this.#texts[depth] ?? ''
    if (before.length + text.length > MAX_TEXT) throw notAnAnswer('a field too long')
    this.#texts[depth] = before === '' ? text : before + text
  }
}

function prefixed(name: ElementName, scope: Scope): string {
  if (name.prefix === 'xmlns') throw notAnAnswer('a namespace that may not be declared so')
  if (name.scope !== scope) {
    name.uri = resolve(scope, name.prefix)
    name.scope = scope
  }
  return name.uri
}
