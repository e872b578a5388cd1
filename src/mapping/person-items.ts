import type { Informationsmangd } from '../informationsmangd.ts'

/** A mapped value. Money is integer öre, dates are `YYYY-MM-DD`, identifiers are strings. */
export type Value = string | number | boolean

/** One mapped item, by our field names; a listed field that the source left empty is absent. */
export type Item = { readonly [field: string]: Value | readonly Item[] }

/**
 * `okand`: no flag could be read for this person. It counts as protected everywhere, but is kept apart because a person
 * whose rows came in pieces looks the same until the run has seen the rest.
 */
export type Skydd = 'nej' | 'ja' | 'okand'

/** An item, or a row of nobody, that could not be mapped. `rawValues` holds listed fields only and is sealed before it is stored. */
export interface Rejected {
  readonly mangd: Informationsmangd
  /** Our field name, or the source's person key when that is what failed. */
  readonly falt: string
  readonly reason: string
  readonly rawValues: Readonly<Record<string, string>>
  /**
   * The fields of the item that persons are searched by, as far as they could be read: a search that would find another
   * person by the same value must not answer as if this one were not there.
   */
  readonly searched?: Readonly<Record<string, string>>
  /**
   * 12 digits each, of a row whose person could not be told and whose protection flag is set or unreadable: the persons whom it
   * may be about, who all count as protected. Never stored.
   */
  readonly mayBe?: readonly string[]
  /** The key of the item, when it could be read: pieces of one person are joined by it. Never stored. */
  readonly itemKey?: string
}

/** Everything one source said about one person in one read, projected. */
export interface PersonItems {
  /** 12 digits, checked. */
  readonly personnummer: string
  readonly skydd: Skydd
  /**
   * Items per informationsmängd, sorted by item key, identical duplicates collapsed. A kind that was read and has
   * nothing is absent. An item of which any row or field could not be read is not here but in `rejected`, once: what is
   * here is whole, and what is not is said.
   * Empty when `skydd` is `ja`, unless they were asked for of this one person. When it is `okand` the items are there to be joined with the person's other pieces, if
   * she came in pieces, and for nothing else: they must not be stored or shown.
   */
  readonly uppgifter: { readonly [M in Informationsmangd]?: readonly Item[] }
  readonly rejected: readonly Rejected[]
}

/** What a source yields while it is read. */
export interface SourceBatch {
  readonly personer: readonly PersonItems[]
  /** Rows whose person could not be determined. */
  readonly orphans: readonly Rejected[]
}
