import type { Rad } from '../../mapping/row-reader.ts'
import { kundordning } from './customers.ts'

/**
 * Two streams of rows, each sorted by customer number, as one. The second is first asked for anything when the first
 * has begun: what moves from the first to the second meanwhile is then in both, and never in neither. A stream that is
 * not sorted still comes out whole. Leaving early, or an error in one, ends the other.
 */
export async function* sammanslagna(
  forsta: AsyncGenerator<readonly Rad[], void>,
  andra: AsyncGenerator<readonly Rad[], void>,
): AsyncGenerator<Rad[]> {
  const a = lasare(forsta)
  const b = lasare(andra)
  try {
    await a.fyll()
    await b.fyll()
    while (!a.slut || !b.slut) {
      const ut: Rad[] = []
      // A row is sure of its place only while both have one to compare, or one of them has ended.
      for (;;) {
        const x = a.rad()
        const y = b.rad()
        if (x !== undefined && (y === undefined ? b.slut : kundordning(x.personnyckel, y.personnyckel) <= 0)) {
          ut.push(x)
          a.nasta()
        } else if (y !== undefined && (x !== undefined || a.slut)) {
          ut.push(y)
          b.nasta()
        } else break
      }
      if (ut.length > 0) yield ut
      await a.fyll()
      await b.fyll()
    }
  } finally {
    await Promise.all([forsta.return(undefined), andra.return(undefined)])
  }
}

interface Lasare {
  /** Ended, with nothing left to give. */
  readonly slut: boolean
  rad(): Rad | undefined
  nasta(): void
  /** Gets the next batch if this one is used up. */
  fyll(): Promise<void>
}

function lasare(strom: AsyncGenerator<readonly Rad[], void>): Lasare {
  let sats: readonly Rad[] = []
  let plats = 0
  let klar = false
  return {
    get slut() {
      return klar && plats >= sats.length
    },
    rad: () => sats[plats],
    nasta() {
      plats++
    },
    async fyll() {
      while (plats >= sats.length && !klar) {
        const steg = await strom.next()
        if (steg.done === true) klar = true
        else {
          sats = steg.value
          plats = 0
        }
      }
    },
  }
}
