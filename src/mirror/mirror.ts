import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { ByteText } from '../mapping/byte-text.ts'
import type { Content } from '../mapping/content.ts'

/** A row of the mirror, still sealed: opening it is a step of its own, taken only for what policy lets out. */
export interface SealedUppgift {
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly version: number
  /** When the source was read that gave this state. */
  readonly readAt: Date
  readonly sealed: Buffer
}

export interface MirroredPerson {
  readonly personRef: string
  /** True when any source has flagged the person, or a flag could not be read. `uppgifter` is then empty. */
  readonly skyddad: boolean
  /** The stadsdelar whose source set the flag; for the access log only. */
  readonly flaggedBy: readonly string[]
  readonly uppgifter: readonly SealedUppgift[]
}

/** How fresh one source × stadsdel is; says nothing of any person. */
export interface SourceStatus {
  readonly source: SourceName
  readonly stadsdel: string
  /** Time of the newest complete read under the avtal in force, if there was one. */
  readonly speglad: Date | null
  /** Time of the newest read of refreshed fields alone, when it is later than `speglad`. */
  readonly refreshed?: Date | null
  readonly newestRun: 'lyckad' | 'misslyckad' | 'vantar' | 'aldrig'
  /** Whether there are rows whose person could not be told: what they say is missing somewhere. */
  readonly orphans: boolean
}

export type SearchKind = 'ocr' | 'fakturanummer'

export interface SearchHits {
  /** Persons who may have an invoice with this reference; the caller checks the opened item, refs may collide. */
  readonly personRefs: readonly string[]
  /** Of whom the source has an invoice with this reference that could not be read; null where the person could not be told. */
  readonly unreadOf: readonly (string | null)[]
}

/** The mirror as the lookup and the mirror worker read it. */
export interface Mirror {
  person(personRef: string): Promise<MirroredPerson>
  search(kind: SearchKind, value: string): Promise<SearchHits>
  /** Empty when its key is gone, as it is when the avtal has ended: no uppgift is kept that says nothing. */
  open(uppgift: SealedUppgift): Content
  /** The text of the same, as `sealedText` wrote it; undefined when its key is gone. */
  openText(uppgift: SealedUppgift): ByteText | undefined
  sourceStatus(): Promise<readonly SourceStatus[]>
}
