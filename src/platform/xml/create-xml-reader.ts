import { createByteReader } from './byte-reader.ts'
import { detectEncoding } from './encoding.ts'
import { createSaxesReader } from './saxes-reader.ts'
import type { XmlHandler, XmlReader, XmlReaderOptions } from './xml-reader.ts'

/**
 * One reader per document. Takes bytes, or strings (already decoded), but not both. UTF-8 goes to the byte reader,
 * every other encoding to saxes.
 */
export function createXmlReader(handler: XmlHandler, options: XmlReaderOptions = {}): XmlReader {
  let reader: XmlReader | undefined
  let head = Buffer.alloc(0)

  return {
    write(chunk) {
      if (reader !== undefined) return reader.write(chunk)
      if (typeof chunk === 'string') {
        reader = createByteReader(handler, options)
        return reader.write(chunk)
      }
      head = Buffer.concat([head, chunk])
      const encoding = detectEncoding(head, options.charset)
      if (encoding === undefined) return
      reader = encoding === 'utf-8' ? createByteReader(handler, options) : createSaxesReader(handler, options)
      const all = head
      head = Buffer.alloc(0)
      reader.write(all)
    },
    end() {
      // Too short to tell its encoding, it is no document in any.
      reader ??= createByteReader(handler, options)
      if (head.length > 0) reader.write(head)
      reader.end()
    },
  }
}
