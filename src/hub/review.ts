import type pg from 'pg'
import type { Atkomstlogg } from '../atkomstlogg/access.ts'
import { createAlertReader } from '../atkomstlogg/follow/alert-reader.ts'
import { hourCounter } from '../atkomstlogg/follow/hour-counter.ts'
import { createLogFollower } from '../atkomstlogg/follow/log-follower.ts'
import { measureFollowers } from '../atkomstlogg/follow/metrics.ts'
import { uppslagCounter } from '../atkomstlogg/follow/uppslag-counter.ts'
import { showsProtection } from '../atkomstlogg/protection.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import type { Config } from '../config.ts'
import { postgresErrands, postgresSavedFilters } from '../console/audit/saved-filters.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Measuring } from '../platform/sampling.ts'
import type { Policy } from '../policy/policy.ts'
import { createChainChecker } from '../review/chain/chain-checker.ts'
import { measureChain, postgresChain } from '../review/chain/chain-store.ts'
import { purgeExports } from '../review/exports/export-store.ts'
import { createExportPreparer } from '../review/exports/prepare-exports.ts'
import { purgeExtracts } from '../review/extracts/extract-store.ts'
import { ageBySealedNumber } from '../review/follow-up/age.ts'
import { createFollowUpChore } from '../review/follow-up/chore.ts'
import type { FollowUp } from '../review/follow-up/follow-up-steps.ts'
import { readRules } from '../review/follow-up/rules-file.ts'
import { createSampleStore } from '../review/follow-up/sample-store.ts'
import type { Store } from './store.ts'

interface FollowUpParts {
  readonly config: Pick<Config, 'folder' | 'loggnamn'>
  readonly policy: Policy
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly logWriter: Atkomstlogg
}

/** What the API and the chores follow the log up with. Throws KONFIG_OGILTIG for rules that are wrong. */
export const composeFollowUp = ({ config, policy, pool, keys, logWriter }: FollowUpParts): FollowUp => ({
  pool,
  samples: createSampleStore(pool),
  rules: readRules(config.folder),
  reviewersOf: (log, part) =>
    policy.granskare.filter(({ loggar, skyddade = false }) => loggar.includes(log) && (part === 'open' || skyddade)),
  showsProtection: ({ logg, access }) => showsProtection({ logg, atkomst: access }),
  isOfAge: ageBySealedNumber(keys),
  recordThen: recordThrough(logWriter),
  origin: config.loggnamn,
})

/** What the officers' pages read beside the operations: nothing of a person, nor of a record. */
export const composeAuditPages = ({ config, store: { pool, keys }, logFolder }: AuditPagesParts) => ({
  chain: postgresChain({ pool, keys, folder: logFolder, origin: config.loggnamn }),
  errands: postgresErrands(pool),
  savedFilters: postgresSavedFilters(pool),
  rules: { alerts: config.larm, followUp: readRules(config.folder) },
})

interface AuditPagesParts {
  readonly config: Config
  readonly store: Store
  /** `<state>/logg`. */
  readonly logFolder: string
}

export interface ReviewWorkParts extends FollowUpParts {
  readonly config: Config
  readonly measuring: Measuring
  /** The newest signed checkpoint of a log, as its note. */
  readonly checkpoint: (log: string) => Promise<string | undefined>
  /** `<state>/logg`. */
  readonly logFolder: string
  readonly clock: () => Date
  readonly log: Log
}

const ONE_MINUTE = 60_000
const ONE_HOUR = 60 * ONE_MINUTE

/**
 * The background work of those who review: figures and alerts out of the log; flags, monthly samples and reminders; exports as
 * ordered, and the end of exports and extracts.
 */
export function composeReviewWork(parts: ReviewWorkParts) {
  const { config, pool, keys, checkpoint, clock, log } = parts
  const readers = [uppslagCounter, hourCounter, createAlertReader(config.larm)]
  const follower = createLogFollower({ pool, readers, clock, log })
  const exportPreparer = createExportPreparer({ pool, keys, checkpoint, log })
  const chain = createChainChecker({ pool, keys, folder: parts.logFolder, origin: config.loggnamn, log })
  measureChain(parts.measuring, pool)
  const followers = readers.map(({ name }) => name)
  measureFollowers(parts.measuring, pool, followers)
  const followUp = createFollowUpChore({ followUp: composeFollowUp(parts), clock, log })
  let repetitions: readonly Repetition[] = []
  return {
    /** The names of those who follow the logs. */
    followers,
    start(): void {
      follower.start()
      exportPreparer.start()
      chain.start()
      repetitions = [
        everyAfter(ONE_HOUR, (stopping) => followUp.round(stopping), {
          failed: (error) => log.error('follow-up-failed', { errorCode: codeOrUnknown(error) }),
        }),
        everyAfter(ONE_MINUTE, async () => void (await Promise.all([purgeExports(pool), purgeExtracts(pool)])), {
          failed: (error) => log.error('expiry-purge-failed', { errorCode: codeOrUnknown(error) }),
          pauseFirst: true,
        }),
      ]
    },
    async stop(): Promise<void> {
      for (const repetition of repetitions) await repetition.stop()
      await exportPreparer.stop()
      await chain.stop()
      await follower.stop()
    },
  }
}
