import { createSaxesReader } from './saxes-reader.ts'
import type { XmlHandler, XmlReader, XmlReaderOptions } from './xml-reader.ts'

/** One reader per document. Takes bytes, or strings (already decoded), but not both. */
export const createXmlReader = (handler: XmlHandler, options: XmlReaderOptions = {}): XmlReader =>
  createSaxesReader(handler, options)
