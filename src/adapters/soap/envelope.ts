import { InsynError } from '../../errors.ts'
import { type ElementReader, readElements } from '../../platform/xml/element-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'

export const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/'

/** A fault whose code is one we know by name; its text is never read. */
export class SoapFault extends InsynError {
  readonly faultCode: string

  constructor(what: string, faultCode: string) {
    super('KALLA_FAULT', `${what}: fault ${faultCode}`)
    this.faultCode = faultCode
  }
}

export interface EnvelopeReader extends XmlHandler {
  /** After the document has ended: throws the fault, if that is what it was. */
  done(): void
}

export interface EnvelopeOptions {
  /** What was asked of whom, for error messages. */
  readonly what: string
  /** The one element that may stand in the body, and what reads it. Absent: only a fault will do (HTTP 500). */
  readonly answer?: { readonly namespace: string; readonly name: string; readonly reader: ElementReader }
  readonly faultCodes: ReadonlySet<string>
}

const SOAP11_CODES = new Set(['Client', 'Server', 'VersionMismatch', 'MustUnderstand'])
/** Stands for any code that is not known, which is the service's own text. */
const UNKNOWN_CODE = 'unknown'

/**
 * Accepts exactly one SOAP 1.1 envelope with one body that holds either a fault or the answer of the operation; a
 * header is skipped. Anything else is KALLA_INTE_SVAR at the element that is wrong.
 */
export function envelopeReader({ what, answer, faultCodes }: EnvelopeOptions): EnvelopeReader {
  let hasBody = false
  let content: 'answer' | 'fault' | undefined
  let faultCode: string | undefined

  const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  const faultcode: ElementReader = {
    want: 'text',
    child: () => undefined,
    end(text) {
      faultCode = knownCode(text, faultCodes)
    },
  }
  const fault: ElementReader = { want: 'children', child: (name) => (name === 'faultcode' ? faultcode : undefined) }
  const body: ElementReader = {
    want: 'children',
    child(name, namespace) {
      if (content !== undefined) throw notAnAnswer('more than one element in the body')
      if (name === 'Fault' && namespace === SOAP_NS) {
        content = 'fault'
        return fault
      }
      if (name !== answer?.name || namespace !== answer.namespace) throw notAnAnswer('not the answer of this operation')
      content = 'answer'
      return answer.reader
    },
  }
  const envelope: ElementReader = {
    want: 'children',
    child(name, namespace) {
      if (namespace === SOAP_NS && name === 'Header' && !hasBody) return undefined
      if (name !== 'Body' || namespace !== SOAP_NS || hasBody) throw notAnAnswer('not exactly one body')
      hasBody = true
      return body
    },
  }

  return {
    ...readElements((name, namespace) => {
      if (name !== 'Envelope' || namespace !== SOAP_NS) throw notAnAnswer('not a SOAP 1.1 envelope')
      return envelope
    }),
    done() {
      if (content === undefined) throw notAnAnswer('an empty body')
      if (content === 'fault') throw new SoapFault(what, faultCode ?? UNKNOWN_CODE)
    },
  }
}

/** A fault code is a QName; services put their own codes there with or without a prefix. */
function knownCode(text: string, faultCodes: ReadonlySet<string>): string | undefined {
  const code = text.trim().replace(/^[^:]*:/, '')
  return faultCodes.has(code) || SOAP11_CODES.has(code) ? code : undefined
}
