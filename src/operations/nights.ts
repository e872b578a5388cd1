import type { DeadLetterSelection } from '../bus/dead-letter.ts'
import type { SourceName } from '../informationsmangd.ts'
import type { QuarantineGroup, QuarantineSelection } from '../sync/quarantined.ts'
import type { RunKind } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import type {
  DeadLetterGroup,
  DeliveryTarget,
  EndingAvtal,
  EndingCertificate,
  OutboxState,
  ReconciliationRow,
} from './night-flow.ts'
import type {
  CodeText,
  Counts,
  HeldDeletion,
  NightGrid,
  NightState,
  Noted,
  Run,
  RunningRun,
  RunOrder,
  RunPage,
  WorkKind,
} from './night-runs.ts'

export interface UpcomingRun {
  readonly kind: WorkKind
  readonly dueAt: Date
  /** Stockholm. */
  readonly night: string
  /** Those that will run; empty of work that is of no scope. */
  readonly scopes: readonly Scope[]
  /** Those that will not, and why. */
  readonly left: readonly (Scope & { readonly why: 'pausad' | 'uppehall'; readonly reason: string })[]
  /** Sum of the medians of its scopes, as many at a time as the settings say; null without history. */
  readonly expectedMs: number | null
  readonly expectedRead: number | null
}

export interface SyncPause extends Noted {
  readonly id: number
  /** Absent: all. */
  readonly source: SourceName | null
  readonly stadsdel: string | null
}

export interface NightSummary {
  readonly night: string
  readonly begun: Date | null
  readonly ended: Date | null
  readonly durationMs: number | null
  readonly medianMs: number | null
  readonly counts: Counts
  /** Rows that stand in quarantine now, and how many more than the night before put there. */
  readonly quarantined: number
  readonly quarantineGrowth: number
  readonly byState: Readonly<Record<NightState, number>>
  /** The scope that is worst off: the most nights without a whole read. */
  readonly worst: (Scope & { readonly namn: string; readonly nights: number; readonly state: NightState }) | null
}

/** In order of weight. */
export const NEEDS = [
  'borttagning-halls',
  'inloggning-nekad',
  'natten-misslyckad',
  'utebliven-natt',
  'kontrollpunkt-sen',
  'leverans-parkerad',
  'dodbrev',
  'karantan-vaxer',
  'avstamning-skiljer',
  'leverans-pausad',
  'synk-pausad',
  'certifikat-gar-ut',
  'avtal-gar-ut',
] as const
export type NeedKind = (typeof NEEDS)[number]

/** Where a person goes to do something about it; the pages know their own addresses. */
export type Place =
  | { readonly page: 'korning'; readonly run: number }
  | { readonly page: 'hallen'; readonly run: number }
  | { readonly page: 'karantan'; readonly source: SourceName; readonly stadsdel: string }
  | {
      readonly page:
        'natter' | 'dodbrev' | 'leveranser' | 'avstamning' | 'kommande' | 'certifikat' | 'avtal' | 'kontrollpunkter'
    }

/** What needs a person now, in words. */
export interface Need {
  readonly kind: NeedKind
  readonly heading: string
  readonly text: string
  readonly since: Date | null
  readonly scope: Scope | null
  readonly goTo: Place
}

/** What the pages of operations show. Plain values; nothing of a person. */
export interface Nights {
  grid(days: number): Promise<NightGrid>
  run(id: number): Promise<RunPage | undefined>
  /** The newest runs of a scope, or of all, the newest first. */
  runs(selection: Partial<Scope> & { readonly limit: number }): Promise<readonly Run[]>
  running(): Promise<readonly RunningRun[]>
  /** Orders that are not carried out yet, and those that ended within a day. */
  orders(): Promise<readonly RunOrder[]>
  /** What a run now of these scopes would come to, by history. */
  forecast(
    scopes: readonly Scope[],
    kind: RunKind,
  ): Promise<{ readonly ms: number | null; readonly read: number | null }>
  upcoming(days: number): Promise<readonly UpcomingRun[]>
  nextRun(): Promise<UpcomingRun | undefined>
  lastNight(grid: NightGrid): Promise<NightSummary>
  /** `grid`: where it has been read already. */
  needsPerson(grid?: NightGrid): Promise<readonly Need[]>
  pauses(): Promise<readonly SyncPause[]>
  heldDeletions(): Promise<readonly HeldDeletion[]>
  outbox(): Promise<OutboxState>
  deliveries(): Promise<readonly DeliveryTarget[]>
  quarantine(selection: QuarantineSelection): Promise<readonly QuarantineGroup[]>
  deadLetters(selection?: DeadLetterSelection): Promise<readonly DeadLetterGroup[]>
  reconciliation(): Promise<readonly ReconciliationRow[]>
  /** Those of the settings: sources, bus, receivers and the hub's own. What a service shows at connection is not known here. */
  certificates(): readonly EndingCertificate[]
  /** Avtal in force that have a last day. */
  avtal(): readonly EndingAvtal[]
  /** Texts of a code, of a run, an order or a cause of quarantine. */
  codeText(code: string): CodeText
}
