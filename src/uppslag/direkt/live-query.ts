import type { Informationsmangd, KallaNamn } from '../../informationsmangd.ts'
import type { PersonPost } from '../../mapping/person-items.ts'

/** One source × stadsdel to ask about one person, and the kinds that may be read. */
export interface Lasomrade {
  readonly kalla: KallaNamn
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/** What one source said in time; `person` is undefined when it has nobody with that number. */
export type Lassvar = Lasomrade &
  (
    | { readonly svarade: true; readonly last: Date; readonly person: PersonPost | undefined }
    | { readonly svarade: false }
  )

export interface Lasfraga {
  /** 12 digits. */
  readonly personnummer: string
  readonly omraden: readonly Lasomrade[]
  /** Of each source by itself, milliseconds. */
  readonly fristMs: number
  /** Also items of somebody whose identity is protected: only for whoever has an approved enkelttillstånd for them. */
  readonly avenSkyddad: boolean
}

/** Asks several sources about one person at once. Never throws, and resolves by the deadline whatever the sources do. */
export type LasPersonNu = (fraga: Lasfraga) => Promise<readonly Lassvar[]>
