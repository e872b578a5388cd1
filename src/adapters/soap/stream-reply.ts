import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { XmlHandler, XmlReader } from '../../platform/xml/xml-reader.ts'
import { envelopeReader, type EnvelopeOptions } from './envelope.ts'
import type { Svar } from './transport.ts'

/** Limits of one read, and where its bytes are counted. */
export interface Villkor {
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly lasning: { byte: number }
}

/** What reads the inside of the answer: `ta` gives what is finished, `klar` throws unless all of it came. */
export interface Mottagare<T> {
  readonly inre: XmlHandler
  ta(): T | undefined
  klar(): void
}

/**
 * Reads one reply as it comes. After each piece of it, what `ta` has is yielded, and nothing more is read until that
 * was taken. Ends without error only when the envelope is complete and `klar` agrees; leaving early ends the request.
 */
export async function* lasStrom<T>(
  { status, charset, delar }: Svar,
  kuvert: Required<EnvelopeOptions>,
  mottagare: Pick<Mottagare<T>, 'ta' | 'klar'>,
): AsyncGenerator<T, void> {
  const { vad, faultkoder, inre, svar } = kuvert
  const envelope = envelopeReader({ vad, faultkoder, inre, ...(status === 200 && { svar }) })
  // Made inside the loop: whatever goes wrong from here on, leaving the loop is what ends the request.
  let reader: XmlReader | undefined
  const lasare = (): XmlReader => (reader ??= createXmlReader(envelope, charset === undefined ? {} : { charset }))
  for await (const del of delar) {
    medPlats(vad, () => lasare().write(del))
    const fardigt = mottagare.ta()
    if (fardigt !== undefined) yield fardigt
  }
  medPlats(vad, () => lasare().end())
  envelope.klar()
  mottagare.klar()
  const sista = mottagare.ta()
  if (sista !== undefined) yield sista
}

/** The readers do not know whose reply they read, and an error of theirs that is not ours is not passed on. */
export function medPlats(vad: string, steg: () => void): void {
  try {
    steg()
  } catch (error) {
    if (!(error instanceof InsynError)) throw new InsynError('KALLA_INTE_SVAR', `${vad}: the reply could not be read`)
    if (error.message.startsWith(vad)) throw error
    throw new InsynError(error.code, `${vad}: ${error.message}`, { retryable: error.retryable })
  }
}
