import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Item } from '../mapping/person-items.ts'

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
  readonly newestRun: 'lyckad' | 'misslyckad' | 'vantar' | 'aldrig'
}

export type SearchKind = 'ocr' | 'fakturanummer'

/** The mirror as the lookup and the mirror worker read it. */
export interface Mirror {
  person(personRef: string): Promise<MirroredPerson>
  /** Persons who may have an invoice with this reference; the caller checks the opened item, refs may collide. */
  search(kind: SearchKind, value: string): Promise<readonly string[]>
  /** Empty when its key is gone, as it is when the avtal has ended: no uppgift is kept without items. */
  open(uppgift: SealedUppgift): readonly Item[]
  sourceStatus(): Promise<readonly SourceStatus[]>
}
