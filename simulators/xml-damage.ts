import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Failure } from './faults.ts'

/** The faults that are in the wire and not in what is said. */
const THREAD_ERROR = [
  'sen',
  'droppar',
  'html',
  'tomt',
  'avhugget',
  'avhugget-efter-rad',
  'fel-teckenkodning',
  'for-stort',
  'nere',
] as const satisfies readonly Failure[]
export type ThreadError = (typeof THREAD_ERROR)[number]

export const isThreadError = (error: Failure | undefined): error is ThreadError =>
  (THREAD_ERROR as readonly (Failure | undefined)[]).includes(error)

type Parts = Iterable<string | Buffer> | AsyncIterable<string | Buffer>

export interface XmlAnswer {
  readonly status: number
  /** The document in UTF-8, in pieces of any size. */
  readonly parts: Parts
  /** Matches, with flag g, the end of a row as it is sent; how a cut knows where it is. */
  readonly rowEnd: RegExp
}

export interface DamageTimes {
  /** Time to the first byte under `sen`. */
  readonly lateMs: number
  /** Time between two bytes under `droppar`. */
  readonly dropMs: number
}
export const COMMON_TIMES: DamageTimes = { lateMs: 120_000, dropMs: 100 }

const HTML = '<!DOCTYPE html><html><head><title>Inloggning</title></head><body><h1>Proxy</h1><br></body></html>'
const MEBI = 1024 * 1024

/**
 * Sends an XML answer in step with its reader, damaged as the fault says. Resolves when all is sent or the reader has
 * gone away. The length is never declared, so a cut answer ends like a whole one.
 */
export async function sendXml(
  res: ServerResponse,
  answer: XmlAnswer,
  error?: ThreadError,
  times: DamageTimes = COMMON_TIMES,
): Promise<void> {
  if (error === 'nere') {
    res.socket?.resetAndDestroy()
    return
  }
  const gone = new AbortController()
  res.once('close', () => gone.abort())
  try {
    if (error === 'sen') await wait(times.lateMs, undefined, { signal: gone.signal })
    res.writeHead(error === 'html' ? 200 : answer.status, {
      'content-type': error === 'html' ? 'text/html; charset=utf-8' : 'text/xml; charset=utf-8',
    })
    for await (const part of damaged(answer, error, times, gone.signal)) {
      if (gone.signal.aborted) return
      if (!res.write(part)) await drag(res, gone.signal)
    }
    res.end()
  } catch (error) {
    if (!gone.signal.aborted) throw error
  }
}

const drag = (res: ServerResponse, gone: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const done = (): void => {
      res.off('drain', done)
      gone.removeEventListener('abort', done)
      resolve()
    }
    res.once('drain', done)
    gone.addEventListener('abort', done)
    if (gone.aborted) done()
  })

async function* damaged(
  answer: XmlAnswer,
  error: Exclude<ThreadError, 'nere'> | undefined,
  times: DamageTimes,
  gone: AbortSignal,
): AsyncGenerator<Buffer> {
  switch (error) {
    case undefined:
    case 'sen':
      for await (const part of answer.parts) yield asBuffer(part)
      return
    case 'html':
      yield Buffer.from(HTML)
      return
    case 'tomt':
      return
    case 'droppar':
      for await (const part of answer.parts)
        for (const byte of asBuffer(part)) {
          yield Buffer.of(byte)
          await wait(times.dropMs, undefined, { signal: gone })
        }
      return
    case 'fel-teckenkodning': {
      const decoder = new TextDecoder()
      for await (const part of answer.parts)
        yield Buffer.from(decoder.decode(asBuffer(part), { stream: true }), 'latin1')
      return
    }
    case 'avhugget':
    case 'avhugget-efter-rad': {
      const beginning = await beginningOf(answer.parts)
      const row = rowInMiddle(beginning, answer.rowEnd)
      yield beginning.subarray(0, error === 'avhugget' ? row.inside : row.after)
      return
    }
    case 'for-stort': {
      const beginning = await beginningOf(answer.parts)
      yield beginning.subarray(0, rowInMiddle(beginning, answer.rowEnd).after)
      // White space between rows is well-formed for ever: only counting the bytes ends it.
      const padding = Buffer.alloc(MEBI, ' ')
      while (!gone.aborted) yield padding
      return
    }
  }
}

const asBuffer = (part: string | Buffer): Buffer => (typeof part === 'string' ? Buffer.from(part) : part)

async function beginningOf(parts: Parts): Promise<Buffer> {
  const gathered: Buffer[] = []
  let length = 0
  for await (const part of parts) {
    const buffer = asBuffer(part)
    gathered.push(buffer)
    length += buffer.length
    if (length >= MEBI) break
  }
  return Buffer.concat(gathered)
}

/** A row near the middle: a place inside it and the place right after it. Half of the bytes when there is no row. */
function rowInMiddle(beginning: Buffer, rowEnd: RegExp): { inside: number; after: number } {
  const middle = Math.floor(beginning.length / 2)
  let row = { inside: middle, after: middle }
  for (const hit of beginning.toString('latin1').matchAll(rowEnd)) {
    // The last field's end tag stands right before the row's: two bytes back is inside it.
    row = { inside: hit.index - 2, after: hit.index + hit[0].length }
    if (row.after >= middle) break
  }
  return row
}
