import { InsynError } from '../../errors.ts'
import type { Want, XmlHandler } from '../../platform/xml/xml-reader.ts'

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
  readonly what: string
  /** The one element that may stand in the body. Absent: only a fault will do (HTTP 500). */
  readonly answer?: { readonly namespace: string; readonly namn: string }
  readonly faultCodes: ReadonlySet<string>
  /** Everything below the answer's element. */
  readonly inner: XmlHandler
}

const SOAP11_CODES = new Set(['Client', 'Server', 'VersionMismatch', 'MustUnderstand'])
const DEPTH = { utanfor: 0, envelope: 1, body: 2, content: 3 } as const

/**
 * Accepts exactly one SOAP 1.1 envelope with one body that holds either a fault or the answer of the operation; a
 * header is skipped. Anything else is KALLA_INTE_SVAR at the element that is wrong.
 */
export function envelopeReader({ what, answer, faultCodes, inner }: EnvelopeOptions): EnvelopeReader {
  let depth: number = DEPTH.utanfor
  let body = false
  let kind: 'svar' | 'fault' | undefined
  let faultCode: string | undefined

  const no = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  function wrapper(name: string, namespace: string): Want {
    if (depth === DEPTH.utanfor) {
      if (name !== 'Envelope' || namespace !== SOAP_NS) throw no('not a SOAP 1.1 envelope')
    } else if (depth === DEPTH.envelope) {
      if (namespace === SOAP_NS && name === 'Header' && !body) return 'skip'
      if (name !== 'Body' || namespace !== SOAP_NS || body) throw no('not exactly one body')
      body = true
    } else {
      if (kind !== undefined) throw no('more than one element in the body')
      if (name === 'Fault' && namespace === SOAP_NS) kind = 'fault'
      else if (answer !== undefined && name === answer.namn && namespace === answer.namespace) kind = 'svar'
      else throw no('not the answer of this operation')
    }
    depth++
    return 'children'
  }

  return {
    open(name, namespace) {
      if (depth < DEPTH.content) return wrapper(name, namespace)
      if (kind === 'fault') {
        if (depth > DEPTH.content || name !== 'faultcode') return 'skip'
        depth++
        return 'text'
      }
      const want = inner.open(name, namespace)
      if (want !== 'skip') depth++
      return want
    },
    piece(part) {
      inner.piece(part)
    },
    close(name, text) {
      depth--
      if (depth < DEPTH.content) return
      if (kind === 'svar') inner.close(name, text)
      else faultCode = knownCode(text, faultCodes)
    },
    done() {
      if (kind === undefined) throw no('an empty body')
      if (kind === 'fault') throw new SoapFault(what, faultCode ?? 'okänd kod')
    },
  }
}

/** A fault code is a QName; services put their own codes there with or without a prefix. */
function knownCode(text: string, faultCodes: ReadonlySet<string>): string | undefined {
  const code = text.trim().replace(/^[^:]*:/, '')
  return faultCodes.has(code) || SOAP11_CODES.has(code) ? code : undefined
}
