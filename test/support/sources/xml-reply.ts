import type { Reply } from '../../../src/adapters/soap/transport.ts'

/** A reply as the transport would give it, in pieces of `bit` bytes. */
export function answer(
  xml: string | Buffer,
  { status = 200, charset = 'utf-8', bit = 64, end }: AnswerOptions = {},
): Reply {
  const bytes = Buffer.from(xml as string)
  return { status, charset, parts: bits(bytes, bit, end) }
}
interface AnswerOptions {
  readonly status?: 200 | 500
  readonly charset?: string
  readonly bit?: number
  /** Called when nobody reads the reply any more, as the transport frees its connection. */
  readonly end?: () => void
}

async function* bits(bytes: Buffer, bit: number, end?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (let i = 0; i < bytes.length; i += bit) yield bytes.subarray(i, i + bit)
  } finally {
    end?.()
  }
}

export const envelope = (inside: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inside}</s:Body></s:Envelope>`
