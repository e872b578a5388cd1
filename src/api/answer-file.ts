import type { IncomingMessage, ServerResponse } from 'node:http'
import { Socket } from 'node:net'
import { TLSSocket } from 'node:tls'
import type { ByteRange, FileAnswer } from '../access/outcome.ts'
import { containsPersonnummer } from '../mapping/find-personnummer.ts'
import type { FileContract } from './contracts/contract.ts'

/** Carries the loggId of an answer that is a file. */
export const LOG_ID_HEADER = 'X-Logg-Id'

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/

/** A caller that takes nothing for so long gets no more: what is read for it waits in memory. */
const STALLED_MS = 60_000

/**
 * Writes one file, as fast as the caller takes it. What fails before the first byte is thrown with no head written; what fails
 * after it breaks the connection, so that no part of a file looks whole. Reads no further when the caller has gone.
 */
export async function answerFile(
  res: ServerResponse,
  { mediaTypes, ranges }: FileContract['file'],
  file: FileAnswer,
  stalledMs = STALLED_MS,
): Promise<void> {
  const { name, mediaType, content, part } = file
  // Both are the hub's own words; another would be a leak, or a header that the caller did not get from the hub.
  if (!NAME.test(name) || containsPersonnummer(name, new Date()))
    throw new TypeError('a file has a name that is not safe')
  if (!mediaTypes.includes(mediaType)) throw new TypeError('a file is of a media type that its contract does not have')
  const length = content instanceof Uint8Array ? content.length : file.length
  const pieces = (content instanceof Uint8Array ? [content].values() : content[Symbol.asyncIterator]()) as Pieces
  try {
    const first = res.req.method === 'HEAD' ? DONE : await pieces.next()
    if (res.destroyed) return
    res.setHeader('Content-Type', mediaType.startsWith('text/') ? `${mediaType}; charset=utf-8` : mediaType)
    res.setHeader('Content-Disposition', `attachment; filename="${name}"`)
    res.setHeader(LOG_ID_HEADER, file.loggId.join())
    if (length !== undefined) res.setHeader('Content-Length', length)
    if (ranges === true) res.setHeader('Accept-Ranges', 'bytes')
    if (part !== undefined)
      res.setHeader('Content-Range', `bytes ${part.from}-${part.from + (length ?? 0) - 1}/${part.whole}`)
    res.writeHead(part === undefined ? 200 : 206)
    if (res.req.method === 'HEAD') {
      res.end()
      return
    }
    let read = 0
    for (let piece = first; piece.done !== true;) {
      read += piece.value.length
      // A piece leaves when the next is there: what follows the last may be the failure of the content's own last check.
      const next = await pieces.next()
      const known = read + (next.done === true ? 0 : next.value.length)
      if (length !== undefined && (known > length || (next.done === true && known < length)))
        throw new TypeError('a file is not as long as was said')
      if (!res.write(piece.value)) await taken(res, stalledMs)
      if (res.destroyed) return
      piece = next
    }
    res.end()
  } catch (error) {
    if (res.headersSent) breakOff(res)
    throw error
  } finally {
    await pieces.return?.()
  }
}

type Pieces = AsyncIterator<Uint8Array, undefined>
const DONE = { done: true, value: undefined } as const

/** Resolves when the caller has taken what was written, or has gone; rejects when it takes nothing. */
function taken(res: ServerResponse, stalledMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => {
      clearTimeout(timer)
      res.off('drain', end).off('close', end)
      resolve()
    }
    const timer = setTimeout(() => {
      res.off('drain', end).off('close', end)
      reject(new Error('the caller takes nothing of its file'))
    }, stalledMs)
    res.once('drain', end).once('close', end)
    if (res.destroyed) end()
  })
}

/** By a reset where that can be: to HTTP/1.0, and so to many a proxy, a connection that closes in order is a whole file. */
function breakOff(res: ServerResponse): void {
  const { socket } = res
  if (socket instanceof Socket && !(socket instanceof TLSSocket)) socket.resetAndDestroy()
  res.destroy()
}

const RANGE = /^bytes=(\d{1,15})-(\d{0,15})$/

/**
 * The one range that a request asks for. Nothing for several, for the last bytes of a file, or with a condition: RFC 9110
 * lets a server answer these with the whole file.
 */
export function askedRange({ method, headers }: IncomingMessage): ByteRange | undefined {
  const [, first, last] = RANGE.exec(headers.range ?? '') ?? []
  if (first === undefined || method !== 'GET' || headers['if-range'] !== undefined) return undefined
  if (last === undefined || last === '') return { first: Number(first) }
  return Number(last) < Number(first) ? undefined : { first: Number(first), last: Number(last) }
}
