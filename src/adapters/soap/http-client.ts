import type { IHeaders, IHttpClient } from 'soap'
import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'
import { envelopeReader } from './envelope.ts'
import { medPlats } from './stream-reply.ts'
import type { Svar, Transport } from './transport.ts'

/** Small replies only: node-soap's own work on a reply grows with the square of some bodies. */
const CAP_BYTES = 1024 * 1024

/** What rides along with one call, through node-soap's options for its HTTP client. */
export interface Samtal {
  readonly vad: string
  readonly signal: AbortSignal
  readonly deadlineMs: number
  readonly svar: { readonly namespace: string; readonly namn: string }
  readonly faultkoder: ReadonlySet<string>
  /** Takes the finished request instead of it being sent. */
  readonly fanga?: (xml: string, soapAction: string) => void
}

/**
 * node-soap's HTTP by our own transport. It gets to see a reply only when that is one envelope with the answer of
 * this operation: it takes an empty body for an empty answer, and rejects others with things that are no Errors.
 */
export function soapHttpClient(transport: Transport): IHttpClient {
  const skicka = async (url: string, xml: string, soapAction: string, samtal: Samtal): Promise<string> => {
    const { vad, signal, deadlineMs } = samtal
    const svar = await transport.post(url, { vad, soapAction, body: xml, signal, capBytes: CAP_BYTES, deadlineMs })
    return granskat(svar, samtal)
  }
  return {
    request(url, data, callback, exheaders, exoptions) {
      const samtal = exoptions as Samtal
      const soapAction = String((exheaders as IHeaders)['SOAPAction'])
      if (samtal.fanga !== undefined) {
        samtal.fanga(String(data), soapAction)
        return ingenting
      }
      skicka(url, String(data), soapAction, samtal).then(
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
      return ingenting
    },
  }
}

/** node-soap drops what request() returns; the reply goes by the callback. */
const ingenting = Promise.resolve() as unknown as ReturnType<IHttpClient['request']>
const SKIPPA: XmlHandler = { open: () => 'skip', piece: () => undefined, close: () => undefined }

async function granskat({ status, charset, delar }: Svar, { vad, svar, faultkoder }: Samtal): Promise<string> {
  const samlat: Uint8Array[] = []
  for await (const del of delar) samlat.push(del)
  const bytes = Buffer.concat(samlat)
  const envelope = envelopeReader({ vad, faultkoder, inre: SKIPPA, ...(status === 200 ? { svar } : {}) })
  medPlats(vad, () => {
    const reader = createXmlReader(envelope, charset === undefined ? {} : { charset })
    reader.write(bytes)
    reader.end()
  })
  envelope.klar()
  try {
    return new TextDecoder(charset ?? 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new InsynError('KALLA_INTE_SVAR', `${vad}: a small reply in another encoding than it says`)
  }
}
