import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { XmlHandler, XmlReader } from '../../platform/xml/xml-reader.ts'
import { envelopeReader, type EnvelopeOptions } from './envelope.ts'
import type { Answer } from './transport.ts'

/** Limits of one read, and where its bytes are counted. */
export interface Condition {
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly capBytes: number
  readonly readCounts: { byte: number }
}

/** What reads the inside of the answer: `ta` gives what is finished, `klar` throws unless all of it came. */
export interface Recipient<T> {
  readonly inner: XmlHandler
  take(): T | undefined
  done(): void
}

/**
 * Reads one reply as it comes. After each piece of it, what `ta` has is yielded, and nothing more is read until that
 * was taken. Ends without error only when the envelope is complete and `klar` agrees; leaving early ends the request.
 */
export async function* readStream<T>(
  { status, charset, parts }: Answer,
  envelope: Required<EnvelopeOptions>,
  recipient: Pick<Recipient<T>, 'take' | 'done'>,
): AsyncGenerator<T, void> {
  const { what, faultCodes, inner, answer } = envelope
  const sealedEnvelope = envelopeReader({ what, faultCodes, inner, ...(status === 200 && { answer }) })
  // Made inside the loop: whatever goes wrong from here on, leaving the loop is what ends the request.
  let reader: XmlReader | undefined
  const logReader = (): XmlReader =>
    (reader ??= createXmlReader(sealedEnvelope, charset === undefined ? {} : { charset }))
  for await (const part of parts) {
    withPlace(what, () => logReader().write(part))
    const finished = recipient.take()
    if (finished !== undefined) yield finished
  }
  withPlace(what, () => logReader().end())
  sealedEnvelope.done()
  recipient.done()
  const last = recipient.take()
  if (last !== undefined) yield last
}

/** The readers do not know whose reply they read, and an error of theirs that is not ours is not passed on. */
export function withPlace(what: string, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!(error instanceof InsynError)) throw new InsynError('KALLA_INTE_SVAR', `${what}: the reply could not be read`)
    if (error.message.startsWith(what)) throw error
    throw new InsynError(error.code, `${what}: ${error.message}`, { retryable: error.retryable })
  }
}
