import type { Informationsmangd, KallaNamn } from '../../informationsmangd.ts'

/** Whom the mirror is held against. */
export const SIDOR = ['kalla', 'amne', 'arende'] as const
export type Sida = (typeof SIDOR)[number]

/** What one source has of one kind in one stadsdel. */
export interface Delomrade {
  readonly kalla: KallaNamn
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}

/** `saknas` and `overflodig` are said of the other side. */
export type Avvikelseslag = 'saknas' | 'overflodig' | 'olika'

/** Where the mirror and another side differ; names references only. */
export interface Avvikelse extends Delomrade {
  readonly sida: Sida
  readonly slag: Avvikelseslag
  readonly uppgiftRef: string
  /** The case that it was seen in, and the version held there when there is one. */
  readonly arende?: { readonly arendeId: string; readonly version?: number }
}

/** How many uppgifter, and the same digest whatever order they were met in. */
export interface Sidsumma {
  readonly antal: number
  /** 16 bytes in hex. Made of keyed digests, so nothing can be guessed from it. */
  readonly digest: string
}

/** One side against the mirror. What is on its way makes the digests differ without being an avvikelse. */
export interface Jamforelse extends Delomrade {
  readonly sida: Sida
  readonly deras: Sidsumma
  readonly spegelns: Sidsumma
  readonly paVag: number
  readonly avvikelser: number
}

/** A side, or a part of one, that could not be read: nothing is said of it. */
export interface Hinder {
  readonly sida: Sida
  /** `kalla/stadsdel`, or the kind of a topic; not given for cases. */
  readonly vad?: string
  readonly felkod: string
  readonly antal: number
}

export interface Rapport {
  readonly jamforelser: readonly Jamforelse[]
  readonly avvikelser: readonly Avvikelse[]
  readonly hinder: readonly Hinder[]
}
