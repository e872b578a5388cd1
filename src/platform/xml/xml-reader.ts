import type { EscapedText } from './escaped-text.ts'

/**
 * What a handler wants of an element that has just begun:
 * `children`: only its child elements; `text`: its text as one string at its end; `stream`: its text in pieces as it
 * comes; `skip`: nothing of it or of anything below it. What is not wanted is never made into a value that is kept.
 */
export type Want = 'children' | 'text' | 'stream' | 'skip'

/** Text, its UTF-8, or as it stands in the document around it. */
export type Piece = string | Uint8Array | EscapedText

export interface XmlHandler {
  /**
   * `name` is the local name; `namespace` its URI ('' for none); `nil` whether the element says that it has no value
   * (xsi:nil), of all attributes the one that is read. Asked for the children of `text` and `stream` too.
   */
  open(name: string, namespace: string, nil: boolean): Want
  /** A piece of the text of the innermost element opened with `stream`, to be used at once. */
  piece(part: Piece): void
  /** The end of an element that was not skipped; `text` is '' unless it was opened with `text`, else its own text. */
  close(name: string, text: string): void
}

/** Reads one document; throws KALLA_INTE_SVAR on anything that is not well-formed, on a DTD, and on an end too early. */
export interface XmlReader {
  write(chunk: Uint8Array | string): void
  /** No more input. Throws unless exactly one complete document was read. */
  end(): void
}

export interface XmlReaderOptions {
  /** From the transport's header; goes before a BOM and the XML declaration. Without any of them it is UTF-8. */
  readonly charset?: string
  /** How deep elements may be nested; MAX_DEPTH by default. */
  readonly maxDepth?: number
}

export const XSI = 'http://www.w3.org/2001/XMLSchema-instance'
/** The lexical forms of xsd:boolean that mean true. */
export const isTrue = (value: string): boolean => /^[ \t\r\n]*(?:true|1)[ \t\r\n]*$/.test(value)

export const MAX_DEPTH = 64
/** Of one element wanted as `text`, in UTF-16 units; no field of a source comes near it. */
export const MAX_TEXT = 1_000_000
