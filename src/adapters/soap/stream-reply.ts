import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { ElementReader } from '../../platform/xml/element-reader.ts'
import type { XmlReader } from '../../platform/xml/xml-reader.ts'
import { type EnvelopeOptions, envelopeReader, type RefusesLogin } from './envelope.ts'
import type { Reply } from './transport.ts'

/** Takes in the answer's element: `take` gives what is finished, `done` throws unless all of it came. */
export interface Recipient<T> {
  readonly answer: ElementReader
  take(): T | undefined
  done(): void
}

/** What a reply must be: which element answers, and which fault codes are known. */
export interface Expected {
  readonly what: string
  readonly answer: { readonly namespace: string; readonly name: string }
  readonly faultCodes: ReadonlySet<string>
  readonly refusesLogin?: RefusesLogin | undefined
}

/**
 * Reads one reply as it comes. After each piece of it, what `take` has is yielded, and nothing more is read until that
 * was taken. Ends without error only when the envelope is complete and `done` agrees; leaving early ends the request.
 */
export async function* readStream<T>(
  { status, charset, parts }: Reply,
  expected: Expected,
  recipient: Recipient<T>,
): AsyncGenerator<T, void> {
  const { what } = expected
  const envelope = envelopeReader(envelopeOptions(expected, status, recipient.answer))
  // Made inside the loop: whatever goes wrong from here on, leaving the loop is what ends the request.
  let reader: XmlReader | undefined
  const xmlReader = (): XmlReader => (reader ??= createXmlReader(envelope, charset === undefined ? {} : { charset }))
  for await (const part of parts) {
    withContext(what, () => xmlReader().write(part))
    const finished = recipient.take()
    if (finished !== undefined) yield finished
  }
  withContext(what, () => xmlReader().end())
  envelope.done()
  recipient.done()
  const last = recipient.take()
  if (last !== undefined) yield last
}

/** With HTTP 500 a reply can only be a fault: SOAP 1.1, 6.2. */
export const envelopeOptions = (
  { what, faultCodes, refusesLogin, answer }: Expected,
  status: Reply['status'],
  reader: ElementReader,
): EnvelopeOptions => ({ what, faultCodes, refusesLogin, ...(status === 200 && { answer: { ...answer, reader } }) })

/** The readers do not know whose reply they read, and an error of theirs that is not ours is not passed on. */
export function withContext(what: string, step: () => void): void {
  try {
    step()
  } catch (error) {
    if (!(error instanceof InsynError)) throw new InsynError('KALLA_INTE_SVAR', `${what}: the reply could not be read`)
    if (error.message.startsWith(what)) throw error
    throw new InsynError(error.code, `${what}: ${error.message}`, { retryable: error.retryable })
  }
}
