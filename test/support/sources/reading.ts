import type { Informationsmangd } from '../../../src/informationsmangd.ts'
import type { Avvisad, Leverans, PersonPost } from '../../../src/mapping/person-items.ts'
import type { Lasning, Omfang } from '../../../src/sync/source.ts'

export const lasning = (): Lasning => ({ byte: 0, rader: 0, okandaFalt: new Map() })

export const omfang = (stadsdel: string, ...mangder: Informationsmangd[]): Omfang => ({
  stadsdel,
  mangder: new Set(mangder),
})

export interface Last {
  readonly personer: readonly PersonPost[]
  readonly herrelosa: readonly Avvisad[]
}

/** A read to its end; rejects when the source does. */
export async function allt(strom: AsyncIterable<Leverans>): Promise<Last> {
  const personer: PersonPost[] = []
  const herrelosa: Avvisad[] = []
  for await (const leverans of strom) {
    personer.push(...leverans.personer)
    herrelosa.push(...leverans.herrelosa)
  }
  return { personer, herrelosa }
}

export const aldrig = new AbortController().signal
