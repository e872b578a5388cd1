import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'

/** Whom the mirror is held against. */
export const SIDES = ['kalla', 'amne', 'arende'] as const
export type Side = (typeof SIDES)[number]

/** What one source has of one kind in one stadsdel. */
export interface SubScope {
  readonly source: SourceName
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}

/** `saknas` and `overflodig` are said of the other side. */
export type DeviationKind = 'saknas' | 'overflodig' | 'olika'

/** Where the mirror and another side differ; names references only. */
export interface Deviation extends SubScope {
  readonly side: Side
  readonly kind: DeviationKind
  readonly uppgiftRef: string
  /** The case that it was seen in, and the version held there when there is one. */
  readonly arende?: { readonly arendeId: string; readonly version?: number }
}

/** How many uppgifter, and the same digest whatever order they were met in. */
export interface SideSum {
  readonly count: number
  /** 16 bytes in hex. Made of keyed digests, so nothing can be guessed from it. */
  readonly digest: string
}

/** One side against the mirror. What is on its way makes the digests differ without being an avvikelse. */
export interface Comparison extends SubScope {
  readonly side: Side
  readonly their: SideSum
  readonly mirror: SideSum
  readonly onTheWay: number
  readonly deviations: number
}

/** A side, or a part of one, that could not be read: nothing is said of it. */
export interface Obstacle {
  readonly side: Side
  /** `source/stadsdel`, or the kind of a topic; not given for cases. */
  readonly what?: string
  readonly errorCode: string
  /** What failed and what to do about it; of cases only the code is known. */
  readonly error?: string
  readonly count: number
}

/**
 * What bears our mark in a case and is no uppgift: `registrering` is not what the case should register, `frammande` is something
 * that we never wrote.
 */
export interface ArendeFinding {
  readonly kind: 'registrering' | 'frammande'
  readonly arendeId: string
}

export interface Report {
  readonly comparisons: readonly Comparison[]
  readonly deviations: readonly Deviation[]
  readonly arenden: readonly ArendeFinding[]
  readonly obstacle: readonly Obstacle[]
}
