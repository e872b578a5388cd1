import type { Decision, ExtractFile, ExtractStatus } from './extract-schema.ts'

/** An extract is gone so many days after it was prepared, or released. */
export const EXTRACT_DAYS = 30

/** More accesses than this are no extract that somebody can read, or that is made while a caller waits. */
export const MOST_RECORDS = 20_000

/** One person at work, of a signed token. */
export interface Person {
  readonly utfardare: string
  readonly slutanvandare: string
}

export interface ExtractRow extends Person {
  readonly extractId: string
  readonly personRef: string
  /** Made by an officer who sees what tells protection, of a person whom that concerns: for others it does not exist. */
  readonly protectedPerson: boolean
  readonly loggar: readonly [string, ...string[]]
  readonly arende: string | null
  readonly fran: string | null
  readonly till: string | null
  readonly status: ExtractStatus
  readonly begart: Date
  readonly giltigTill: Date
  readonly beslut: (Person & { readonly utfall: Decision; readonly kommentar: string; readonly tid: Date }) | null
}

export type DecisionObstacle = 'eget' | 'ej-granskat' | 'konflikt'

/** Which extracts an officer sees: all of its logs are the officer's, and nothing of it tells protection that must not. */
export interface Reach {
  readonly logs: readonly string[]
  readonly mayProtected: boolean
}

/** Where extracts are kept until they are taken away; every time is the database's. */
export interface ExtractStore {
  prepare(
    row: Omit<ExtractRow, 'status' | 'begart' | 'giltigTill' | 'beslut'> & { readonly klient: string },
    file: ExtractFile,
  ): Promise<{ readonly giltigTill: Date }>
  /** Undefined too for one that is not in reach, or has been taken away. */
  find(extractId: string, reach: Reach): Promise<ExtractRow | undefined>
  content(row: ExtractRow): Promise<ExtractFile>
  /** One more than `limit` when there are more. */
  list(
    reach: Reach,
    page: { readonly status?: ExtractStatus | undefined; readonly limit: number; readonly page: number },
  ): Promise<readonly ExtractRow[]>
  notePreview(extractId: string, who: Person): Promise<void>
  obstacleToDecision(extractId: string, decision: Decision, who: Person): Promise<DecisionObstacle | undefined>
  /** Throws KONFLIKT when an obstacle has come meanwhile. */
  decide(
    row: ExtractRow,
    decision: Person & { readonly utfall: Decision; readonly kommentar: string },
  ): Promise<{ readonly giltigTill: Date }>
}

/** Binds a sealed text to its place, so that it cannot be moved to another. */
export const aboutExtract = (extractId: string, what: number | 'beslut'): string => `utdrag/${extractId}/${what}`
