import type { Avvisad, Skydd } from '../../mapping/person-items.ts'
import type { Rad } from '../../mapping/row-reader.ts'

/** A person as one company knows it. */
export interface Kund {
  readonly personnummer: string
  /** The strictest of the person's customer numbers. */
  skydd: Skydd
  /** The highest of the person's customer numbers, in the order of the source. */
  sista: string
  /** Whether the person has more than one. */
  flera: boolean
  /** Whether anything was delivered of the person in this read. */
  levererad: boolean
}

/** The customer master of one company, as much of it as an invoice needs to find its person. */
export interface Kundregister {
  lagg(rad: Rad): void
  av(kundnummer: string): Kund | undefined
  /** Whether the customer was in the master, readable or not. */
  kant(kundnummer: string): boolean
  kunder(): Iterable<Kund>
  /** Customers whose person cannot be told, since the last call. */
  taHerrelosa(): Avvisad[]
}

const STRANGHET: Readonly<Record<Skydd, number>> = { nej: 0, okand: 1, ja: 2 }

export function kundregister(): Kundregister {
  const personer = new Map<string, Kund>()
  const kunder = new Map<string, Kund | null>()
  let herrelosa: Avvisad[] = []

  return {
    lagg({ personnyckel, falt, skydd = 'okand', avvisad }) {
      const { personnummer } = falt
      if (avvisad !== undefined || typeof personnummer !== 'string' || personnyckel === '') {
        // The customer's own row is told once; the invoices of an unreadable customer are not told one by one.
        const { falt: namn = 'personnummer', orsak = 'saknas', ravarden = {} } = avvisad ?? {}
        // Of a customer who may be protected only the customer number is kept, by which the row can be put right.
        const kvar = skydd === 'nej' ? ravarden : {}
        herrelosa.push({ mangd: 'faktura', falt: namn, orsak, ravarden: { ...kvar, kundnummer: personnyckel } })
        if (personnyckel !== '') kunder.set(personnyckel, null)
        return
      }
      const kund = personer.get(personnummer)
      if (kund === undefined) {
        const ny: Kund = { personnummer, skydd, sista: personnyckel, flera: false, levererad: false }
        personer.set(personnummer, ny)
        kunder.set(personnyckel, ny)
        return
      }
      if (STRANGHET[skydd] > STRANGHET[kund.skydd]) kund.skydd = skydd
      if (!kunder.has(personnyckel)) kund.flera = true
      if (kundordning(personnyckel, kund.sista) > 0) kund.sista = personnyckel
      kunder.set(personnyckel, kund)
    },
    av: (kundnummer) => kunder.get(kundnummer) ?? undefined,
    kant: (kundnummer) => kunder.has(kundnummer),
    kunder: () => personer.values(),
    taHerrelosa() {
      const tagna = herrelosa
      herrelosa = []
      return tagna
    },
  }
}

/** The order of the source's customer numbers: digits of unequal length as numbers, otherwise by code units. */
export const kundordning = (a: string, b: string): number => a.length - b.length || (a < b ? -1 : a > b ? 1 : 0)
