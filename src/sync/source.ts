import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { SourceBatch } from '../mapping/person-items.ts'

/** The unit of a sync run and of its lock. */
export interface Scope {
  readonly source: SourceName
  readonly stadsdel: string
}

/** What is to be read: the kinds are those that the stadsdel's avtal permits today; others are not even parsed. */
export interface ReadExtent {
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/** The same of a named source: what one sync run or one live read reads. */
export interface ReadScope extends ReadExtent {
  readonly source: SourceName
}

/** Counted while reading; names of source fields that no manifest lists (drift), never their values. */
export interface ReadCounts {
  bytes: number
  rows: number
  readonly unknownFields: Map<string, number>
}

export const noReadCounts = (): ReadCounts => ({ bytes: 0, rows: 0, unknownFields: new Map() })

/**
 * A source, as the sync sees it. An iteration that ends without throwing is the source's own word that the read is
 * complete; everything else throws an InsynError. Rows of one person come together unless the source is unordered: the
 * same person may then be delivered in pieces, and the reader notices.
 */
export interface Source {
  readonly name: SourceName
  readAll(extent: ReadExtent, readCounts: ReadCounts, signal: AbortSignal): AsyncIterable<SourceBatch>
  /** Persons with any change since; each is delivered whole. Does not tell of persons who are gone. */
  readChanged(extent: ReadExtent, since: Date, readCounts: ReadCounts, signal: AbortSignal): AsyncIterable<SourceBatch>
  /**
   * `evenProtected`: with the items of a person whose identity is protected, for the one answer that an approved
   * enkelttillstånd lets through. Only here: what reads for the mirror cannot ask for them.
   */
  readPerson(
    extent: ReadExtent,
    personnummer: string,
    readCounts: ReadCounts,
    signal: AbortSignal,
    evenProtected?: boolean,
  ): AsyncIterable<SourceBatch>
}
