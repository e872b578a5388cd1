import { InsynError } from '../../errors.ts'
import { createByteReader } from '../../platform/xml/byte-reader.ts'
import type { XmlHandler, XmlReader } from '../../platform/xml/xml-reader.ts'

export interface Mallsvar extends XmlHandler {
  /** After the end: throws unless a result came and was read to its own end. */
  klar(): void
}

/**
 * The inside of `GetTemplateResultAsXMLResponse`. The result is a document of its own, as text in one element: it goes
 * in pieces to a reader of its own, which knows no entities and no DTD either. It is decoded already, whatever encoding
 * it says it has. `rader` gets what is inside `Agresso`.
 */
export function mallsvar(vad: string, rader: XmlHandler): Mallsvar {
  let djup = 0
  let kod: string | undefined
  let resultat: XmlReader | undefined
  let last = false

  const nej = (varfor: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${vad}: ${varfor}`)

  return {
    open(name) {
      djup++
      if (djup === 1 && name === 'GetTemplateResultAsXMLResult') return 'children'
      if (djup === 2 && name === 'ReturnCode' && kod === undefined) return 'text'
      if (djup === 2 && name === 'TemplateResult' && resultat === undefined) {
        resultat = createByteReader(agressoRot(vad, rader))
        return 'stream'
      }
      if (djup === 2 && name === 'Status') {
        djup--
        return 'skip'
      }
      throw nej('an element that the answer does not have')
    },
    piece(part) {
      resultat?.write(part)
    },
    close(name, text) {
      djup--
      if (djup !== 1) return
      if (name === 'ReturnCode') kod = granskadKod(text, vad)
      else {
        resultat?.end()
        last = true
      }
    },
    klar() {
      if (kod === undefined) throw nej('no ReturnCode')
      if (!last) throw nej('ReturnCode 0 and no result')
    },
  }
}

/** The Status that comes with another code is the service's own text, and may hold what was asked for. */
function granskadKod(text: string, vad: string): string {
  const kod = text.trim()
  if (!/^-?\d{1,9}$/.test(kod)) throw new InsynError('KALLA_INTE_SVAR', `${vad}: a ReturnCode that is no number`)
  if (Number(kod) !== 0) throw new InsynError('KALLA_FAULT', `${vad}: ReturnCode ${Number(kod)}`)
  return kod
}

function agressoRot(vad: string, rader: XmlHandler): XmlHandler {
  let djup = 0
  return {
    open(name, namespace) {
      if (djup === 0) {
        if (name !== 'Agresso' || namespace !== '') {
          throw new InsynError('KALLA_INTE_SVAR', `${vad}: the result is not an Agresso document`)
        }
        djup = 1
        return 'children'
      }
      const want = rader.open(name, namespace)
      if (want !== 'skip') djup++
      return want
    },
    piece: (part) => rader.piece(part),
    close(name, text) {
      djup--
      if (djup > 0) rader.close(name, text)
    },
  }
}
