import type pg from 'pg'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import type { ItemKeys } from '../mapping/merge-items.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { VolumeGuard } from './guard.ts'
import type { RunCause, RunCounts, RunKind, RunStatus } from './run-record.ts'
import type { Scope, Source } from './source.ts'

/** What one run needs, in whichever thread it is carried out. */
export interface RunDeps {
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly sources: readonly Source[]
  readonly itemKeys: ItemKeys
  readonly settings: {
    readonly samtidiga: number
    readonly volymvakt: VolumeGuard
    readonly karantanDygn: number
    /** Waits before another try when a source cannot be reached. */
    readonly omforsokMs: readonly number[]
    /** A source that gives nothing for so long, once it has begun to, is taken for lost; absent: only its deadline counts. */
    readonly tystMs?: number
  }
  readonly clock: () => Date
  readonly log: Log
}

export interface SyncDeps extends RunDeps {
  /** What the stadsdel's avtal lets us read today. */
  readonly allowedMangder: (stadsdel: string) => ReadonlySet<Informationsmangd>
}

/** How far the run of a scope has come. */
export interface ScopeState extends Scope {
  readonly status: RunStatus | 'koad'
  readonly counts: Readonly<RunCounts>
  readonly start: number
  readonly end?: number
  readonly errorCode?: string
  /** What failed and what to do about it; never a value of a person. */
  readonly errorMessage?: string
}

export interface SyncJob extends RunCause {
  readonly scopes: readonly Scope[]
  /** `andrade` asks for what changed since the last read, or for everything where there was none. */
  readonly kind: RunKind
}
