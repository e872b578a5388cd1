import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Post } from '../mapping/person-items.ts'

/** A row of the mirror, still sealed: opening it is a step of its own, taken only for what policy lets out. */
export interface ForsegladUppgift {
  readonly uppgiftRef: string
  readonly stadsdel: string
  readonly kalla: KallaNamn
  readonly mangd: Informationsmangd
  readonly version: number
  /** When the source was read that gave this state. */
  readonly last: Date
  readonly forseglad: Buffer
}

export interface SpegladPerson {
  readonly personRef: string
  /** True when any source has flagged the person, or a flag could not be read. `uppgifter` is then empty. */
  readonly skyddad: boolean
  /** The stadsdelar whose source set the flag; for the access log only. */
  readonly skyddadAv: readonly string[]
  readonly uppgifter: readonly ForsegladUppgift[]
}

/** How fresh one source × stadsdel is; says nothing of any person. */
export interface Kallstatus {
  readonly kalla: KallaNamn
  readonly stadsdel: string
  /** Time of the newest complete read under the avtal in force, if there was one. */
  readonly speglad: Date | null
  readonly senasteKorning: 'lyckad' | 'misslyckad' | 'vantar' | 'aldrig'
}

export type Sokslag = 'ocr' | 'fakturanummer'

/** The mirror as the lookup and the mirror worker read it. */
export interface Spegel {
  person(personRef: string): Promise<SpegladPerson>
  /** Persons who may have an invoice with this reference; the caller checks the opened item, refs may collide. */
  sok(slag: Sokslag, varde: string): Promise<readonly string[]>
  /** Empty when its key is gone, as it is when the avtal has ended: no uppgift is kept without items. */
  oppna(uppgift: ForsegladUppgift): readonly Post[]
  kallstatus(): Promise<readonly Kallstatus[]>
}
