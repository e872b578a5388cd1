import { InsynError } from '../../../errors.ts'
import type { XmlHandler, XmlReader, XmlReaderOptions } from '../xml-reader.ts'
import { recorder } from './recorder.ts'

export type CreateReader = (handler: XmlHandler, options?: XmlReaderOptions) => XmlReader

/** The calls that a document in these chunks gives; pieces of one text are joined, since where it is cut may vary. */
export function readWhole(create: CreateReader, chunks: readonly (Uint8Array | string)[], charset?: string): string[] {
  const { handler, events } = recorder()
  const reader = create(handler, charset === undefined ? {} : { charset })
  for (const chunk of chunks) reader.write(chunk)
  reader.end()
  return joinPieces(events)
}

export function joinPieces(events: readonly string[]): string[] {
  const joined: string[] = []
  for (const event of events) {
    const last = joined.at(-1)
    if (event.startsWith('piece "') && last?.startsWith('piece "') === true)
      joined[joined.length - 1] = last.slice(0, -1) + event.slice('piece "'.length)
    else joined.push(event)
  }
  return joined
}

/** The code of the refusal, or 'read' when there was none; any other error is a bug of the reader. */
export function refusal(step: () => unknown): string {
  try {
    step()
    return 'read'
  } catch (error) {
    if (error instanceof InsynError) return error.code
    throw error
  }
}
