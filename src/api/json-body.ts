import { isUtf8 as isUtf8Bytes } from 'node:buffer'
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { BodyError } from '../access/outcome.ts'
import { mayNameField, pointerTo } from './json-pointer.ts'
import type { Asking } from './step.ts'

type ReadBody =
  { readonly body: unknown } | { readonly status: 400 | 413 | 415; readonly fel: readonly [BodyError, ...BodyError[]] }

const MAX_BYTES = 65_536
/** Twice as deep as any schema. */
const MAX_DEPTH = 16

/**
 * Reads a JSON body (RFC 8259, and I-JSON where that is stricter): UTF-8 without a byte order mark, and no object with
 * the same name twice, since parsers differ in which of the two they take.
 */
export async function readJsonBody(req: Asking, res: ServerResponse): Promise<ReadBody> {
  const { headers } = req
  if (!isPlainJson(req)) {
    if (!req.is?.('application/json')) return reject(415, 'ska vara application/json')
    if (!isUtf8(headers['content-type'] ?? '')) return reject(415, 'ska vara kodad i UTF-8')
  }
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    return reject(415, 'har en kodning som inte tas emot')
  const bytes = await readBytes(req, res)
  if (bytes === 'too-large') return reject(413, 'är för stor')
  if (bytes === 'broken-off') return reject(400, 'är avbruten')
  if (!isUtf8Bytes(bytes)) return reject(400, 'är inte UTF-8')
  const text = bytes.toString()
  let body: unknown
  try {
    // Refuses a byte order mark too. The message quotes the body.
    body = JSON.parse(text)
  } catch {
    return reject(400, 'är inte giltig JSON')
  }
  const fault = faultIn(text)
  return fault === undefined ? { body } : { status: 400, fel: [fault] }
}

/** The one spelling that needs no parser: JSON of a stated length. */
export const isPlainJson = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean =>
  headers['content-type'] === 'application/json' && headers['content-length'] !== undefined

const reject = (status: 400 | 413 | 415, rule: string) => ({ status, fel: [{ pekare: '', regel: rule }] as const })

/**
 * JSON has no other encoding, so a parameter that names one is wrong or a trap for whoever parses next. UTF-8 has several
 * names (`utf8`): those of the Encoding Standard count.
 */
const isUtf8 = (type: string): boolean =>
  [...type.matchAll(/;\s*charset\*?\s*=\s*("[^"]*"|[^;\s]*)/gi)].every(([, charset = '']) => {
    try {
      return new TextDecoder(charset.replace(/^"(.*)"$/, '$1')).encoding === 'utf-8'
    } catch {
      return false
    }
  })

/** Stops at the first byte too many: what follows is not waited for. */
function readBytes(req: IncomingMessage, res: ServerResponse): Promise<Buffer | 'too-large' | 'broken-off'> {
  if (Number(req.headers['content-length'] ?? 0) > MAX_BYTES) return Promise.resolve('too-large')
  // The client waits to be asked for its body; HTTP/1.0 has no such answer.
  if (req.headers.expect !== undefined && req.httpVersion === '1.1') res.writeContinue()
  // A client that has gone says nothing more.
  if (req.destroyed && !req.readableEnded) return Promise.resolve('broken-off')
  return new Promise((done) => {
    const pieces: Buffer[] = []
    let size = 0
    const take = (piece: Buffer): void => {
      size += piece.length
      if (size <= MAX_BYTES) return void pieces.push(piece)
      req.off('data', take)
      done('too-large')
    }
    req.on('data', take)
    req.once('end', () => done(pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces)))
    req.once('error', () => done('broken-off'))
    req.once('close', () => done('broken-off'))
  })
}

/** A string, or one of the characters that the structure consists of; numbers and words lie between them. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/g

interface Level {
  /** Of an object: the names so far. */
  readonly names?: Set<string>
  at: string | number
}

/** The first name that an object has twice, or the first level too deep, in a text that is JSON. */
function faultIn(text: string): BodyError | undefined {
  const levels: Level[] = []
  let string = ''
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1)
    if (token === '{' || token === '[') {
      if (levels.length === MAX_DEPTH) return { pekare: placeOf(levels), regel: 'är för djupt nästlad' }
      levels.push(token === '{' ? { names: new Set(), at: '' } : { at: 0 })
    } else if (token === '}' || token === ']') levels.pop()
    else if (token === ',') {
      if (typeof level?.at === 'number') level.at++
    } else if (token !== ':') string = token
    else if (level?.names !== undefined) {
      // Decoded, since a name can be written with escapes.
      level.at = JSON.parse(string) as string
      if (level.names.has(level.at)) return repeatedAt(levels, level.at)
      level.names.add(level.at)
    }
  }
  return undefined
}

const repeatedAt = (levels: readonly Level[], name: string): BodyError => ({
  pekare: placeOf(levels),
  regel: mayNameField(name) ? 'får anges en gång' : 'innehåller samma fält flera gånger',
})

/** As far as the names may be repeated. */
function placeOf(levels: readonly Level[]): string {
  const unnamed = levels.findIndex(({ at }) => typeof at === 'string' && !mayNameField(at))
  return pointerTo(...levels.slice(0, unnamed === -1 ? levels.length : unnamed).map(({ at }) => at))
}
