import { InsynError } from '../../errors.ts'
import type { RowReader } from '../../mapping/row-reader.ts'
import type { XmlHandler } from '../../platform/xml/xml-reader.ts'

export interface RowAnswer extends XmlHandler {
  /** Row elements that have begun, of whatever kind. */
  readonly antal: number
  /** After the end: throws unless the source's own count is the count of rows that came. */
  done(): void
}

/** The inside of `LasAlltSvar`, `LasAndradeSvar` and `LasPersonSvar`. `tillatna` are the row elements that may be read at all. */
export function rowAnswer(what: string, rows: RowReader, allowed: (element: string) => boolean): RowAnswer {
  let depth = 0
  let inRows = false
  let hasRows = false
  let count = 0
  let stated: string | undefined

  const no = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)

  return {
    get antal() {
      return count
    },
    open(name, namespace) {
      if (depth === 0) {
        if (name === 'Rader' && !hasRows) {
          hasRows = inRows = true
        } else if (name !== 'AntalRader' || stated !== undefined) {
          if (name === 'Tidpunkt') return 'skip'
          throw no('an element that the answer does not have')
        }
        depth = 1
        return inRows ? 'children' : 'text'
      }
      if (depth === 1) {
        count++
        if (!allowed(name)) return 'skip'
      }
      const want = rows.open(name, namespace)
      if (want !== 'skip') depth++
      return want
    },
    piece(part) {
      rows.piece(part)
    },
    close(name, text) {
      depth--
      if (depth > 0) rows.close(name, text)
      else if (inRows) inRows = false
      else stated = text.trim()
    },
    done() {
      if (!hasRows || stated === undefined || !/^\d{1,15}$/.test(stated)) throw no('no rows with a count')
      if (Number(stated) !== count) {
        throw new InsynError('KALLA_TRUNKERAD', `${what}: ${count} rows came of ${Number(stated)}`)
      }
    },
  }
}
