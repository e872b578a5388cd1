import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Leverans } from '../mapping/person-items.ts'

/** What is to be read: the kinds are those the stadsdel's avtal permits today; others are not even parsed. */
export interface Omfang {
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/** Counted while reading; names of source fields that no manifest lists (drift), never their values. */
export interface Lasning {
  byte: number
  rader: number
  readonly okandaFalt: Map<string, number>
}

/**
 * A source, as the sync sees it. An iteration that ends without throwing is the source's own word that the read is
 * complete; everything else throws an InsynError. Rows of one person come together unless the source is disorderly,
 * in which case the same person may be delivered in pieces and the sync notices.
 */
export interface Kalla {
  readonly namn: KallaNamn
  lasAllt(omfang: Omfang, lasning: Lasning, signal: AbortSignal): AsyncIterable<Leverans>
  /** Persons with any change since; each is delivered whole. Does not tell of persons who are gone. */
  lasAndrade(omfang: Omfang, sedan: Date, lasning: Lasning, signal: AbortSignal): AsyncIterable<Leverans>
  /**
   * `avenSkyddad`: with the items of a person whose identity is protected, for the one answer that an approved
   * enkelttillstånd lets through. Only here: what reads for the mirror has no way of asking for them.
   */
  lasPerson(
    omfang: Omfang,
    personnummer: string,
    lasning: Lasning,
    signal: AbortSignal,
    avenSkyddad?: boolean,
  ): AsyncIterable<Leverans>
}
