import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Item } from '../mapping/person-items.ts'

/** The allowed projection of one uppgift, as a case gets it. */
export interface MirroredUppgift {
  readonly uppgiftRef: string
  /** Rises with every change of the uppgift; the case system keeps the highest it has seen. */
  readonly version: number
  readonly stadsdel: string
  readonly kalla: SourceName
  readonly informationsmangd: Informationsmangd
  /** ISO 8601, when the source was read. */
  readonly last: string
  readonly poster: readonly Item[]
  /** How many items more the source has, of which something could not be read; absent when there is none. */
  readonly olasta?: number
}

/** What a case registers of its person, by what it holds. */
export interface Registration {
  /** From the same numbers as the versions of uppgifter. */
  readonly version: number
  readonly stadsdelar: readonly { readonly kod: string; readonly namn: string }[]
  readonly utforare: readonly Item[]
  readonly handlaggare: readonly Item[]
  readonly forslag: Readonly<Record<'huvudkategori' | 'arendetyp' | 'arendeklass', string>> | null
}

export interface OpenArende {
  readonly arendeId: string
  /** Absent where the case system does not tell: it then says that the case is open, and nothing else. */
  readonly about?: { readonly personnummer: string; readonly andamal: string }
}

/** How the case system has a case, whatever is in it. */
export type CaseState = 'open' | 'closed' | 'missing'

/**
 * The case system, as the mirror worker needs it. Every call is idempotent by version: an older version than the one
 * held is taken as done. Throws MALSYSTEM_OTILLGANGLIGT (try again) or MALSYSTEM_NEKAR (do not).
 */
export interface CaseSystem {
  write(arendeId: string, uppgift: MirroredUppgift, signal: AbortSignal): Promise<void>
  remove(arendeId: string, uppgiftRef: string, version: number, signal: AbortSignal): Promise<void>
  /**
   * The case registers this, unless it has been told of something newer. A removal of an uppgift takes it away until it
   * is told anew: it may have been made of that. Absent where a case registers by what it holds, without being told.
   */
  enrich?(arendeId: string, registration: Registration, signal: AbortSignal): Promise<void>
  /** Everything we ever wrote into the case is gone afterwards, and later writes are refused until it opens again. */
  purge(arendeId: string, signal: AbortSignal): Promise<void>
  openArenden(signal: AbortSignal): AsyncIterable<OpenArende>
  stateOf(arendeId: string, signal: AbortSignal): Promise<CaseState>
  /** What the case holds of ours; nothing where there is no such case. */
  content(arendeId: string, signal: AbortSignal): Promise<readonly MirroredUppgift[]>
}
