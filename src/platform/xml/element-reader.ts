import type { Piece, Want, XmlHandler } from './xml-reader.ts'

/**
 * What reads one element. A reader names the readers of its child elements, so that the path of an element in the
 * document decides how it is read, and no reader counts depth. One object may read any number of elements.
 */
export interface ElementReader {
  readonly want: Exclude<Want, 'skip'>
  /**
   * The reader of a child element; undefined: the child is skipped with everything in it. Throws when the child may not
   * stand there. Asked for the children of `text` and `stream` too.
   */
  child(name: string, namespace: string, nil: boolean): ElementReader | undefined
  /** A piece of the text of an element with `stream`, to be used at once. */
  piece?(part: Piece): void
  /** The end of the element; `text` is its own text with `text`, else ''. */
  end?(text: string): void
}

/** A handler of one document, whose root element is read by what `root` gives for it. */
export function readElements(root: ElementReader['child']): XmlHandler {
  let innermost: ElementReader = { want: 'children', child: root }
  const outer: ElementReader[] = []
  return {
    open(name, namespace, nil) {
      const reader = innermost.child(name, namespace, nil)
      if (reader === undefined) return 'skip'
      outer.push(innermost)
      innermost = reader
      return reader.want
    },
    piece(part) {
      innermost.piece?.(part)
    },
    close(_name, text) {
      const closed = innermost
      innermost = outer.pop() ?? innermost
      closed.end?.(text)
    },
  }
}
