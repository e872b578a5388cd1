import type { Field, FieldType } from './manifest.ts'
import type { Value } from './person-items.ts'
import { parsePersonnummer, daysInMonth } from './personnummer.ts'

/** null: the source's own way of saying that there is nothing. undefined: the text is not of the type. */
export type Converted = Value | null | undefined
/** Takes text without surrounding whitespace, never empty. */
export type Converter = (text: string) => Converted

/** How Agresso writes "no date". */
const NO_DATE: ReadonlySet<string> = new Set(['1900-01-01', '2099-12-31'])

type Simple = Exclude<FieldType, 'kod' | 'personnummer' | 'finns'>

const simple: Readonly<Record<Simple, Converter>> = {
  text: (text) => text,
  datum: (text) => {
    if (text.length > 10 && !/^T\d\d:\d\d[0-9:.+\-Z]*$/.test(text.slice(10))) return undefined
    const day = text.slice(0, 10)
    if (!isDate(day)) return undefined
    return NO_DATE.has(day) ? null : day
  },
  period: (text) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined),
  ore: toOre,
  decimal: (text) => {
    // Fifteen digits survive the way through a double and back.
    if (!/^-?\d+([.,]\d+)?$/.test(text) || text.length > 16) return undefined
    return Number(text.replace(',', '.')) + 0
  },
  heltal: (text) => (/^-?\d+$/.test(text) ? safe(Number(text)) : undefined),
  // A wrong check digit is what the source says, and what is printed on the invoice: it is shown as it stands.
  ocr: (text) => (/^\d{2,25}$/.test(text) ? text : undefined),
}

/** The conversion of one listed field. `finns` is not a conversion of text: its value never is looked at. */
export function converter(field: Field, today: Date): Converter {
  switch (field.typ) {
    case 'kod': {
      const codes = new Map(Object.entries(field.koder ?? {}))
      return (text) => codes.get(text)
    }
    case 'personnummer':
      return (text) => parsePersonnummer(text, today)
    case 'finns':
      return () => true
    default:
      return simple[field.typ]
  }
}

/** Decimal text to öre, without passing through a float. Decimals beyond two must be zeros. */
function toOre(text: string): number | undefined {
  const minus = text.charCodeAt(0) === DASH
  let i = minus ? 1 : 0
  const whole = i
  let ore = 0
  for (; isDigit(text.charCodeAt(i)); i++) ore = ore * 10 + text.charCodeAt(i) - 0x30
  if (i === whole) return undefined
  ore *= 100
  if (i < text.length) {
    if (text[i] !== '.' && text[i] !== ',') return undefined
    const decimals = ++i
    for (; isDigit(text.charCodeAt(i)); i++) {
      const digit = text.charCodeAt(i) - 0x30
      if (i < decimals + 2) ore += digit * (i === decimals ? 10 : 1)
      else if (digit !== 0) return undefined
    }
    if (i === decimals || i < text.length) return undefined
  }
  return safe(minus ? -ore : ore)
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39

/** Adding zero turns the minus zero of "-0" into the one zero that has a canonical form. */
const safe = (number: number): number | undefined => (Number.isSafeInteger(number) ? number + 0 : undefined)

/** By the bytes rather than by a Date: a read is full of dates. */
function isDate(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false
  const year = digits(text, 0, 4)
  const month = digits(text, 5, 7)
  const day = digits(text, 8, 10)
  return year >= 0 && day >= 1 && day <= daysInMonth(year, month)
}

const DASH = 0x2d

/** -1 unless all of them are digits. */
function digits(text: string, from: number, to: number): number {
  let number = 0
  for (let i = from; i < to; i++) {
    const digit = text.charCodeAt(i) - 0x30
    if (digit < 0 || digit > 9) return -1
    number = number * 10 + digit
  }
  return number
}
