import { InsynError } from '../../errors.ts'
import { createByteReader } from '../../platform/xml/byte-reader.ts'
import type { XmlHandler, XmlReader } from '../../platform/xml/xml-reader.ts'

export interface TemplateAnswer extends XmlHandler {
  /** After the end: throws unless a result came and was read to its own end. */
  done(): void
}

/**
 * The inside of `GetTemplateResultAsXMLResponse`. The result is a document of its own, as text in one element: it goes
 * in pieces to a reader of its own, which knows no entities and no DTD either. It is decoded already, whatever encoding
 * it says it has. `rader` gets what is inside `Agresso`.
 */
export function templateAnswer(what: string, rows: XmlHandler): TemplateAnswer {
  let depth = 0
  let code: string | undefined
  let result: XmlReader | undefined
  let last = false

  const no = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  return {
    open(name) {
      depth++
      if (depth === 1 && name === 'GetTemplateResultAsXMLResult') return 'children'
      if (depth === 2 && name === 'ReturnCode' && code === undefined) return 'text'
      if (depth === 2 && name === 'TemplateResult' && result === undefined) {
        result = createByteReader(agressoRoot(what, rows))
        return 'stream'
      }
      if (depth === 2 && name === 'Status') {
        depth--
        return 'skip'
      }
      throw no('an element that the answer does not have')
    },
    piece(part) {
      result?.write(part)
    },
    close(name, text) {
      depth--
      if (depth !== 1) return
      if (name === 'ReturnCode') code = checkedCode(text, what)
      else {
        result?.end()
        last = true
      }
    },
    done() {
      if (code === undefined) throw no('no ReturnCode')
      if (!last) throw no('ReturnCode 0 and no result')
    },
  }
}

/** The Status that comes with another code is the service's own text, and may hold what was asked for. */
function checkedCode(text: string, what: string): string {
  const code = text.trim()
  if (!/^-?\d{1,9}$/.test(code)) throw new InsynError('KALLA_INTE_SVAR', `${what}: a ReturnCode that is no number`)
  if (Number(code) !== 0) throw new InsynError('KALLA_FAULT', `${what}: ReturnCode ${Number(code)}`)
  return code
}

function agressoRoot(what: string, rows: XmlHandler): XmlHandler {
  let depth = 0
  return {
    open(name, namespace) {
      if (depth === 0) {
        if (name !== 'Agresso' || namespace !== '') {
          throw new InsynError('KALLA_INTE_SVAR', `${what}: the result is not an Agresso document`)
        }
        depth = 1
        return 'children'
      }
      const want = rows.open(name, namespace)
      if (want !== 'skip') depth++
      return want
    },
    piece: (part) => rows.piece(part),
    close(name, text) {
      depth--
      if (depth > 0) rows.close(name, text)
    },
  }
}
