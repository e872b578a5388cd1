import type { Falt, FaltTyp } from './manifest.ts'
import type { Varde } from './person-post.ts'
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
  const delar = /^(-?)(\d+)(?:[.,](\d{1,2})0*)?$/.exec(text)
  if (delar === null) return undefined
  const [, minus, kronor, oren = ''] = delar
  return sakert(Number(`${minus ?? ''}${kronor ?? ''}${oren.padEnd(2, '0')}`))
}

/** Adding zero turns the minus zero of "-0" into the one zero that has a canonical form. */
const sakert = (tal: number): number | undefined => (Number.isSafeInteger(tal) ? tal + 0 : undefined)

function arDatum(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const tid = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(tid.getTime()) && tid.toISOString().startsWith(text)
}
