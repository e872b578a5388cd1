import type { AgressoKund, Hemligt, Population } from '../population/population.ts'
import { foretagskoder } from './companies.ts'
import type { Fakturarad, Kundrad } from './columns.ts'
import type { Mallslag } from './templates.ts'
import type { Urval } from './selection.ts'

export interface Radkalla {
  /** Rows that the selection holds, by customer number, invoice and line. */
  kunder(stadsdel: string, urval: Urval): Iterable<Kundrad>
  fakturor(stadsdel: string, slag: Exclude<Mallslag, 'kunder'>, urval: Urval): Iterable<Fakturarad>
}

export function skapaRadkalla(population: Population): Radkalla {
  const nummerindex = new Map<string, Map<string, number>>()
  /** Nothing in the generated city is changed later than the start of this day. */
  const orordFran = Date.parse(`${population.idag}T00:00:00Z`)

  function indexAvKundnummer(stadsdel: string, kundnummer: string): number | undefined {
    let index = nummerindex.get(stadsdel)
    if (index === undefined) {
      index = new Map()
      for (const kund of population.agressoKunder(stadsdel)) index.set(kund.kundnummer, kund.index)
      nummerindex.set(stadsdel, index)
    }
    return index.get(kundnummer)
  }

  /** Undefined: only reading everything tells. */
  function kandidater(stadsdel: string, { kundnummer, personnummer, andradSedan }: Urval): Set<number> | undefined {
    const somMangd = (index: readonly (number | undefined)[]): Set<number> =>
      new Set(index.filter((i) => i !== undefined))
    if (kundnummer) return somMangd(kundnummer.map((nummer) => indexAvKundnummer(stadsdel, nummer)))
    if (personnummer) return somMangd(personnummer.map((nummer) => population.indexAv(nummer.replace('-', ''))))
    if (andradSedan !== undefined && andradSedan.getTime() > orordFran)
      return somMangd(population.andradeSedan(andradSedan, stadsdel, 'agresso'))
    return undefined
  }

  function kundposter(stadsdel: string, urval: Urval): Iterable<AgressoKund> {
    const index = kandidater(stadsdel, urval)
    if (index === undefined) return population.agressoKunder(stadsdel)
    return [...index]
      .flatMap((i) => [...population.agressoKunder(stadsdel, i)])
      .sort((a, b) => (a.kundnummer < b.kundnummer ? -1 : 1))
  }

  function somKundrad(kund: AgressoKund, foretagskod: string): Kundrad {
    let hemligt: Hemligt | undefined
    return { foretagskod, kund, hemligt: () => (hemligt ??= population.hemligt(kund.index)) }
  }

  return {
    *kunder(stadsdel, urval) {
      for (const kund of kundposter(stadsdel, urval)) {
        const rad = somKundrad(kund, foretagskoder[stadsdel]!)
        if (urval.kund(rad)) yield rad
      }
    },
    *fakturor(stadsdel, slag, urval) {
      for (const kund of kundposter(stadsdel, urval)) {
        const { foretagskod, hemligt } = somKundrad(kund, foretagskoder[stadsdel]!)
        for (const rad of population.agressoRader(kund.index, stadsdel, kund.kundnummer)) {
          if (rad.mall !== slag) continue
          const fakturarad = { foretagskod, kund, hemligt, rad }
          if (urval.faktura(fakturarad)) yield fakturarad
        }
      }
    },
  }
}
