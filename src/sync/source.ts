import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { SourceBatch } from '../mapping/person-items.ts'

/** What is to be read: the kinds are those the stadsdel's avtal permits today; others are not even parsed. */
export interface ReadExtent {
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/** Counted while reading; names of source fields that no manifest lists (drift), never their values. */
export interface ReadCounts {
  byte: number
  rader: number
  readonly unknownFields: Map<string, number>
}

/**
 * A source, as the sync sees it. An iteration that ends without throwing is the source's own word that the read is
 * complete; everything else throws an InsynError. Rows of one person come together unless the source is disorderly,
 * in which case the same person may be delivered in pieces and the sync notices.
 */
export interface Source {
  readonly namn: SourceName
  readAll(extent: ReadExtent, readCounts: ReadCounts, signal: AbortSignal): AsyncIterable<SourceBatch>
  /** Persons with any change since; each is delivered whole. Does not tell of persons who are gone. */
  readChanged(extent: ReadExtent, since: Date, readCounts: ReadCounts, signal: AbortSignal): AsyncIterable<SourceBatch>
  /**
   * `avenSkyddad`: with the items of a person whose identity is protected, for the one answer that an approved
   * enkelttillstånd lets through. Only here: what reads for the mirror has no way of asking for them.
   */
  readPerson(
    extent: ReadExtent,
    personnummer: string,
    readCounts: ReadCounts,
    signal: AbortSignal,
    evenProtected?: boolean,
  ): AsyncIterable<SourceBatch>
}
