import { isUtf8 } from 'node:buffer'
import { InsynError } from '../errors.ts'

const LF = 0x0a
/** Far above the size of any record; a file without line breaks must not fill the memory. */
const MAX_LINE_BYTES = 1024 * 1024

/**
 * The lines of a UTF-8 text, split at LF and nothing else: other line breaks may stand within a record. Throws
 * LOGG_BRUTEN for bytes that are not UTF-8, since a lenient decoder reads different bytes as the same text.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest = Buffer.alloc(0)
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LF) + 1
    if (end > 0) {
      yield* decode(Buffer.concat([rest, chunk.subarray(0, end - 1)]))
      rest = Buffer.from(chunk.subarray(end))
    } else {
      rest = Buffer.concat([rest, chunk])
    }
    if (rest.length > MAX_LINE_BYTES) throw new InsynError('LOGG_BRUTEN', 'a line is longer than any record')
  }
  if (rest.length > 0) yield* decode(rest)
}

function decode(bytes: Buffer): string[] {
  if (!isUtf8(bytes)) throw new InsynError('LOGG_BRUTEN', 'the file is not UTF-8')
  return bytes.toString('utf8').split('\n')
}
