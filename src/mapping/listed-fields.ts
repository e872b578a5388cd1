import { type Konverterare, konverterare } from './convert.ts'
import type { Falt, FaltTyp } from './manifest.ts'

/** A listed field, ready to be filled from the slot that its source element is read into. */
export interface ListedField {
  readonly namn: string
  /** Its name among raw values, where a sub-item's fields must not be mistaken for the item's. */
  readonly ravardesnamn: string
  readonly typ: FaltTyp
  readonly slot: number
  readonly kravs: boolean
  /** What an absent or empty element means. */
  readonly franvarande: false | null
  readonly konvertera: Konverterare
}

/**
 * Sorted by our names: items are then built with their keys in canonical order, which saves sorting them for every
 * digest.
 */
export const compileFields = (
  falt: readonly Falt[],
  idag: Date,
  slotOf: (kalla: string) => number,
  prefix = '',
): readonly ListedField[] =>
  falt
    .map((ett) => ({
      namn: ett.falt,
      ravardesnamn: prefix + ett.falt,
      typ: ett.typ,
      slot: slotOf(ett.kalla),
      kravs: ett.kravs,
      franvarande: ett.typ === 'finns' ? (false as const) : null,
      konvertera: konverterare(ett, idag),
    }))
    .sort((a, b) => (a.namn < b.namn ? -1 : 1))
