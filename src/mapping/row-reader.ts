import type { Manifest, ManifestMangd } from './manifest.ts'
import type { Skydd, Varde } from './person-items.ts'
import type { XmlHandler } from '../platform/xml/xml-reader.ts'

/** One source row, projected and converted. */
export interface Rad {
  readonly kallrad: string
  readonly mangd: ManifestMangd
  /** The source's own key for the person (personnummer, customer number), as text; '' when the row has none. */
  readonly personnyckel: string
  /** Present for rows of a manifest that names the protection flag. */
  readonly skydd?: Skydd
  readonly falt: Readonly<Record<string, Varde>>
  /** The sub-item that this row is, for manifests with `rader`. */
  readonly underpost?: Readonly<Record<string, Varde>>
  /** Set when a listed field did not convert or a required one is missing: the row must not be used. */
  readonly avvisad?: {
    readonly falt: string
    readonly orsak: string
    readonly ravarden: Readonly<Record<string, string>>
  }
  /** Technical columns asked for by the adapter (`_section`, `_recno`), as text. */
  readonly tekniska: Readonly<Record<string, string>>
}

/** Which element is a row of which manifest: the element's local name, and what the manifest calls it. */
export interface RadElement {
  readonly element: string
  readonly kallrad: string
  readonly manifest: Manifest
}

/** An XmlHandler for everything inside the element that holds the rows. */
export interface RowReader extends XmlHandler {
  /** Rows completed since the last call, in document order. */
  take(): Rad[]
  /** Rows completed in all, of listed and unlisted row elements alike. */
  readonly antal: number
}
