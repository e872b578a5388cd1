import { isUtf8 } from 'node:buffer'
import { InsynError } from '../errors.ts'

const LF = 0x0a
/** Far above the size of any record; a file without line breaks must not fill the memory. */
const MAX_LINE_BYTES = 1024 * 1024

/**
 * The lines of a UTF-8 text, split at LF and nothing else: other line breaks may stand within a record. Throws
 * LOGG_BRUTEN at the first line that is too long or not UTF-8: a lenient decoder reads different bytes as the same text.
 */
export async function* linesOf(chunks: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer[] = []
  let restBytes = 0
  for await (const chunk of chunks) {
    let from = 0
    for (let end = chunk.indexOf(LF); end !== -1; end = chunk.indexOf(LF, from)) {
      yield decode(Buffer.concat([...rest, chunk.subarray(from, end)]))
      rest = []
      restBytes = 0
      from = end + 1
    }
    if (from < chunk.length) rest.push(Buffer.from(chunk.subarray(from)))
    restBytes += chunk.length - from
    if (restBytes > MAX_LINE_BYTES) throw tooLong()
  }
  if (rest.length > 0) yield decode(Buffer.concat(rest))
}

function decode(line: Buffer): string {
  if (line.length > MAX_LINE_BYTES) throw tooLong()
  if (!isUtf8(line)) throw new InsynError('LOGG_BRUTEN', 'not UTF-8')
  return line.toString('utf8')
}

const tooLong = () => new InsynError('LOGG_BRUTEN', 'longer than any record')
