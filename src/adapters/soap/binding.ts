import { fileURLToPath } from 'node:url'
import { createClientAsync, type Client } from 'soap'
import { InsynError } from '../../errors.ts'
import { soapHttpClient, type Samtal } from './http-client.ts'
import { ordnaEfterSchema, type Beskrivning, type SoapVarde } from './schema-order.ts'
import type { Transport } from './transport.ts'

export interface Begaran {
  readonly url: string
  readonly operation: string
  readonly argument: { readonly [namn: string]: SoapVarde }
  /** Who is asked, for messages: `agresso farsta`. */
  readonly vem: string
}

export interface Frist {
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

/** A SOAP service by its WSDL. Throws SoapFault or another InsynError, never an error of node-soap's: they hold the request. */
export interface SoapBindning {
  /** A small call: the reply as node-soap reads it by the schema, to be validated by the caller. */
  anropa(begaran: Begaran, frist: Frist): Promise<unknown>
  /** The request of a bulk call, for the caller to send and to read as a stream. */
  kuvert(begaran: Begaran): Promise<{ readonly xml: string; readonly soapAction: string }>
}

export interface BindningOptions {
  readonly wsdl: URL
  readonly namespace: string
  /** The element that answers an operation: `${operation}${svarsandelse}`. */
  readonly svarsandelse: string
  readonly faultkoder: ReadonlySet<string>
  readonly transport: Transport
}

type Metod = (argument: unknown, callback: (error: unknown, result: unknown) => void, options: Samtal) => void
type Beskrivningar = Record<string, Record<string, Record<string, { readonly input: Beskrivning }>>>

/** The WSDL is our own file, read at the first call; no address in it is used. */
export function soapBindning(options: BindningOptions): SoapBindning {
  const { wsdl, namespace, svarsandelse, faultkoder, transport } = options
  const httpClient = soapHttpClient(transport)
  let inlast: Promise<{ client: Client; operationer: Record<string, { readonly input: Beskrivning }> }> | undefined

  const las = async () => {
    const client = await createClientAsync(fileURLToPath(wsdl), { httpClient, disableCache: true })
    const [tjanst = {}] = Object.values(client.describe() as Beskrivningar)
    return { client, operationer: Object.values(tjanst)[0] ?? {} }
  }

  async function gor(begaran: Begaran, samtal: Omit<Samtal, 'vad' | 'svar' | 'faultkoder'>): Promise<unknown> {
    const { client, operationer } = await (inlast ??= las())
    const { operation, vem, url } = begaran
    const input = operationer[operation]?.input
    if (input === undefined) throw new TypeError(`the WSDL has no operation ${operation}`)
    const argument = ordnaEfterSchema(begaran.argument, input)
    const svar = { namespace, namn: `${operation}${svarsandelse}` }
    return new Promise((resolve, reject) => {
      const fanga = samtal.fanga
      const hela: Samtal = {
        ...samtal,
        vad: `${vem} ${operation}`,
        svar,
        faultkoder,
        ...(fanga && { fanga: (xml: string, action: string) => (fanga(xml, action), resolve(undefined)) }),
      }
      // Sets the address of the methods, which run at once: no other call can come between.
      client.setEndpoint(url)
      const metod = client[operation] as Metod
      metod(
        argument,
        (error, result) => {
          glom(client)
          if (error === null) resolve(result)
          else reject(tvattat(error, hela.vad))
        },
        hela,
      )
      glom(client)
    })
  }

  return {
    anropa: (begaran, frist) => gor(begaran, frist),
    async kuvert(begaran) {
      let ut = { xml: '', soapAction: '' }
      const signal = new AbortController().signal
      await gor(begaran, { signal, deadlineMs: 0, fanga: (xml, soapAction) => (ut = { xml, soapAction }) })
      return ut
    },
  }
}

/** node-soap keeps the last request, with its password, and the last reply on the client; nobody reads them there. */
function glom(client: Client): void {
  Object.assign(client, { lastRequest: '', lastMessage: '', lastResponse: '' })
}

/** What node-soap rejects with holds the request and the reply, and is not always an Error. */
function tvattat(error: unknown, vad: string): InsynError {
  return error instanceof InsynError ? error : new InsynError('KALLA_INTE_SVAR', `${vad}: not an answer of the schema`)
}
