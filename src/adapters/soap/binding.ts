import { InsynError } from '../../errors.ts'
import { createXmlReader } from '../../platform/xml/create-xml-reader.ts'
import type { ElementReader } from '../../platform/xml/element-reader.ts'
import { createChunkDecoder } from '../../platform/xml/text-decoder.ts'
import { envelopeReader, type RefusesLogin } from './envelope.ts'
import { envelopeOptions, type Expected, readStream, type Recipient, withContext } from './stream-reply.ts'
import type { Call, Reply, Transport } from './transport.ts'
import { readWsdl, type SoapService, type SoapValue } from './wsdl.ts'

export interface Request {
  readonly url: string
  readonly operation: string
  readonly argument: { readonly [name: string]: SoapValue }
  /** What is asked of whom, for error messages: `agresso farsta GetTemplateList`. Never a value. */
  readonly what: string
}

export interface Deadline {
  readonly signal: AbortSignal
  readonly deadlineMs: number
}

/** Limits of a bulk call, and where its bytes are counted. */
export interface StreamLimits extends Deadline {
  readonly capBytes: number
  readonly counts: { bytes: number }
}

/** A SOAP service by its WSDL. Throws SoapFault or another InsynError, never an error of node-soap: it holds the reply. */
export interface SoapBinding {
  /** A small call: the reply as node-soap reads it by the schema, to be validated by the caller. */
  call(request: Request, deadline: Deadline): Promise<unknown>
  /** A bulk call, whose reply goes to the recipient as it comes. */
  stream<T>(request: Request, recipient: Recipient<T>, limits: StreamLimits): AsyncGenerator<T, void>
}

export interface BindingOptions {
  readonly wsdl: URL
  readonly namespace: string
  /** The element that answers an operation: `${operation}${answerSuffix}`. */
  readonly answerSuffix: string
  readonly faultCodes: ReadonlySet<string>
  readonly refusesLogin?: RefusesLogin
  readonly transport: Transport
}

/** Small replies only: node-soap's own work on a reply grows with the square of some bodies. */
const SMALL_BYTES = 1024 * 1024

/** The WSDL is our own file, read at the first call. */
export function soapBinding(options: BindingOptions): SoapBinding {
  const { wsdl, namespace, answerSuffix, faultCodes, refusesLogin, transport } = options
  let reading: Promise<SoapService> | undefined
  const service = (): Promise<SoapService> => (reading ??= readWsdl(wsdl))

  const expected = ({ operation, what }: Request): Expected => ({
    what,
    answer: { namespace, name: operation + answerSuffix },
    faultCodes,
    refusesLogin,
  })
  async function send(request: Request, limits: Omit<Call, 'what' | 'soapAction' | 'body'>): Promise<Reply> {
    const { xml, soapAction } = (await service()).request(request.operation, request.argument)
    return transport.post(request.url, { ...limits, what: request.what, soapAction, body: xml })
  }

  return {
    async call(request, { signal, deadlineMs }) {
      const reply = await send(request, { signal, deadlineMs, capBytes: SMALL_BYTES })
      const text = await checkedText(reply, expected(request))
      const wsdlService = await service()
      try {
        return wsdlService.answer(request.operation, text)
      } catch {
        throw new InsynError('KALLA_INTE_SVAR', `${request.what}: not an answer of the schema`)
      }
    },

    async *stream(request, recipient, limits) {
      yield* readStream(await send(request, limits), expected(request), recipient)
    },
  }
}

const SKIPPED: ElementReader = { want: 'children', child: () => undefined }

/** node-soap sees a reply only when it is one envelope with the answer of this operation: it reads others as answers too. */
async function checkedText({ status, charset, parts }: Reply, expected: Expected): Promise<string> {
  const { what } = expected
  const gathered: Uint8Array[] = []
  for await (const part of parts) gathered.push(part)
  const bytes = Buffer.concat(gathered)
  const envelope = envelopeReader(envelopeOptions(expected, status, SKIPPED))
  let text = ''
  withContext(what, () => {
    const reader = createXmlReader(envelope, charset === undefined ? {} : { charset })
    reader.write(bytes)
    reader.end()
    // By the same rule as the reader, whose handler sees no more than the parts.
    const decoder = createChunkDecoder(charset)
    text = decoder.decode(bytes) + decoder.end()
  })
  envelope.done()
  return text
}
