import type { Informationsmangd, SourceName } from '../../informationsmangd.ts'
import type { PersonItems } from '../../mapping/person-items.ts'

/** One source × stadsdel to ask about one person, and the kinds that may be read. */
export interface ReadScope {
  readonly kalla: SourceName
  readonly stadsdel: string
  readonly mangder: ReadonlySet<Informationsmangd>
}

/** What one source said in time; `person` is undefined when it has nobody with that number. */
export type ReadAnswer = ReadScope &
  (
    | { readonly answered: true; readonly readAt: Date; readonly person: PersonItems | undefined }
    | { readonly answered: false }
  )

export interface ReadQuery {
  /** 12 digits. */
  readonly personnummer: string
  readonly scopes: readonly ReadScope[]
  /** Of each source by itself, milliseconds. */
  readonly fristMs: number
  /** Also items of somebody whose identity is protected: only for whoever has an approved enkelttillstånd for them. */
  readonly evenProtected: boolean
}

/** Asks several sources about one person at once. Never throws, and resolves by the deadline whatever the sources do. */
export type ReadPersonNow = (query: ReadQuery) => Promise<readonly ReadAnswer[]>
