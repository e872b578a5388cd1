import { isAscii, isUtf8 } from 'node:buffer'
import { detectEncoding, type Encoding } from './encoding.ts'
import { notAnAnswer } from './fail-once.ts'

/** Turns the chunks of one document into text. Throws KALLA_INTE_SVAR on bytes that its encoding does not have. */
export interface ChunkDecoder {
  decode(chunk: Uint8Array | string): string
  /** What was held back because its end had not come. */
  end(): string
}

export function createChunkDecoder(charset?: string): ChunkDecoder {
  let held = Buffer.alloc(0)
  let heldSurrogate = ''
  let decode: Decode | undefined
  let fedWith: 'bytes' | 'text' | undefined

  const start = (encoding: Encoding): string => {
    decode = decoderOf(encoding)
    const bytes = held
    held = Buffer.alloc(0)
    return decode(bytes, true)
  }

  return {
    decode(chunk) {
      const kind = typeof chunk === 'string' ? 'text' : 'bytes'
      fedWith ??= kind
      if (kind !== fedWith) throw notAnAnswer('bytes and text mixed in one document')
      if (typeof chunk === 'string') {
        const text = heldSurrogate + chunk
        heldSurrogate = /[\uD800-\uDBFF]$/.exec(text)?.[0] ?? ''
        return wellFormed(heldSurrogate === '' ? text : text.slice(0, -1))
      }
      if (decode !== undefined) return decode(chunk, true)
      held = Buffer.concat([held, chunk])
      const encoding = detectEncoding(held, charset)
      return encoding === undefined ? '' : start(encoding)
    },
    end() {
      if (fedWith === 'text') return wellFormed(heldSurrogate)
      // A document too short to tell its encoding is too short to be one; UTF-8 lets the parser say so.
      const text = decode === undefined ? start('utf-8') : ''
      return text + (decode?.(new Uint8Array(), false) ?? '')
    },
  }
}

type Decode = (bytes: Uint8Array, more: boolean) => string

const decoderOf = (encoding: Encoding): Decode =>
  encoding === 'iso-8859-1' || encoding === 'windows-1252' ? unlessUtf8(plainDecode(encoding)) : plainDecode(encoding)

/** How much may wait for a byte that tells. */
const MAX_HELD = 1 << 20

/**
 * An encoding of one byte a character takes any bytes, so that UTF-8 with a wrong declaration would be read with two letters
 * for one (`Ã¥` for `å`). What is beyond ASCII is held back until a byte has come that is no part of UTF-8; text in the
 * declared encoding has one at its first letter, as good as always. A document without any is refused.
 */
function unlessUtf8(decode: Decode): Decode {
  let settled = false
  let held = Buffer.alloc(0)
  return (bytes, more) => {
    if (settled) return decode(bytes, more)
    held = Buffer.concat([held, bytes])
    if (!isAscii(held) && mayBeUtf8(held, more)) {
      if (more && held.length <= MAX_HELD) return ''
      throw notAnAnswer('UTF-8, and declared to be in another character encoding')
    }
    settled = !isAscii(held)
    const all = held
    held = Buffer.alloc(0)
    return decode(all, more)
  }
}

/** Whether it is UTF-8, of which the last character may have been cut when more comes. */
const mayBeUtf8 = (bytes: Buffer, more: boolean): boolean =>
  isUtf8(bytes) || (more && [1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, -cut))))

function plainDecode(encoding: Encoding): Decode {
  // TextDecoder reads iso-8859-1 as windows-1252, which puts other characters in the place of C1 controls. A document
  // with such bytes is mislabelled, and which letters were meant would be a guess.
  if (encoding === 'iso-8859-1') return (bytes) => refuse(/[\x80-\x9f]/, Buffer.from(bytes).toString('latin1'))
  if (encoding === 'us-ascii') return (bytes) => refuse(/[^\x00-\x7f]/, Buffer.from(bytes).toString('latin1'))
  const decoder = new TextDecoder(encoding, { fatal: true })
  return (bytes, more) => {
    try {
      return decoder.decode(bytes, { stream: more })
    } catch {
      throw notAnAnswer('bytes that are not of the declared character encoding')
    }
  }
}

function refuse(forbidden: RegExp, text: string): string {
  if (forbidden.test(text)) throw notAnAnswer('bytes that are not of the declared character encoding')
  return text
}

const wellFormed = (text: string): string => refuse(/\p{Surrogate}/u, text)
