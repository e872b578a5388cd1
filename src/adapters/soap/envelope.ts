import { InsynError } from '../../errors.ts'
import { type ElementReader, readElements } from '../../platform/xml/element-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'

export const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/'

/** A fault whose code is one we know by name; its text is looked at and never kept. */
export class SoapFault extends InsynError {
  readonly faultCode: string

  constructor(what: string, faultCode: string, loginRefused = false) {
    const passing = !loginRefused && SERVER_CODES.has(faultCode.replace(/\..*$/, ''))
    const advice = passing ? ': look in the log of the service at this time' : ''
    super(loginRefused ? 'KALLA_INLOGGNING' : 'KALLA_FAULT', `${what}: fault ${faultCode}${advice}`, {
      retryable: passing,
    })
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
  readonly refusesLogin?: RefusesLogin | undefined
}

/** Whether a fault says that the login is refused, by its code when that is a known one, and by its text. */
export type RefusesLogin = (faultCode: string | undefined, text: string) => boolean

/** Those of SOAP 1.1, 4.4.1, and that of WCF for an exception in the service. */
const GENERAL_CODES = new Set(['Client', 'Server', 'VersionMismatch', 'MustUnderstand', 'InternalServiceFault'])
/** The service failed, not the request: the same may succeed a little later. */
const SERVER_CODES = new Set(['Server', 'InternalServiceFault'])
/** Of the text of a fault, which may be a whole stack trace. */
const READ_TEXT = 2_000
const SOAP12_NS = 'http://www.w3.org/2003/05/soap-envelope'
/** Stands for any code that is not known, which is the service's own text. */
const UNKNOWN_CODE = 'unknown'

/**
 * Accepts exactly one SOAP 1.1 envelope with one body that holds either a fault or the answer of the operation; a
 * header is skipped. Anything else is KALLA_INTE_SVAR at the element that is wrong.
 */
export function envelopeReader({ what, answer, faultCodes, refusesLogin }: EnvelopeOptions): EnvelopeReader {
  let hasBody = false
  let content: 'answer' | 'fault' | undefined
  let faultCode: string | undefined
  let faultText = ''

  const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  const faultcode: ElementReader = {
    want: 'text',
    child: () => undefined,
    end(text) {
      faultCode = knownCode(text, faultCodes)
    },
  }
  const faultMessage: ElementReader = {
    want: 'text',
    child: () => undefined,
    end(text) {
      faultText = text.slice(0, READ_TEXT)
    },
  }
  const fault: ElementReader = {
    want: 'children',
    child: (name) => (name === 'faultcode' ? faultcode : name === 'faultstring' ? faultMessage : undefined),
  }
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
      if (name === 'Envelope' && namespace === SOAP12_NS)
        throw notAnAnswer('an envelope of SOAP 1.2: give the address of the SOAP 1.1 binding')
      if (name.toLowerCase() === 'html') throw notAnAnswer('an HTML page: check the address')
      if (name !== 'Envelope' || namespace !== SOAP_NS) throw notAnAnswer('not a SOAP 1.1 envelope')
      return envelope
    }),
    done() {
      if (content === undefined) throw notAnAnswer('an empty body')
      if (content !== 'fault') return
      throw new SoapFault(what, faultCode ?? UNKNOWN_CODE, refusesLogin?.(faultCode, faultText))
    },
  }
}

/**
 * A fault code is a QName; services put their own codes there with or without a prefix. A dot makes a general code more
 * specific (SOAP 1.1, 4.4.1): what stands after it is the service's own text, unless the code is known.
 */
function knownCode(text: string, faultCodes: ReadonlySet<string>): string | undefined {
  const code = text.trim().replace(/^[^:]*:/, '')
  if (faultCodes.has(code)) return code
  const general = code.replace(/\..*$/s, '')
  return GENERAL_CODES.has(general) ? general : undefined
}
