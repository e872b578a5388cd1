import { STADSDELAR } from './districts.ts'
import { efternamn, fornamn } from './names.ts'
import type { Handlaggare } from './population.ts'
import { slump, SYFTE } from './random.ts'

const PER_STADSDEL = 14
const OMRADEN = ['Hemtjänst', 'Vård- och omsorgsboende', 'Funktionsnedsättning'] as const
const ENHETER = ['Beställarenheten äldre', 'Äldreenheten', 'Enheten för funktionsnedsättning'] as const
const TIDER = ['Vardagar 8.30-9.30', 'Måndag-torsdag 9-10', 'Tisdag och fredag 13-14'] as const

/** The handläggare of each stadsdel, by its place in STADSDELAR. Telephone numbers are of the series kept for fiction. */
export function skapaHandlaggare(seed: number): readonly (readonly Handlaggare[])[] {
  return STADSDELAR.map(({ prefix, namn }, stadsdel) =>
    Array.from({ length: PER_STADSDEL }, (_, n): Handlaggare => {
      const s = slump(seed, stadsdel * 1000 + n, SYFTE.handlaggare)
      return {
        handlaggareId: `${prefix}H${String(n + 1).padStart(3, '0')}`,
        namn: `${fornamn(s)} ${efternamn(s)}`,
        enhet: `${ENHETER[n % 3]}, ${namn}`,
        ansvarsomrade: OMRADEN[n % 3] as string,
        ...(s.chans(0.95) && { telefon: `08-465 004 ${String(s.tal(100)).padStart(2, '0')}` }),
        ...(s.chans(0.85) && { telefontid: s.val(TIDER) }),
      }
    }),
  )
}

/** Looks after the fees of the whole stadsdel; always the last of the list. */
export const avgiftshandlaggare = (alla: readonly Handlaggare[]): Handlaggare => ({
  ...(alla.at(-1) as Handlaggare),
  ansvarsomrade: 'Avgifter',
})
