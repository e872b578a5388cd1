import { Tokens } from './byte-tokens.ts'
import { ByteWindow } from './byte-window.ts'
import { EscapedText } from './escaped-text.ts'
import { EscapedTokens } from './escaped-tokens.ts'
import { failOnce, notAnAnswer } from './fail-once.ts'
import { OpenElements } from './open-elements.ts'
import { MAX_DEPTH, type Piece, type XmlHandler, type XmlReader, type XmlReaderOptions } from './xml-reader.ts'

/** One that also reads a document out of the text of an element of another. */
export interface ByteReader extends XmlReader {
  write(chunk: Piece): void
}

/** How much is looked at in one go, so that the window stays small whatever is written. */
const SLICE = 1 << 18

/**
 * XmlReader for UTF-8 that walks the bytes: what the handler does not want is checked and passed over without becoming
 * text. Knows XML 1.0 without DTD; refuses whatever else it meets. Ignores `charset`: the caller has chosen.
 */
export function createByteReader(handler: XmlHandler, options: XmlReaderOptions = {}): ByteReader {
  const window = new ByteWindow()
  const elements = new OpenElements(handler, options.maxDepth ?? MAX_DEPTH)
  const tokens = new Tokens(window, elements)
  const escaped = new EscapedTokens(window, tokens, elements)
  const document = failOnce()
  let fedWith: 'string' | 'bytes' | undefined
  /** The first half of a surrogate pair, whose second half comes with the next string. */
  let half = ''

  const feed = (bytes: Uint8Array): void => {
    for (let from = 0; from < bytes.length; from += SLICE) {
      window.append(bytes.subarray(from, from + SLICE))
      tokens.read()
    }
  }
  const encode = (chunk: string): Uint8Array => {
    const text = half + chunk
    half = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? ''
    const whole = half === '' ? text : text.slice(0, -1)
    if (/\p{Surrogate}/u.test(whole)) throw notAnAnswer('a character that XML forbids')
    return Buffer.from(whole)
  }

  return {
    write: (chunk) =>
      document.run(() => {
        const kind = typeof chunk === 'string' ? 'string' : 'bytes'
        fedWith ??= kind
        if (fedWith !== kind) throw notAnAnswer('bytes and text mixed in one document')
        if (chunk instanceof EscapedText) escaped.read(chunk)
        else feed(typeof chunk === 'string' ? encode(chunk) : chunk)
      }),
    end: () =>
      document.run(() => {
        if (half !== '' || window.unread > 0 || !tokens.complete) throw notAnAnswer('the document is cut short')
        document.ended()
      }),
  }
}
