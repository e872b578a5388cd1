import { InsynError } from '../../errors.ts'
import { type ByteReader, createByteReader } from '../../platform/xml/byte-reader.ts'
import { type ElementReader, readElements } from '../../platform/xml/element-reader.ts'

export interface TemplateAnswer extends ElementReader {
  /** After the end: throws unless a result came and was read to its own end. */
  done(): void
}

/**
 * Reads `GetTemplateResultAsXMLResponse`. The result is a document of its own, as text in one element: a second reader
 * reads it from the text as it stands, and knows no entities and no DTD either. It is decoded already, whatever encoding it
 * says it has. `rows` reads its root element, `Agresso`.
 */
export function templateAnswer(what: string, rows: ElementReader): TemplateAnswer {
  let hasCode = false
  let result: ByteReader | undefined
  let resultEnded = false

  const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)
  const unexpected = (): never => {
    throw notAnAnswer('an element that the answer does not have')
  }
  const agresso: ElementReader['child'] = (name, namespace) => {
    if (name !== 'Agresso' || namespace !== '') throw notAnAnswer('the result is not an Agresso document')
    return rows
  }
  const returnCode: ElementReader = { want: 'text', child: unexpected, end: (text) => checkCode(text, what) }
  const templateResult: ElementReader = {
    want: 'stream',
    child: unexpected,
    piece: (part) => result?.write(part),
    end() {
      result?.end()
      resultEnded = true
    },
  }
  const members: ElementReader = {
    want: 'children',
    child(name) {
      if (name === 'Status') return undefined
      if (name === 'ReturnCode' && !hasCode) {
        hasCode = true
        return returnCode
      }
      if (name !== 'TemplateResult' || result !== undefined) return unexpected()
      result = createByteReader(readElements(agresso))
      return templateResult
    },
  }

  return {
    want: 'children',
    child: (name) => (name === 'GetTemplateResultAsXMLResult' ? members : unexpected()),
    done() {
      if (!hasCode) throw notAnAnswer('no ReturnCode')
      if (!resultEnded) throw notAnAnswer('ReturnCode 0 and no result')
    },
  }
}

/** The Status that comes with another code is the service's own text, and may hold what was asked for. */
function checkCode(text: string, what: string): void {
  const code = text.trim()
  if (!/^-?\d{1,9}$/.test(code)) throw new InsynError('KALLA_INTE_SVAR', `${what}: a ReturnCode that is no number`)
  if (Number(code) !== 0) throw new InsynError('KALLA_FAULT', `${what}: ReturnCode ${Number(code)}`)
}
