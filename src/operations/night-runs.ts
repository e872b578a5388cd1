import type { Informationsmangd } from '../informationsmangd.ts'
import type { QuarantineGroup } from '../sync/quarantined.ts'
import type { RunKind } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'

/** Kinds of scheduled work. The first two are of one source × stadsdel each; the others of all at once. */
export type WorkKind = RunKind | 'avstamning' | 'gallring'

/** What became of the complete read that was due on a night, in Stockholm. */
export const NIGHT_STATES = ['klar', 'klar-med-karantan', 'misslyckad', 'hallen', 'ej-kord', 'pagar'] as const
export type NightState = (typeof NIGHT_STATES)[number]

/** Why a night has no whole run: aborted, paused, a blackout of the settings, no avtal in force, none was to be. */
export type NotRun = 'avbruten' | 'pausad' | 'uppehall' | 'inget-avtal' | 'inte-planerad'

export interface NightCell {
  /** `YYYY-MM-DD`: the day on which the run was due, or was begun when nothing was due. */
  readonly night: string
  readonly state: NightState
  /** The newest complete run of that night. */
  readonly run: number | null
  readonly why: NotRun | null
  /** Of a run: what failed, or why it is held. */
  readonly code: string | null
}

export interface NightRow extends Scope {
  readonly namn: string
  /** As many as `nights`, in the same order. */
  readonly cells: readonly NightCell[]
  /** When the newest complete read that counts began; null: never. */
  readonly readAt: Date | null
  /** Whether it is of the newest night that should have been read by now. */
  readonly fresh: boolean
}

export interface NightGrid {
  /** `YYYY-MM-DD`, the oldest first. */
  readonly nights: readonly string[]
  /** Every source × stadsdel of today, in the order of the settings. */
  readonly rows: readonly NightRow[]
}

/** Of uppgifter. Never of persons or rows of a source: beside these they would tell how many are protected. */
export interface Counts {
  /** New, changed and unchanged together. */
  readonly read: number
  readonly added: number
  readonly changed: number
  readonly unchanged: number
  /** What the mirror no longer holds, whatever the cause; null where the run does not tell. */
  readonly removed: number | null
  readonly quarantined: number
}

export interface GuardVolume {
  readonly mangd: Informationsmangd
  /** `uppgifter` that are gone; `poster`: items that uppgifter which stay have lost. */
  readonly of: 'uppgifter' | 'poster'
  readonly gone: number
  readonly known: number
}

/** What the volume guard holds. */
export interface HeldDeletion extends Scope {
  readonly run: number
  readonly namn: string
  readonly since: Date
  readonly reason: 'tom-lasning' | 'herrelosa-rader' | 'tyst-del' | 'for-manga-borta'
  /** The reason in words. */
  readonly text: string
  /** From how many uppgifter something would be taken away: the least number that an approval must allow. */
  readonly touched: number
  /** The kinds that something would be taken from, the largest share first. */
  readonly volumes: readonly GuardVolume[]
  /** Share of a kind that may go without a person's word, 0–1. */
  readonly limit: number
  readonly approved: Approval | null
  readonly rejected: Noted | null
}

export interface Noted {
  readonly by: string
  readonly reason: string
  readonly at: Date
}

export interface Approval extends Noted {
  readonly atMost: number
}

/** What a code means and what to do about it, in Swedish. */
export interface CodeText {
  readonly what: string
  readonly remedy: string
}

export interface Run extends Scope {
  readonly id: number
  readonly namn: string
  readonly night: string
  readonly kind: RunKind
  readonly state: NightState
  /** `schema`, `manuell`, `start`, `avtal`, `karantan`, `avstamning`. */
  readonly trigger: string
  readonly begun: Date
  readonly ended: Date | null
  readonly ordered: Noted | null
  readonly counts: Counts
}

export interface RunPage extends Run {
  readonly dueAt: Date | null
  readonly durationMs: number | null
  /** Of the last fourteen succeeded runs of the scope and kind before this one; null when there is none. */
  readonly medianMs: number | null
  readonly aborted: Noted | null
  readonly failure: (CodeText & { readonly code: string; readonly message: string | null }) | null
  /** Rows that this run put in quarantine and that still stand there, by cause. */
  readonly quarantine: readonly QuarantineGroup[]
  readonly drift: {
    /** Fields that the source sent and no manifest lists; `fresh` were not met by the run before. */
    readonly seen: readonly { readonly field: string; readonly fresh: boolean }[]
    /** Fields that the run before met and this one did not. */
    readonly unseen: readonly string[]
  }
  /** `over`: a later read has taken its place, and there is nothing left to decide. */
  readonly guard: (HeldDeletion & { readonly over: boolean }) | null
}

export interface RunningRun extends Run {
  /** By the newest succeeded run of the scope and kind; null when there is none. */
  readonly expected: number | null
  readonly medianMs: number | null
  /** By what it has read of what is expected; null when that cannot be told. */
  readonly leftMs: number | null
  readonly progressAt: Date | null
  readonly abortAsked: Noted | null
}

/** A read, or a reconciliation without and with repair. */
export type OrderKind = RunKind | 'avstamning' | 'reparation'

/** What a person has asked for and no process has ended yet, or the newest that has ended. */
export interface RunOrder {
  readonly id: number
  readonly kind: OrderKind
  readonly scopes: readonly Scope[]
  readonly by: string
  readonly reason: string
  readonly ordered: Date
  readonly begun: Date | null
  readonly ended: Date | null
  /** Scopes that did not succeed, with the code; of an order that could not be carried out, its own code with an empty scope. */
  readonly failed: readonly { readonly source: string; readonly stadsdel: string; readonly code: string }[]
}
