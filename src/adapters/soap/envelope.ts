import { InsynError } from '../../errors.ts'
import type { Want, XmlHandler } from '../../platform/xml/xml-reader.ts'

export const SOAP_NS = 'http://schemas.xmlsoap.org/soap/envelope/'

/** A fault whose code is one we know by name; its text is never read. */
export class SoapFault extends InsynError {
  readonly faultkod: string

  constructor(vad: string, faultkod: string) {
    super('KALLA_FAULT', `${vad}: fault ${faultkod}`)
    this.faultkod = faultkod
  }
}

export interface EnvelopeReader extends XmlHandler {
  /** After the document has ended: throws the fault, if that is what it was. */
  klar(): void
}

export interface EnvelopeOptions {
  readonly vad: string
  /** The one element that may stand in the body. Absent: only a fault will do (HTTP 500). */
  readonly svar?: { readonly namespace: string; readonly namn: string }
  readonly faultkoder: ReadonlySet<string>
  /** Everything below the answer's element. */
  readonly inre: XmlHandler
}

const SOAP11_KODER = new Set(['Client', 'Server', 'VersionMismatch', 'MustUnderstand'])
const DJUP = { utanfor: 0, envelope: 1, body: 2, innehall: 3 } as const

/**
 * Accepts exactly one SOAP 1.1 envelope with one body that holds either a fault or the answer of the operation; a
 * header is skipped. Anything else is KALLA_INTE_SVAR at the element that is wrong.
 */
export function envelopeReader({ vad, svar, faultkoder, inre }: EnvelopeOptions): EnvelopeReader {
  let djup: number = DJUP.utanfor
  let kropp = false
  let slag: 'svar' | 'fault' | undefined
  let faultkod: string | undefined

  const nej = (varfor: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${vad}: ${varfor}`)

  function omslag(name: string, namespace: string): Want {
    if (djup === DJUP.utanfor) {
      if (name !== 'Envelope' || namespace !== SOAP_NS) throw nej('not a SOAP 1.1 envelope')
    } else if (djup === DJUP.envelope) {
      if (namespace === SOAP_NS && name === 'Header' && !kropp) return 'skip'
      if (name !== 'Body' || namespace !== SOAP_NS || kropp) throw nej('not exactly one body')
      kropp = true
    } else {
      if (slag !== undefined) throw nej('more than one element in the body')
      if (name === 'Fault' && namespace === SOAP_NS) slag = 'fault'
      else if (svar !== undefined && name === svar.namn && namespace === svar.namespace) slag = 'svar'
      else throw nej('not the answer of this operation')
    }
    djup++
    return 'children'
  }

  return {
    open(name, namespace) {
      if (djup < DJUP.innehall) return omslag(name, namespace)
      if (slag === 'fault') {
        if (djup > DJUP.innehall || name !== 'faultcode') return 'skip'
        djup++
        return 'text'
      }
      const want = inre.open(name, namespace)
      if (want !== 'skip') djup++
      return want
    },
    piece(part) {
      inre.piece(part)
    },
    close(name, text) {
      djup--
      if (djup < DJUP.innehall) return
      if (slag === 'svar') inre.close(name, text)
      else faultkod = kandKod(text, faultkoder)
    },
    klar() {
      if (slag === undefined) throw nej('an empty body')
      if (slag === 'fault') throw new SoapFault(vad, faultkod ?? 'okänd kod')
    },
  }
}

/** A fault code is a QName; services put their own codes there with or without a prefix. */
function kandKod(text: string, faultkoder: ReadonlySet<string>): string | undefined {
  const kod = text.trim().replace(/^[^:]*:/, '')
  return faultkoder.has(kod) || SOAP11_KODER.has(kod) ? kod : undefined
}
