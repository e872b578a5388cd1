import type { Informationsmangd, InternalMangd, SourceName } from '../informationsmangd.ts'

export type FieldType =
  'text' | 'kod' | 'datum' | 'period' | 'ore' | 'decimal' | 'heltal' | 'ocr' | 'personnummer' | 'finns'
export type Sensitivity = 'normal' | 'kanslig' | 'hog'

export interface Field {
  /** The source's own field name, before any XML escaping. */
  readonly kalla: string
  /** Our field name. */
  readonly falt: string
  readonly typ: FieldType
  readonly koder?: Readonly<Record<string, string>>
  readonly kravs: boolean
  /** Legal basis. */
  readonly grund: string
  readonly kanslighet: Sensitivity
}

/** What a ledger's code says of an invoice. `faktura`: nothing more than its amounts do. */
export type StatusWord = 'faktura' | 'kredit' | 'makulerad' | 'betald' | 'delbetalning' | 'paminnelse' | 'inkasso'
/** The words by source column and code. */
export type StatusCodes = Readonly<Record<string, Readonly<Record<string, StatusWord>>>>

export type ManifestMangd = Informationsmangd | InternalMangd

/** A tittbehörighet: the listed fields of one source and informationsmängd. Nothing else leaves the adapter. */
export interface Manifest {
  readonly kalla: SourceName
  readonly informationsmangd: ManifestMangd
  readonly version: number
  readonly signeradAv: string
  readonly signeradDatum: string
  readonly kallrader: readonly string[]
  readonly personnyckel: string
  readonly skydd?: { readonly kalla: string; readonly oskyddad: string }
  /** Agresso's column of when a row was last changed: a search criterion, never read. */
  readonly andrad?: string
  /** Listed source fields that a total row of Agresso may sum. */
  readonly summa?: readonly string[]
  /** Columns that are read for betalstatus alone: only what is derived from them leaves the adapter. */
  readonly statuskoder?: StatusCodes
  /**
   * Our field names that identify an item within the uppgift; empty: there is at most one. Those after the first may be
   * absent, and an absent one is equal only to an absent one.
   */
  readonly postnyckel: readonly string[]
  readonly falt: readonly Field[]
  /** Sub-items: a source row is then one sub-item with the item's own fields repeated. */
  readonly rader?: { readonly falt: string; readonly postnyckel: readonly string[]; readonly falten: readonly Field[] }
}
