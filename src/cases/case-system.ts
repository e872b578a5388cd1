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
export interface Registered {
  readonly stadsdelar: readonly { readonly kod: string; readonly namn: string }[]
  readonly utforare: readonly Item[]
  readonly handlaggare: readonly Item[]
  readonly forslag: Readonly<Record<'huvudkategori' | 'arendetyp' | 'arendeklass', string>> | null
}

export interface Registration extends Registered {
  /** From the same numbers as the versions of uppgifter. */
  readonly version: number
}

export interface OpenArende {
  readonly arendeId: string
  /** Absent where the case system does not tell: it then says that the case is open, and nothing else. */
  readonly about?: { readonly personnummer: string; readonly andamal: string }
}

/** What a case holds of ours. */
export interface CaseContent {
  readonly uppgifter: readonly MirroredUppgift[]
  /** References that bear our mark and hold something that we did not write. */
  readonly foreign: readonly string[]
  /** Whether the case registers this, and nothing of ours beside it; null: nothing at all. */
  registers(registration: Registered | null): boolean
}

/** How the case system has a case, whatever is in it. */
export type CaseState = 'open' | 'closed' | 'missing'

/**
 * The case system, as the mirror worker needs it. Every call is idempotent by version: an older version than the one
 * held is taken as done. Throws MALSYSTEM_OTILLGANGLIGT (try again) or MALSYSTEM_NEKAR (do not).
 */
export interface CaseSystem {
  /** The version that the case holds now: a newer one than the uppgift's when it had that, and then nothing was written. */
  write(arendeId: string, uppgift: MirroredUppgift, signal: AbortSignal): Promise<number>
  /** The version that is gone now: a newer one than `version` when the case holds that, and then it holds it still. */
  remove(arendeId: string, uppgiftRef: string, version: number, signal: AbortSignal): Promise<number>
  /**
   * The case registers this, unless it has been told of something newer. A removal of an uppgift takes it away until it
   * is told anew: it may have been made of that.
   */
  enrich(arendeId: string, registration: Registration, signal: AbortSignal): Promise<void>
  /** Everything we ever wrote into the case is gone afterwards, and later writes are refused until it opens again. */
  purge(arendeId: string, signal: AbortSignal): Promise<void>
  openArenden(signal: AbortSignal): AsyncIterable<OpenArende>
  stateOf(arendeId: string, signal: AbortSignal): Promise<CaseState>
  /** Empty where there is no such case. */
  content(arendeId: string, signal: AbortSignal): Promise<CaseContent>
  /**
   * References of uppgifter that the case system keeps in a history of the case that nobody can delete, each because somebody else
   * changed the case while it stood there. Absent where there is no such history.
   */
  keptCopies?(arendeId: string, signal: AbortSignal): Promise<ReadonlySet<string>>
}
