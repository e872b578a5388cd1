import { SaxesParser, type SaxesTagNS } from 'saxes'
import { failOnce, notAnAnswer } from './fail-once.ts'
import { createChunkDecoder } from './text-decoder.ts'
import {
  isTrue,
  MAX_DEPTH,
  MAX_TEXT,
  type Want,
  type XmlHandler,
  type XmlReader,
  type XmlReaderOptions,
  XSI,
} from './xml-reader.ts'

interface Open {
  readonly name: string
  readonly want: Want
  text: string
}

/**
 * XmlReader over saxes, namespaces resolved. saxes knows no entities but the five of XML, reads no DTD, and here meets
 * one with refusal. Its own messages quote the document, so none of them is passed on.
 */
export function createSaxesReader(handler: XmlHandler, options: XmlReaderOptions = {}): XmlReader {
  const decoder = createChunkDecoder(options.charset)
  const parser = new SaxesParser({ xmlns: true, position: false })
  const maxDepth = options.maxDepth ?? MAX_DEPTH
  const open: Open[] = []
  let skipped = 0
  const document = failOnce()

  parser.on('error', () => {
    throw notAnAnswer('not well-formed XML')
  })
  parser.on('doctype', () => {
    throw notAnAnswer('DTD')
  })
  parser.on('xmldecl', ({ version }) => {
    if (version !== '1.0') throw notAnAnswer('XML version')
  })
  parser.on('opentag', ({ local, uri, attributes }: SaxesTagNS) => {
    if (open.length + skipped >= maxDepth) throw notAnAnswer('elements nested too deep')
    if (skipped > 0) {
      skipped++
      return
    }
    const nil = Object.values(attributes).find((one) => one.local === 'nil' && one.uri === XSI)
    const want = handler.open(local, uri, nil !== undefined && isTrue(nil.value))
    if (want === 'skip') skipped = 1
    else open.push({ name: local, want, text: '' })
    listen()
  })
  parser.on('closetag', () => {
    if (skipped > 0) {
      skipped--
    } else {
      const closed = open.pop()
      if (closed !== undefined) handler.close(closed.name, own(closed.text))
    }
    listen()
  })

  const take = (text: string): void => {
    const top = open.at(-1)
    if (top?.want === 'stream') {
      if (text !== '') handler.piece(own(text))
    } else if (top !== undefined) {
      top.text += text
      if (top.text.length > MAX_TEXT) throw notAnAnswer('a field too long')
    }
  }
  let listening = false
  /** Without a text handler saxes gathers no character data: what is not wanted never becomes a string of its own. */
  function listen(): void {
    const want = skipped === 0 ? open.at(-1)?.want : undefined
    const wanted = want === 'text' || want === 'stream'
    if (wanted === listening) return
    listening = wanted
    if (wanted) {
      parser.on('text', take)
      parser.on('cdata', take)
    } else {
      parser.off('text')
      parser.off('cdata')
    }
  }

  return {
    write: (chunk) =>
      document.run(() => {
        parser.write(decoder.decode(chunk))
        if (skipped === 0 && open.at(-1)?.want === 'stream') flushStream(parser, take)
      }),
    end: () =>
      document.run(() => {
        parser.write(decoder.end())
        parser.close()
        // saxes starts over after close(); this reader does not.
        document.ended()
      }),
  }
}

/** States of saxes 6.0.0 in which its `text` is character data; of an entity only if it was met in character data. */
const S_TEXT = 13
const S_ENTITY = 14
const GATHERING = new Set([S_TEXT, S_ENTITY, 20, 21, 22])

/**
 * saxes hands text over first when the next markup begins; a whole table inside one element would grow there. Its
 * version is pinned, and a test sees that pieces come while the element is still open.
 */
function flushStream(parser: object, take: (text: string) => void): void {
  const inner = parser as { state: number; entityReturnState?: number; text: string }
  if (!GATHERING.has(inner.state) || (inner.state === S_ENTITY && inner.entityReturnState !== S_TEXT)) return
  const { text } = inner
  inner.text = ''
  take(text)
}

/**
 * A copy with memory of its own. V8 lets a long slice point into the chunk it was cut from, which would keep every
 * unlisted field around it alive for as long as the listed one.
 */
const own = (text: string): string => (text.length < 13 ? text : Buffer.from(text, 'utf16le').toString('utf16le'))
