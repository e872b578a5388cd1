import { InsynError } from '../../errors.ts'
import { konverterare } from '../../mapping/convert.ts'
import type { Manifest } from '../../mapping/manifest.ts'
import type { Rad } from '../../mapping/row-reader.ts'

const DETALJ = 'D'
/** The listed column that the total row of the invoice templates sums. */
const SUMKOLUMN = 'r1#radbelopp#41'

/** Columns that the completeness check needs as they stand, by their source names. */
export const TEKNISKA = ['_section', '_recno', SUMKOLUMN] as const

export interface Fullstandighet {
  /** Sorts out what is not a detail row, and counts. */
  detaljer(rader: readonly Rad[]): Rad[]
  /** After the end: throws KALLA_TRUNKERAD unless the total row agrees with the rows that came. */
  klar(): void
}

/**
 * The service cuts an answer without a word (MaxRows). What tells is the total row after the details: it goes on with
 * their numbering, and sums what they hold. Nothing found has no rows at all, not even a total.
 */
export function fullstandighet(vad: string, manifest: Manifest, maxRows: number, idag: Date): Fullstandighet {
  const sumfalt = manifest.rader?.falten.find(({ kalla }) => kalla === SUMKOLUMN)
  const ore = sumfalt === undefined ? undefined : konverterare(sumfalt, idag)
  let antal = 0
  let forsta: number | undefined
  let total: Rad | undefined
  let sum = 0n
  let sumLasbar = true

  const trunkerad = (varfor: string): InsynError => new InsynError('KALLA_TRUNKERAD', `${vad}: ${varfor}`)

  return {
    detaljer(rader) {
      const detaljer = rader.filter((rad) => {
        const del = rad.tekniska['_section']
        if (del === undefined || del === '') {
          throw new InsynError('KALLA_INTE_SVAR', `${vad}: a row that does not say of which section it is`)
        }
        // Only a total that nothing follows is the total of everything.
        total = del === DETALJ ? undefined : rad
        return del === DETALJ
      })
      antal += detaljer.length
      forsta ??= nummer(detaljer[0])
      if (ore === undefined) return detaljer
      for (const rad of detaljer) {
        const belopp = ore(rad.tekniska[SUMKOLUMN] ?? '')
        if (typeof belopp === 'number') sum += BigInt(belopp)
        // A row with an amount that cannot be read is refused as such; the numbering then has to do.
        else sumLasbar = false
      }
      return detaljer
    },
    klar() {
      if (maxRows > 0 && antal >= maxRows) throw trunkerad(`as many rows as the template's limit, ${maxRows}`)
      if (antal === 0 && total === undefined) return
      if (total === undefined) throw trunkerad(`${antal} rows and no total row after them`)
      const numrerade =
        antal === 0 ? nummer(total) === 0 || nummer(total) === 1 : nummer(total) === (forsta ?? NaN) + antal
      if (!numrerade) throw trunkerad(`${antal} rows came, and not as many are numbered`)
      if (ore === undefined || !sumLasbar) return
      const angiven = ore(total.tekniska[SUMKOLUMN] ?? '')
      if (typeof angiven !== 'number' || BigInt(angiven) !== sum)
        throw trunkerad('the total differs from the sum of the rows')
    },
  }
}

function nummer(rad: Rad | undefined): number | undefined {
  const text = rad?.tekniska['_recno'] ?? ''
  return /^\d{1,15}$/.test(text) ? Number(text) : undefined
}
