import { once } from 'node:events'
import { pipeline, type Readable, type Transform } from 'node:stream'
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import type { Dispatcher } from 'undici'
import { InsynError } from '../errors.ts'
import type { Deadline } from './connection.ts'

/** The longest silence within a reply, so that a peer that vanished is noticed long before a bulk deadline. */
export const SILENCE_MS = 60_000

/** Asked for in every request; what a proxy or a service compresses all the same is read. */
export const NO_ENCODING = { 'accept-encoding': 'identity' } as const

export interface ReplyLimits {
  /** What is asked of whom, for error messages. */
  readonly what: string
  /** Of the reply as it is read, so that a small one that swells is cut off too. */
  readonly capBytes: number
  /** Where the bytes of the reply are counted. */
  readonly counts?: { bytes: number } | undefined
}

export function replyHeader({ headers }: Pick<Dispatcher.ResponseData, 'headers'>, name: string): string {
  const value = headers[name]
  return (Array.isArray(value) ? value.join() : value) ?? ''
}

/** Why the encoding of the reply cannot be read, if it cannot. */
export function encodingRefusal(reply: Dispatcher.ResponseData, what: string): InsynError | undefined {
  return ENCODINGS.has(encodingOf(reply))
    ? undefined
    : new InsynError(
        'KALLA_INTE_SVAR',
        `${what}: the reply comes in a content encoding other than gzip, deflate and br`,
      )
}

/** The bytes of the reply, decoded. To be read to the end or left with `return()`, either of which frees the connection. */
export async function* replyBytes(
  reply: Dispatcher.ResponseData,
  { what, capBytes, counts }: ReplyLimits,
  deadline: Pick<Deadline, 'failure'>,
): AsyncGenerator<Uint8Array, void> {
  let bytes = 0
  try {
    for await (const part of decoded(reply, what)) {
      bytes += part.length
      if (counts !== undefined) counts.bytes += part.length
      if (bytes > capBytes) throw new InsynError('KALLA_FOR_STOR', `${what}: more than ${capBytes} bytes`)
      yield part
    }
  } catch (error) {
    throw error instanceof InsynError ? error : deadline.failure(what, error)
  }
}

const ENCODINGS: ReadonlyMap<string, (() => Transform) | undefined> = new Map([
  ['', undefined],
  ['identity', undefined],
  ['gzip', createGunzip],
  ['x-gzip', createGunzip],
  ['deflate', createInflate],
  ['br', createBrotliDecompress],
])

const encodingOf = (reply: Dispatcher.ResponseData): string =>
  replyHeader(reply, 'content-encoding').trim().toLowerCase()

async function* decoded(reply: Dispatcher.ResponseData, what: string): AsyncGenerator<Uint8Array, void> {
  const { body } = reply
  const encoding = encodingOf(reply)
  const create = ENCODINGS.get(encoding)
  if (create === undefined) {
    yield* body as AsyncIterable<Uint8Array>
    return
  }
  const decoder = encoding === 'deflate' && (await startsRaw(body)) ? createInflateRaw() : create()
  let failedFirst: 'body' | 'decoder' | undefined
  body.on('error', () => (failedFirst ??= 'body'))
  decoder.on('error', () => (failedFirst ??= 'decoder'))
  // Whichever of the two ends or fails ends the other; the error is the one that the loop throws.
  pipeline(body, decoder, () => undefined)
  try {
    yield* decoder as AsyncIterable<Uint8Array>
  } catch (error) {
    if (failedFirst === 'body') throw error
    throw new InsynError('KALLA_INTE_SVAR', `${what}: the compressed reply (${encoding}) cannot be decoded`)
  }
}

/** Whether the zlib wrapper of `deflate` is missing, which RFC 9110, 8.4.1.2 demands and .NET leaves out. */
async function startsRaw(body: Readable): Promise<boolean> {
  await once(body, 'readable')
  const first = body.read() as Buffer | null
  if (first === null) return false
  body.unshift(first)
  return ((first[0] ?? 0) & 0x0f) !== 8
}
