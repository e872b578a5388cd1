import { dagarIManad } from './calendar.ts'
import type { Falt, FaltTyp } from './manifest.ts'
import type { Varde } from './person-items.ts'
import { tolkaPersonnummer } from './personnummer.ts'

/** null: the source's own way of saying that there is nothing. undefined: the text is not of the type. */
export type Konverterad = Varde | null | undefined
/** Takes text without surrounding whitespace, never empty. */
export type Konverterare = (text: string) => Konverterad

/** How Agresso writes "no date". */
const INGET_DATUM: ReadonlySet<string> = new Set(['1900-01-01', '2099-12-31'])

type Enkel = Exclude<FaltTyp, 'kod' | 'personnummer' | 'finns'>

const enkla: Readonly<Record<Enkel, Konverterare>> = {
  text: (text) => text,
  datum: (text) => {
    if (text.length > 10 && !/^T\d\d:\d\d[0-9:.+\-Z]*$/.test(text.slice(10))) return undefined
    const dag = text.slice(0, 10)
    if (!arDatum(dag)) return undefined
    return INGET_DATUM.has(dag) ? null : dag
  },
  period: (text) => (/^\d{4}-(0[1-9]|1[0-2])$/.test(text) ? text : undefined),
  ore: tillOre,
  decimal: (text) => {
    // Fifteen digits survive the way through a double and back.
    if (!/^-?\d+([.,]\d+)?$/.test(text) || text.length > 16) return undefined
    return Number(text.replace(',', '.')) + 0
  },
  heltal: (text) => (/^-?\d+$/.test(text) ? sakert(Number(text)) : undefined),
  // A wrong check digit is what the source says, and what is printed on the invoice: it is shown as it stands.
  ocr: (text) => (/^\d{2,25}$/.test(text) ? text : undefined),
}

/** The conversion of one listed field. `finns` is not a conversion of text: its value never is looked at. */
export function konverterare(falt: Falt, idag: Date): Konverterare {
  switch (falt.typ) {
    case 'kod': {
      const koder = new Map(Object.entries(falt.koder ?? {}))
      return (text) => koder.get(text)
    }
    case 'personnummer':
      return (text) => tolkaPersonnummer(text, idag)
    case 'finns':
      return () => true
    default:
      return enkla[falt.typ]
  }
}

/** Decimal text to öre, without passing through a float. Decimals beyond two must be zeros. */
function tillOre(text: string): number | undefined {
  const minus = text.charCodeAt(0) === DASH
  let i = minus ? 1 : 0
  const kronor = i
  let ore = 0
  for (; arSiffra(text.charCodeAt(i)); i++) ore = ore * 10 + text.charCodeAt(i) - 0x30
  if (i === kronor) return undefined
  ore *= 100
  if (i < text.length) {
    if (text[i] !== '.' && text[i] !== ',') return undefined
    const decimaler = ++i
    for (; arSiffra(text.charCodeAt(i)); i++) {
      const siffra = text.charCodeAt(i) - 0x30
      if (i < decimaler + 2) ore += siffra * (i === decimaler ? 10 : 1)
      else if (siffra !== 0) return undefined
    }
    if (i === decimaler || i < text.length) return undefined
  }
  return sakert(minus ? -ore : ore)
}

const arSiffra = (kod: number): boolean => kod >= 0x30 && kod <= 0x39

/** Adding zero turns the minus zero of "-0" into the one zero that has a canonical form. */
const sakert = (tal: number): number | undefined => (Number.isSafeInteger(tal) ? tal + 0 : undefined)

/** By the bytes rather than by a Date: a read is full of dates. */
function arDatum(text: string): boolean {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return false
  const ar = siffror(text, 0, 4)
  const manad = siffror(text, 5, 7)
  const dag = siffror(text, 8, 10)
  return ar >= 0 && dag >= 1 && dag <= dagarIManad(ar, manad)
}

const DASH = 0x2d

/** -1 unless all of them are digits. */
function siffror(text: string, fran: number, till: number): number {
  let tal = 0
  for (let i = fran; i < till; i++) {
    const siffra = text.charCodeAt(i) - 0x30
    if (siffra < 0 || siffra > 9) return -1
    tal = tal * 10 + siffra
  }
  return tal
}
