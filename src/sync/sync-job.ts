import type pg from 'pg'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Log } from '../log.ts'
import type { Postnycklar } from '../mapping/merge-items.ts'
import type { Volymvakt } from './guard.ts'
import type { Kalla } from './source.ts'
import type { Korningsslag, Korningsstatus, Rakning } from './run.ts'

export interface SyncDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly kallor: readonly Kalla[]
  readonly postnycklar: Postnycklar
  /** What the stadsdel's avtal lets us read today. */
  readonly tillatnaMangder: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly installningar: {
    readonly samtidiga: number
    readonly volymvakt: Volymvakt
    readonly karantanDygn: number
    /** Waits before another try when a source cannot be reached. */
    readonly omforsokMs: readonly number[]
  }
  readonly klocka: () => Date
  readonly log: Log
}

export interface Omrade {
  readonly kalla: KallaNamn
  readonly stadsdel: string
}

/** How far a scope has come, for whoever watches. */
export interface Lage extends Omrade {
  readonly status: Korningsstatus | 'koad'
  readonly rakning: Readonly<Rakning>
  readonly start: number
  readonly slut?: number
  readonly felkod?: string
}

export interface Uppdrag {
  readonly omraden: readonly Omrade[]
  /** `andrade` asks for what changed since the last read, or for everything where there was none. */
  readonly slag: Korningsslag
  readonly utlosare: string
}
