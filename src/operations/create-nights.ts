import type pg from 'pg'
import type { Config } from '../config.ts'
import { MANGDER_OF_SOURCE } from '../informationsmangd.ts'
import { allowedMangder } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { quarantineGroups } from '../sync/quarantined.ts'
import type { Scope } from '../sync/source.ts'
import { codeText } from './code-texts.ts'
import { latestTime } from './cron-times.ts'
import { certificatesOf, endingAvtal } from './endings.ts'
import { deadLetterGroups, deliveryTargets, reconciliationRows } from './flow.ts'
import { forecastOf, histories, upcomingRuns } from './forecast.ts'
import { type LateCheckpoint, needsOf } from './needs.ts'
import { expectedNight, nightGrid } from './night-grid.ts'
import { nightSummary } from './night-summary.ts'
import type { Nights } from './nights.ts'
import { outboxState } from './outbox-samples.ts'
import { ordersSince } from './run-orders.ts'
import { heldDeletions, runningRuns, runPage } from './run-page.ts'
import { quarantineGrowth, runOf, runRows } from './run-rows.ts'
import { pausesNow } from './sync-pauses.ts'

export interface NightsParts {
  readonly pool: pg.Pool
  readonly config: Pick<Config, 'schema' | 'synk' | 'kafka'>
  readonly policy: Policy
  /** Every source × stadsdel of today. */
  readonly scopes: () => readonly Scope[]
  readonly lateCheckpoints: () => Promise<readonly LateCheckpoint[]>
  readonly clock: () => Date
}

const NIGHTS = 14
const ONE_DAY = 24 * 60 * 60_000
/** A next time is looked for so many days ahead. */
const AHEAD_DAYS = 40

/** What the pages of operations show. Reads only. */
export function createNights({ pool, config, policy, scopes, lateCheckpoints, clock }: NightsParts): Nights {
  const { uppehall: blackouts, ...expressions } = config.schema
  const complete = expressions.fullstandig
  const names = new Map(policy.stadsdelar.map(({ kod, namn }) => [kod, namn]))
  const nameOf = (stadsdel: string) => names.get(stadsdel) ?? stadsdel
  const isCovered = ({ source, stadsdel }: Scope, date: string) => {
    const allowed = allowedMangder(policy, stadsdel, date)
    return MANGDER_OF_SOURCE[source].some((mangd) => allowed.has(mangd))
  }
  const gridParts = { pool, scopes, nameOf, isCovered, complete, blackouts, clock }
  const pageParts = { pool, nameOf, limit: config.synk.volymvakt.andel, clock }
  const atOnce = Math.min(config.synk.samtidiga, config.synk.arbetare)
  const forecastParts = { pool, scopes, expressions, blackouts, atOnce, clock }
  const targets = () => deliveryTargets(pool, config.kafka !== undefined, clock())
  const certificates = () => certificatesOf(config, clock())
  const avtal = () => endingAvtal(policy, clock())

  return {
    grid: (days) => nightGrid(gridParts, days),
    run: (id) => runPage(pageParts, id),
    async runs({ source, stadsdel, limit }) {
      const rows = await runRows(
        pool,
        `($1::text is null or r.source = $1) and ($2::text is null or r.stadsdel = $2) order by r.id desc limit $3`,
        [source ?? null, stadsdel ?? null, limit],
      )
      return rows.map((row) => runOf(row, nameOf(row.stadsdel)))
    },
    running: () => runningRuns(pageParts),
    orders: () => ordersSince(pool, new Date(clock().getTime() - ONE_DAY)),
    forecast: async (wanted, kind) => forecastOf(await histories(pool, wanted), wanted, kind, atOnce),
    upcoming: (days) => upcomingRuns(forecastParts, days),
    async nextRun() {
      return (await upcomingRuns(forecastParts, AHEAD_DAYS, 1)).find(({ kind }) => kind !== 'gallring')
    },
    async lastNight(grid) {
      const groups = await quarantineGroups(pool, {})
      const quarantined = groups.reduce((sum, { count }) => sum + count, 0)
      return await nightSummary(pool, grid, expectedNight(gridParts), quarantined)
    },
    async needsPerson(known) {
      const now = clock()
      const since = new Date(now.getTime() - AHEAD_DAYS * ONE_DAY)
      const [grid, held, targetsNow, growth, groups, reconciliation, pauses, late] = await Promise.all([
        known ?? nightGrid(gridParts, NIGHTS),
        heldDeletions(pageParts),
        targets(),
        quarantineGrowth(pool, scopes()),
        quarantineGroups(pool, {}),
        reconciliationRows(pool),
        pausesNow(pool),
        lateCheckpoints(),
      ])
      return needsOf({
        ...{ grid, held, targets: targetsNow, growth, groups, reconciliation, pauses, late, nameOf, now },
        expectedNight: expectedNight(gridParts),
        dueSince: complete === undefined ? null : (latestTime(complete, now, since) ?? null),
        certificates: certificates(),
        avtal: avtal(),
      })
    },
    pauses: () => pausesNow(pool),
    heldDeletions: () => heldDeletions(pageParts),
    outbox: () => outboxState(pool, clock()),
    deliveries: targets,
    quarantine: (selection) => quarantineGroups(pool, selection),
    deadLetters: (selection) => deadLetterGroups(pool, selection),
    reconciliation: () => reconciliationRows(pool),
    certificates,
    avtal,
    codeText,
  }
}
