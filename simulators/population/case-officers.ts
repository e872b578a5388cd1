import { STADSDELAR } from './districts.ts'
import { firstName, lastName } from './names.ts'
import type { Handlaggare } from './population.ts'
import { PURPOSE, random } from './random.ts'

const PER_STADSDEL = 14
const SCOPES = ['Hemtjänst', 'Vård- och omsorgsboende', 'Funktionsnedsättning'] as const
const UNITS = ['Beställarenheten äldre', 'Äldreenheten', 'Enheten för funktionsnedsättning'] as const
const TIMES = ['Vardagar 8.30-9.30', 'Måndag-torsdag 9-10', 'Tisdag och fredag 13-14'] as const

/** The handläggare of each stadsdel, by its place in STADSDELAR. Telephone numbers are of the series kept for fiction. */
export function createHandlaggare(seed: number): readonly (readonly Handlaggare[])[] {
  return STADSDELAR.map(({ prefix, namn }, stadsdel) =>
    Array.from({ length: PER_STADSDEL }, (_, n): Handlaggare => {
      const s = random(seed, stadsdel * 1000 + n, PURPOSE.handlaggare)
      return {
        handlaggareId: `${prefix}H${String(n + 1).padStart(3, '0')}`,
        namn: `${firstName(s)} ${lastName(s)}`,
        enhet: `${UNITS[n % 3]}, ${namn}`,
        ansvarsomrade: SCOPES[n % 3] as string,
        ...(s.chance(0.95) && { telefon: `08-465 004 ${String(s.number(100)).padStart(2, '0')}` }),
        ...(s.chance(0.85) && { telefontid: s.options(TIMES) }),
      }
    }),
  )
}

/** Looks after the fees of the whole stadsdel; always the last of the list. */
export const avgiftHandlaggare = (all: readonly Handlaggare[]): Handlaggare => ({
  ...(all.at(-1) as Handlaggare),
  ansvarsomrade: 'Avgifter',
})
