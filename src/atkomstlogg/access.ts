import type { Informationsmangd } from '../informationsmangd.ts'

/** The processor's own log: for accesses where no controller can be named (nobody found, request refused). */
export const OWN_LOG = 'insyn'

export type Event =
  | 'uppslag'
  | 'arende'
  | 'spegling'
  | 'rensning'
  | 'borttagning'
  | 'berikning'
  | 'export'
  | 'granskning'
  | 'faktura'
  | 'register'
  | 'statistik'
  | 'forklaring'
  | 'tillstand'
  | 'avtalsslut'
  | 'klient'
  | 'buss'
  | 'avstamning'
  | 'leverans'
  | 'utdrag'
  | 'gallring'
  | 'glapp'
  | 'nyckel'
  | 'obehorig'
  | 'inloggning'
  | 'sakerhetskopia'
export type Verdict = 'visat' | 'tomt' | 'nekat' | 'fel'

/**
 * One access record: who, whom, what, when, why (domain: docs/atkomstlogg.md). Names kinds and fields, never values.
 * Plain JSON: strings, safe integers, booleans, null, arrays, objects.
 */
export interface Access {
  readonly handelse: Event
  /** Same in every record that one request made, in whichever controllers' logs. */
  readonly handelseId: string
  /** ISO 8601 UTC. */
  readonly tid: string
  readonly personRef: string | null
  /** The number sealed under this log's key, bound to handelseId; null when the request named none. */
  readonly personnummerForseglat: string | null
  readonly andamal: string | null
  /** How many further calls the record stands for, each refused alike since the last such record; absent: one call. */
  readonly antal?: number
  readonly arende: string | null
  readonly roll: string | null
  readonly slutanvandare: string | null
  /**
   * Who named the end user: the end user's own signed token, or a client whose contract allows it. `system`: nobody did, and the
   * name is that of the calling system.
   */
  readonly identitet: 'token' | 'uppgiven' | 'system' | null
  /** Name of the token's issuer. With `identitet: token`, issuer and end user together are one person. */
  readonly utfardare: string | null
  readonly klient: string | null
  readonly relation: string | null
  readonly identifiering: string | null
  /** What was shown: kinds with the names of their fields. */
  readonly visat: readonly { readonly mangd: Informationsmangd; readonly falt: readonly string[] }[]
  readonly utfall: Verdict
  /** The true cause, which the caller never sees when it is about a person: `traff`, `okand`, `skyddad`, `avtal-saknas`… */
  readonly orsak: string
  /** What a reviewer should look at: `eget-nummer`, `skyddad-visad`, `undantag`… */
  readonly flaggor: readonly string[]
  /** The enkelttillstånd by which a rule gave way. */
  readonly tillstand: string | null
  readonly avtal: string | null
  readonly policyversion: string | null
  /**
   * Of an act on the log itself (a search, a sample, a verdict, a pruning): what it concerned, and how much. Names and numbers of
   * the hub's own, and texts that have passed the gate; nothing of a person. Absent when there is nothing to tell.
   */
  readonly detaljer?: Details
}

/** Of `gallring`: of the records `[fran, till)`, `antal` older than `aldreAn` were to go, all but `kvar` (`"7"`, `"9-12"`). */
export interface PruningDetails {
  readonly fran: number
  readonly till: number
  readonly antal: number
  readonly kvar: readonly string[]
  /** How many of `kvar` a legal hold keeps. */
  readonly hallna: number
  readonly aldreAn: string
  /** The years that the log is kept, and what says so: an avtal's diarienummer, or a setting. */
  readonly ar: number
  readonly regel: string
}

/**
 * Of `glapp`: records from `fran` up to this one were lost with a database. `rot` is the root that the newest known checkpoint
 * had signed for `storlek` records.
 */
export interface GapDetails {
  readonly fran: number
  readonly till: number
  readonly storlek: number
  readonly rot: string
}

/** Of `sakerhetskopia`: the id of the backup, and when one that was restored was taken. */
export interface BackupDetails {
  readonly kopia: string
  readonly tagen?: string
}

export type Details = Readonly<Record<string, string | number | boolean | readonly string[]>>

/** A record and the log (controller) it belongs to: a stadsdel's code, or OWN_LOG. */
export interface LogRecord {
  readonly logg: string
  readonly access: Access
}

/** Where a record ended up. An answer carries it sealed (`sealLogId`). */
export interface LogPosition {
  readonly logg: string
  readonly nummer: number
}

/**
 * Resolves when every record is durable; rejects with LOGG_OTILLGANGLIG otherwise, and then nothing may be answered.
 */
export interface Atkomstlogg {
  write(records: readonly LogRecord[]): Promise<readonly LogPosition[]>
}

const MONTHS = 25

/**
 * What is made out of the log, and every enkelttillstånd, is kept so long that a month can be compared with the same
 * month two years ago.
 */
export function oldestDay(now: Date): Date {
  const day = new Date(now)
  day.setUTCMonth(day.getUTCMonth() - MONTHS)
  return day
}
