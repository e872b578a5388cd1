import type { ElementReader } from '../platform/xml/element-reader.ts'
import type { Manifest, ManifestMangd } from './manifest.ts'
import type { Skydd, Value } from './person-items.ts'

/** One source row, projected and converted. */
export interface Row {
  readonly sourceRow: string
  readonly mangd: ManifestMangd
  /** The source's own key for the person (personnummer, customer number), as text; '' when the row has none. */
  readonly personnyckel: string
  /** Present for rows of a manifest that names the protection flag. */
  readonly skydd?: Skydd
  readonly falt: Readonly<Record<string, Value>>
  /** The sub-item that this row is, for manifests with `rader`. */
  readonly subItem?: Readonly<Record<string, Value>>
  /** Set when a listed field did not convert or a required one is missing: the row must not be used. */
  readonly rejected?: {
    readonly falt: string
    readonly reason: string
    readonly rawValues: Readonly<Record<string, string>>
    /** The fields of the item's key, and those that persons are searched by, as far as they could be read. */
    readonly known: Readonly<Record<string, Value>>
    /** The persons whom the refused number may mean. */
    readonly mayBe?: readonly string[]
  }
  /** Technical columns asked for by the adapter (`_section`, `_recno`), as text. */
  readonly technical: Readonly<Record<string, string>>
}

/** Which element is a row of which manifest: the element's local name, and what the manifest calls it. */
export interface RowElement {
  readonly element: string
  readonly sourceRow: string
  readonly manifest: Manifest
}

/** Reads the element that holds the rows: its child elements are rows, and theirs are fields. */
export interface RowReader extends ElementReader {
  /** Rows completed since the last call, in document order. */
  take(): Row[]
}
