import { InsynError } from '../../errors.ts'
import { converter } from '../../mapping/convert.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Row } from '../../mapping/row-reader.ts'

const DETAIL = 'D'
/** The listed column that the total row of the invoice templates sums. */
const SUM_COLUMN = 'r1#radbelopp#41'

/** Columns that the completeness check needs as they stand, by their source names. */
export const TECHNICAL = ['_section', '_recno', SUM_COLUMN] as const

export interface Completeness {
  /** Sorts out what is not a detail row, and counts. */
  details(rows: readonly Row[]): Row[]
  /** After the end: throws KALLA_TRUNKERAD unless the total row agrees with the rows that came. */
  done(): void
}

/**
 * The service cuts an answer without a word (MaxRows). What tells is the total row after the details: it goes on with
 * their numbering, and sums what they hold. Nothing found has no rows at all, not even a total.
 */
export function completeness(what: string, manifest: Manifest, maxRows: number, today: Date): Completeness {
  const sumField = manifest.rader?.falten.find(({ kalla }) => kalla === SUM_COLUMN)
  const ore = sumField === undefined ? undefined : converter(sumField, today)
  let count = 0
  let first: number | undefined
  let total: Row | undefined
  let sum = 0n
  let sumReadable = true

  const truncated = (why: string): InsynError => new InsynError('KALLA_TRUNKERAD', `${what}: ${why}`)

  return {
    details(rows) {
      const details = rows.filter((row) => {
        const part = row.technical['_section']
        if (part === undefined || part === '') {
          throw new InsynError('KALLA_INTE_SVAR', `${what}: a row that does not say of which section it is`)
        }
        // Only a total that nothing follows is the total of everything.
        total = part === DETAIL ? undefined : row
        return part === DETAIL
      })
      count += details.length
      first ??= number(details[0])
      if (ore === undefined) return details
      for (const row of details) {
        const amount = ore(row.technical[SUM_COLUMN] ?? '')
        if (typeof amount === 'number') sum += BigInt(amount)
        // A row with an amount that cannot be read is refused as such; the numbering then has to do.
        else sumReadable = false
      }
      return details
    },
    done() {
      if (maxRows > 0 && count >= maxRows) throw truncated(`as many rows as the template's limit, ${maxRows}`)
      if (count === 0 && total === undefined) return
      if (total === undefined) throw truncated(`${count} rows and no total row after them`)
      const numbered =
        count === 0 ? number(total) === 0 || number(total) === 1 : number(total) === (first ?? NaN) + count
      if (!numbered) throw truncated(`${count} rows came, and not as many are numbered`)
      if (ore === undefined || !sumReadable) return
      const given = ore(total.technical[SUM_COLUMN] ?? '')
      if (typeof given !== 'number' || BigInt(given) !== sum)
        throw truncated('the total differs from the sum of the rows')
    },
  }
}

function number(row: Row | undefined): number | undefined {
  const text = row?.technical['_recno'] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
