import type { RecordThen } from '../atkomstlogg/record-then.ts'
import type { Config } from '../config.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { createNightActs } from '../operations/create-night-acts.ts'
import { createNights } from '../operations/create-nights.ts'
import type { LateCheckpoint } from '../operations/needs.ts'
import type { NightActs } from '../operations/night-acts.ts'
import type { Nights } from '../operations/nights.ts'
import { takeSample } from '../operations/outbox-samples.ts'
import type { Reconciliation } from '../operations/reconciliation/reconciliation.ts'
import type { RetentionTools } from '../operations/retention-tools.ts'
import { createOrderWork } from '../operations/run-orders.ts'
import { createSchedule } from '../operations/schedule.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Policy } from '../policy/policy.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'
import type { Store } from './store.ts'

export interface NightWorkParts {
  readonly config: Config
  readonly store: Pick<Store, 'syncPool'>
  readonly scopes: () => readonly Scope[]
  readonly read: (job: SyncJob) => Promise<readonly ScopeState[]>
  readonly isOrdered: (scope: Scope) => boolean
  readonly reconciliation: Pick<Reconciliation, 'reconcile'>
  readonly retention: Pick<RetentionTools, 'pruneNightly'>
  readonly clock: () => Date
  readonly log: Log
}

const FIVE_MINUTES = 5 * 60_000

/** What goes on by itself, and what persons have ordered: for the process that does the background work. */
export function composeNightWork({ config, store, scopes, reconciliation, retention, ...parts }: NightWorkParts) {
  const { syncPool: pool } = store
  const { clock, log } = parts
  const { uppehall: blackouts, ...expressions } = config.schema
  const schedule = createSchedule({
    ...{ ...parts, expressions, blackouts, pool, scopes },
    reconcile: (readable) => reconciliation.reconcile(readable, { repair: false }),
    prune: () => retention.pruneNightly(),
  })
  const orders = createOrderWork({ ...parts, pool, reconcile: (wanted, how) => reconciliation.reconcile(wanted, how) })
  let samples: Repetition | undefined
  return {
    start() {
      schedule.start()
      orders.start()
      samples = everyAfter(FIVE_MINUTES, () => takeSample(pool, clock()), {
        failed: (error) => log.error('outbox-not-sampled', { errorCode: codeOrUnknown(error) }),
      })
    },
    /** Resolves when what is under way has ended: whoever stops the reads does so meanwhile. */
    async stop(): Promise<void> {
      await Promise.all([schedule.stop(), orders.stop(), samples?.stop()])
    },
  }
}

export interface NightParts {
  readonly config: Config
  readonly store: Pick<Store, 'syncPool'>
  readonly policy: Policy
  readonly scopes: () => readonly Scope[]
  readonly recordThen: RecordThen
  readonly lateCheckpoints: () => Promise<readonly LateCheckpoint[]>
  readonly clock: () => Date
}

/** What the pages of operations and the operators' commands show and do. */
export const composeNights = ({ store: { syncPool: pool }, ...parts }: NightParts): Nights & NightActs => ({
  ...createNights({ ...parts, pool }),
  ...createNightActs({ ...parts, pool }),
})
