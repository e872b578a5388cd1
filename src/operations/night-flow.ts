import type { PauseTarget } from '../cases/pause.ts'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import type { Noted } from './night-runs.ts'
import type { Comparison } from './reconciliation/report.ts'

export interface OutboxSample {
  readonly at: Date
  readonly waiting: number
  readonly oldestSeconds: number
}

export interface OutboxState {
  readonly waiting: number
  readonly oldestSeconds: number
  readonly trend: 'minskar' | 'okar' | 'oforandrad'
  /** Of 24 hours, five minutes apart, the oldest first. */
  readonly samples: readonly OutboxSample[]
}

export interface DeliveryTarget {
  readonly target: PauseTarget | 'rensning'
  readonly state: 'levererar' | 'vilar' | 'pausad' | 'slapar-efter' | 'star-stilla'
  readonly paused: Noted | null
  /** Since midnight in Stockholm; null where nobody counts it. */
  readonly today: number | null
  readonly waiting: number
  readonly oldestSeconds: number
  /** Refused for good: deliveries set aside, or dead letters. */
  readonly parked: number
  readonly lastAt: Date | null
}

export interface DeadLetterGroup {
  readonly stadsdel: string
  readonly source: SourceName
  readonly mangd: Informationsmangd
  readonly reason: string
  readonly count: number
  readonly since: Date
  /** The newest of them, keyed references. */
  readonly uppgiftRefs: readonly string[]
}

/** The newest finding of each side, source, stadsdel and kind. */
export type ReconciliationRow = Comparison & { readonly compared: Date }

export interface EndingCertificate {
  /** Of the setting that holds it. */
  readonly name: string
  readonly ends: Date
  readonly days: number
}

export interface EndingAvtal {
  readonly stadsdel: string
  readonly namn: string
  readonly diarienummer: string
  /** The last day that it covers. */
  readonly ends: string
  readonly days: number
  /** Whether another avtal of the stadsdel takes over. */
  readonly continued: boolean
}
