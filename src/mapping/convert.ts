import { readDate, readPeriod } from './convert-date.ts'
import { readDecimal, readInteger, readOre } from './convert-number.ts'
import { type Fault, formFault } from './form-fault.ts'
import type { Field, FieldType } from './manifest.ts'
import type { Value } from './person-items.ts'
import { type CenturyRule, readPersonnummer } from './personnummer.ts'

/** null: the source's own way of saying that there is nothing. */
export type Converted = Value | null | Fault
/** Takes text without surrounding whitespace, never empty. */
export type Converter = (text: string) => Converted

export const isFault = (converted: Converted): converted is Fault => typeof converted === 'object' && converted !== null

type Simple = Exclude<FieldType, 'kod' | 'personnummer' | 'finns'>

const simple: Readonly<Record<Simple, Converter>> = {
  text: composed,
  datum: readDate,
  period: readPeriod,
  ore: readOre,
  decimal: readDecimal,
  heltal: readInteger,
  // A wrong check digit is what the source says, and what is printed on the invoice: it is shown as it stands.
  ocr: (text) => (/^\d{2,25}$/.test(text) ? text : formFault(text, /^\d+$/, 'langd')),
}

/** Below U+0300 there is nothing to compose, and hardly a text goes beyond. */
const COMPOSABLE = /[\u0300-\uffff]/

/** NFC: sources write the same name in two ways, of which one would not be found by the other. */
function composed(text: string): string {
  return COMPOSABLE.test(text) ? text.normalize('NFC') : text
}

/** The conversion of one listed field. `finns` is not a conversion of text: its value never is looked at. */
export function converter(field: Field, today: Date, century?: CenturyRule): Converter {
  switch (field.typ) {
    case 'kod': {
      const codes = new Map(Object.entries(field.koder ?? {}).map(([code, ours]) => [code.normalize('NFC'), ours]))
      return (text) => codes.get(text) ?? codes.get(composed(text)) ?? { reason: 'format:kod' }
    }
    case 'personnummer':
      return (text) => {
        const read = readPersonnummer(text, today, century)
        if (read.kind === 'personnummer') return read.personnummer
        if (read.kind === 'fel') return formFault(text, /^[-+\d]+$/, 'kontroll')
        return read.kind === 'tvetydigt' ? { reason: read.kind, mayBe: read.mayBe } : { reason: read.kind }
      }
    case 'finns':
      return () => true
    default:
      return simple[field.typ]
  }
}
