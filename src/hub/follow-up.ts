import type pg from 'pg'
import type { Atkomstlogg } from '../atkomstlogg/access.ts'
import { showsProtection } from '../atkomstlogg/protection.ts'
import { recordThrough } from '../atkomstlogg/record-then.ts'
import type { Config } from '../config.ts'
import type { Log } from '../log.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Policy } from '../policy/policy.ts'
import { ageBySealedNumber } from '../review/follow-up/age.ts'
import { createFollowUpChore } from '../review/follow-up/chore.ts'
import type { FollowUp } from '../review/follow-up/follow-up-steps.ts'
import { readRules } from '../review/follow-up/rules-file.ts'
import { createSampleStore } from '../review/follow-up/sample-store.ts'

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
  reviewersOf: (log) => policy.granskare.filter(({ loggar }) => loggar.includes(log)),
  showsProtection: ({ logg, access }) => showsProtection({ logg, atkomst: access }),
  isOfAge: ageBySealedNumber(keys),
  recordThen: recordThrough(logWriter),
  origin: config.loggnamn,
})

const ONE_HOUR = 60 * 60_000

/** Flags, monthly samples and reminders, from now on. */
export function startFollowUp(parts: FollowUpParts & { readonly clock: () => Date; readonly log: Log }): Repetition {
  const { clock, log } = parts
  const chore = createFollowUpChore({ followUp: composeFollowUp(parts), clock, log })
  return everyAfter(ONE_HOUR, (stopping) => chore.round(stopping), { failed: () => log.error('follow-up-failed') })
}
