import type { SourceName } from '../../informationsmangd.ts'
import type { PersonItems } from '../../mapping/person-items.ts'
import type { ReadScope } from '../../sync/source.ts'

/** The sources, as a lookup reads them now. */
export interface LiveSource {
  /** Deadline of each source by itself, milliseconds. */
  readonly fristMs: number
  readonly read: ReadSources
  /** Whether the source × stadsdel answered the last live read of anybody; true when there was none. */
  lastAnswered(scope: { readonly source: SourceName; readonly stadsdel: string }): boolean
  /** Whether there is such a source at all. */
  connected(source: SourceName, stadsdel: string): boolean
}

/** Asks several sources about one person at once. Never throws, and resolves by the deadline whatever the sources do. */
export type ReadSources = (query: ReadQuery) => Promise<readonly ReadAnswer[]>

export interface ReadQuery {
  /** 12 digits. */
  readonly personnummer: string
  readonly scopes: readonly ReadScope[]
  readonly fristMs: number
  /** Also the items of a person whose identity is protected: only for an approved enkelttillstånd. */
  readonly evenProtected: boolean
}

/** What one source said in time; `person` is undefined when it has nobody with that number. */
export type ReadAnswer = ReadScope &
  (
    | { readonly answered: true; readonly readAt: Date; readonly person: PersonItems | undefined }
    | { readonly answered: false; readonly cause: Silence }
  )

/**
 * Why a source said nothing: not in time; an answer that is none, or a fault; it refuses the hub's login; it cannot be
 * reached; it failed repeatedly and is left alone; there were too many reads for this one to be made.
 */
export type Silence = 'deadline' | 'fault' | 'login' | 'unreachable' | 'paused' | 'crowded'

export const scopeName = ({ source, stadsdel }: { readonly source: SourceName; readonly stadsdel: string }): string =>
  `${source}/${stadsdel}`
