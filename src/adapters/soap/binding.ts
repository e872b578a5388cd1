import { fileURLToPath } from 'node:url'
import { createClientAsync, type Client } from 'soap'
import { InsynError } from '../../errors.ts'
import { soapHttpClient, type Exchange } from './http-client.ts'
import { arrangeAfterSchema, type Description, type SoapValue } from './schema-order.ts'
import type { Transport } from './transport.ts'

export interface Request {
  readonly url: string
  readonly operation: string
  readonly argument: { readonly [name: string]: SoapValue }
  /** Who is asked, for messages: `agresso farsta`. */
  readonly who: string
}

export interface Deadline {
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

/** A SOAP service by its WSDL. Throws SoapFault or another InsynError, never an error of node-soap's: they hold the request. */
export interface SoapBinding {
  /** A small call: the reply as node-soap reads it by the schema, to be validated by the caller. */
  call(request: Request, deadline: Deadline): Promise<unknown>
  /** The request of a bulk call, for the caller to send and to read as a stream. */
  envelope(request: Request): Promise<{ readonly xml: string; readonly soapAction: string }>
}

export interface BindingOptions {
  readonly wsdl: URL
  readonly namespace: string
  /** The element that answers an operation: `${operation}${svarsandelse}`. */
  readonly answerSuffix: string
  readonly faultCodes: ReadonlySet<string>
  readonly transport: Transport
}

type Method = (argument: unknown, callback: (error: unknown, result: unknown) => void, options: Exchange) => void
type Descriptions = Record<string, Record<string, Record<string, { readonly input: Description }>>>

/** The WSDL is our own file, read at the first call; no address in it is used. */
export function soapBinding(options: BindingOptions): SoapBinding {
  const { wsdl, namespace, answerSuffix, faultCodes, transport } = options
  const httpClient = soapHttpClient(transport)
  let readIn: Promise<{ client: Client; operations: Record<string, { readonly input: Description }> }> | undefined

  const read = async () => {
    const client = await createClientAsync(fileURLToPath(wsdl), { httpClient, disableCache: true })
    const [service = {}] = Object.values(client.describe() as Descriptions)
    return { client, operations: Object.values(service)[0] ?? {} }
  }

  async function make(request: Request, exchange: Omit<Exchange, 'what' | 'answer' | 'faultCodes'>): Promise<unknown> {
    const { client, operations } = await (readIn ??= read())
    const { operation, who, url } = request
    const input = operations[operation]?.input
    if (input === undefined) throw new TypeError(`the WSDL has no operation ${operation}`)
    const argument = arrangeAfterSchema(request.argument, input)
    const answer = { namespace, namn: `${operation}${answerSuffix}` }
    return new Promise((resolve, reject) => {
      const capture = exchange.capture
      const whole: Exchange = {
        ...exchange,
        what: `${who} ${operation}`,
        answer,
        faultCodes,
        ...(capture && { capture: (xml: string, action: string) => (capture(xml, action), resolve(undefined)) }),
      }
      // Sets the address of the methods, which run at once: no other call can come between.
      client.setEndpoint(url)
      const method = client[operation] as Method
      method(
        argument,
        (error, result) => {
          glom(client)
          if (error === null) resolve(result)
          else reject(cleaned(error, whole.what))
        },
        whole,
      )
      glom(client)
    })
  }

  return {
    call: (request, deadline) => make(request, deadline),
    async envelope(request) {
      let out = { xml: '', soapAction: '' }
      const signal = new AbortController().signal
      await make(request, { signal, deadlineMs: 0, capture: (xml, soapAction) => (out = { xml, soapAction }) })
      return out
    },
  }
}

/** node-soap keeps the last request, with its password, and the last reply on the client; nobody reads them there. */
function glom(client: Client): void {
  Object.assign(client, { lastRequest: '', lastMessage: '', lastResponse: '' })
}

/** What node-soap rejects with holds the request and the reply, and is not always an Error. */
function cleaned(error: unknown, what: string): InsynError {
  return error instanceof InsynError ? error : new InsynError('KALLA_INTE_SVAR', `${what}: not an answer of the schema`)
}
