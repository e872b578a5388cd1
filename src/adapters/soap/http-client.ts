import type { IHeaders, IHttpClient } from 'soap'
import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'
import { envelopeReader } from './envelope.ts'
import { withPlace } from './stream-reply.ts'
import type { Answer, Transport } from './transport.ts'

/** Small replies only: node-soap's own work on a reply grows with the square of some bodies. */
const CAP_BYTES = 1024 * 1024

/** What rides along with one call, through node-soap's options for its HTTP client. */
export interface Exchange {
  readonly what: string
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly answer: { readonly namespace: string; readonly namn: string }
  readonly faultCodes: ReadonlySet<string>
  /** Takes the finished request instead of it being sent. */
  readonly capture?: (xml: string, soapAction: string) => void
}

/**
 * node-soap's HTTP by our own transport. It gets to see a reply only when that is one envelope with the answer of
 * this operation: it takes an empty body for an empty answer, and rejects others with things that are no Errors.
 */
export function soapHttpClient(transport: Transport): IHttpClient {
  const send = async (url: string, xml: string, soapAction: string, exchange: Exchange): Promise<string> => {
    const { what, signal, deadlineMs } = exchange
    const answer = await transport.post(url, { what, soapAction, body: xml, signal, capBytes: CAP_BYTES, deadlineMs })
    return reviewed(answer, exchange)
  }
  return {
    request(url, data, callback, exheaders, exoptions) {
      const exchange = exoptions as Exchange
      const soapAction = String((exheaders as IHeaders)['SOAPAction'])
      if (exchange.capture !== undefined) {
        exchange.capture(String(data), soapAction)
        return nothing
      }
      send(url, String(data), soapAction, exchange).then(
        (text) => {
          try {
            callback(null, { status: 200, headers: {}, data: text }, text)
          } catch (error) {
            // node-soap may throw out of its own callback, where nobody would hear it.
            callback(error)
          }
        },
        (error: unknown) => void callback(error),
      )
      return nothing
    },
  }
}

/** node-soap drops what request() returns; the reply goes by the callback. */
const nothing = Promise.resolve() as unknown as ReturnType<IHttpClient['request']>
const SKIP: XmlHandler = { open: () => 'skip', piece: () => undefined, close: () => undefined }

async function reviewed({ status, charset, parts }: Answer, { what, answer, faultCodes }: Exchange): Promise<string> {
  const gathered: Uint8Array[] = []
  for await (const part of parts) gathered.push(part)
  const bytes = Buffer.concat(gathered)
  const envelope = envelopeReader({ what, faultCodes, inner: SKIP, ...(status === 200 ? { answer } : {}) })
  withPlace(what, () => {
    const reader = createXmlReader(envelope, charset === undefined ? {} : { charset })
    reader.write(bytes)
    reader.end()
  })
  envelope.done()
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InsynError('KALLA_INTE_SVAR', `${what}: a small reply in another encoding than it says`)
  }
}
