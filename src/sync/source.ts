import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Item, SourceBatch } from '../mapping/person-items.ts'

/** The unit of a sync run and of its lock. */
export interface Scope {
  readonly source: SourceName
  readonly stadsdel: string
}

/** What is to be read: the kinds are those that the stadsdel's avtal permits today; others are not even parsed. */
export interface ReadExtent {
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
  /** The century that somebody has decided for a number that is written without one and may mean two persons. */
  readonly centuryOf?: (written: string) => number | undefined
}

/** The same of a named source: what one sync run or one live read reads. */
export interface ReadScope extends ReadExtent {
  readonly source: SourceName
}

/** Counted while reading: numbers and names of fields, never a value of one. */
export interface ReadCounts {
  bytes: number
  rows: number
  /** Names of source fields that no manifest lists (drift). */
  readonly unknownFields: Map<string, number>
  /** Rows by the part of the source that gave them: a template, a kind of row. One that falls silent is then noticed. */
  readonly rowsPerPart: Map<string, number>
  /** Rows of whom are no persons, by what they are (`organisation`, `interim`): they are left out, and hold nothing up. */
  readonly notPersons: Map<string, number>
}

export function countRow(counts: ReadCounts, part: string): void {
  counts.rowsPerPart.set(part, (counts.rowsPerPart.get(part) ?? 0) + 1)
}

export const noReadCounts = (): ReadCounts => ({
  bytes: 0,
  rows: 0,
  unknownFields: new Map(),
  rowsPerPart: new Map(),
  notPersons: new Map(),
})

/** Items of nobody in particular, as far as a refreshing read reads them. */
export interface RefreshedItems {
  readonly mangd: Informationsmangd
  readonly items: readonly Item[]
  /** What is known of those that could not be read. */
  readonly refused: readonly Item[]
}

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
  /**
   * Items with any change since, without the persons whom they are of: for the fields that their kind names as refreshed. Of one
   * that comes twice the later one holds.
   */
  readonly readRefreshed?: (
    extent: ReadExtent,
    since: Date,
    readCounts: ReadCounts,
    signal: AbortSignal,
  ) => AsyncIterable<RefreshedItems>
  /**
   * Logs in as a read would, and reads nobody. What is missing for a read, each with what to do about it; rejects when the
   * source cannot be looked at.
   */
  check?(stadsdel: string, signal: AbortSignal): Promise<readonly string[]>
}
