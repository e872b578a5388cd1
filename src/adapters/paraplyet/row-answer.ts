import { InsynError } from '../../errors.ts'
import type { RowReader } from '../../mapping/row-reader.ts'
import type { ElementReader } from '../../platform/xml/element-reader.ts'

export interface RowAnswer extends ElementReader {
  /** Row elements that have begun, of whatever kind. */
  readonly count: number
  /** After the end: throws unless the source's own count is the count of rows that came. */
  done(): void
}

/** Reads `LasAlltSvar`, `LasAndradeSvar` and `LasPersonSvar`. `allowed` says which row elements may be read at all. */
export function rowAnswer(what: string, row: RowReader, allowed: (element: string) => boolean): RowAnswer {
  let hasRows = false
  let count = 0
  let hasCount = false
  let stated = ''

  const notAnAnswer = (why: string): InsynError => new InsynError('KALLA_INTE_SVAR', `${what}: ${why}`)
  const unexpected = (): never => {
    throw notAnAnswer('an element that the answer does not have')
  }
  const rows: ElementReader = {
    want: 'children',
    child(name, namespace, nil) {
      count++
      return allowed(name) ? row.child(name, namespace, nil) : undefined
    },
  }
  const rowCount: ElementReader = {
    want: 'text',
    child: unexpected,
    end(text) {
      stated = text.trim()
    },
  }

  return {
    want: 'children',
    get count() {
      return count
    },
    child(name) {
      if (name === 'Tidpunkt') return undefined
      if (name === 'Rader' && !hasRows) {
        hasRows = true
        return rows
      }
      if (name !== 'AntalRader' || hasCount) return unexpected()
      hasCount = true
      return rowCount
    },
    done() {
      if (!hasRows || !/^\d{1,15}$/.test(stated)) throw notAnAnswer('no rows with a count')
      if (Number(stated) !== count) {
        throw new InsynError('KALLA_TRUNKERAD', `${what}: ${count} rows came of ${Number(stated)}`)
      }
    },
  }
}
