import type { Svar } from '../../../src/adapters/soap/transport.ts'

/** A reply as the transport would give it, in pieces of `bit` bytes. */
export function svar(
  xml: string | Buffer,
  { status = 200, charset = 'utf-8', bit = 64, slut }: SvarOptions = {},
): Svar {
  const bytes = Buffer.from(xml as string)
  return { status, charset, delar: bitar(bytes, bit, slut) }
}
interface SvarOptions {
  readonly status?: 200 | 500
  readonly charset?: string
  readonly bit?: number
  /** Called when nobody reads the reply any more, as the transport frees its connection. */
  readonly slut?: () => void
}

async function* bitar(bytes: Buffer, bit: number, slut?: () => void): AsyncGenerator<Uint8Array> {
  try {
    for (let i = 0; i < bytes.length; i += bit) yield bytes.subarray(i, i + bit)
  } finally {
    slut?.()
  }
}

export const kuvert = (inne: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>${inne}</s:Body></s:Envelope>`
