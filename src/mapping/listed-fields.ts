import { type Converter, converter } from './convert.ts'
import type { Field, FieldType } from './manifest.ts'

/** A listed field, ready to be filled from the slot that its source element is read into. */
export interface ListedField {
  readonly namn: string
  /** Its name among raw values, where a sub-item's fields must not be mistaken for the item's. */
  readonly rawValueNames: string
  readonly typ: FieldType
  readonly slot: number
  readonly kravs: boolean
  /** What an absent or empty element means. */
  readonly absent: false | null
  readonly convert: Converter
}

/**
 * Sorted by our names: items are then built with their keys in canonical order, which saves sorting them for every
 * digest.
 */
export const compileFields = (
  field: readonly Field[],
  today: Date,
  slotOf: (source: string) => number,
  prefix = '',
): readonly ListedField[] =>
  field
    .map((one) => ({
      namn: one.falt,
      rawValueNames: prefix + one.falt,
      typ: one.typ,
      slot: slotOf(one.kalla),
      kravs: one.kravs,
      absent: one.typ === 'finns' ? (false as const) : null,
      convert: converter(one, today),
    }))
    .sort((a, b) => (a.namn < b.namn ? -1 : 1))
