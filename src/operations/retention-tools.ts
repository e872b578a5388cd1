import type pg from 'pg'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import { type Hold, type HoldDeps, type HoldScope, liftHold, listHolds, setHold } from '../atkomstlogg/legal-hold.ts'
import { planPruning, prune, type PruningDeps, type PruningOrder } from '../atkomstlogg/pruning.ts'
import { checkText } from '../atkomstlogg/record-then.ts'
import { readHeads } from '../atkomstlogg/stored-tree.ts'
import { codeOrUnknown, InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { startOfDay, swedishDate } from '../platform/stockholm-time.ts'
import type { Policy } from '../policy/policy.ts'

export interface PrunedLog extends PruningOrder {
  /** What went, or would go. */
  readonly count: number
  /** What a legal hold keeps beyond its time. */
  readonly held: number
}

/** What becomes of access records when they have been kept long enough. */
export interface RetentionTools {
  /** Prunes one log, or every log; with `trial` nothing is done. One at a time over all hubs: KORNING_PAGAR. */
  prune(request: { logg?: string | undefined; by: string; trial: boolean }): Promise<readonly PrunedLog[]>
  /** The name of the hold within the log. */
  setHold(request: { logg: string; scope: HoldScope; by: string; reason: string }): Promise<number>
  liftHold(request: { logg: string; nummer: number; by: string; reason: string }): Promise<void>
  listHolds(by: string): Promise<readonly Hold[]>
  /**
   * What the hub does by itself every night: reports what fails, and goes on with the next log. False when another pruning is
   * under way.
   */
  pruneNightly(): Promise<boolean>
}

export interface RetentionParts extends HoldDeps, PruningDeps {
  readonly pool: pg.Pool
  readonly policy: Policy
  /** Years that the hub's own log is kept. */
  readonly ownYears: number
  readonly log: Log
}

const PRUNING_LOCK = 0x1c5f_0023
/** Of a log whose board has had no avtal that the configuration still has. */
const DEFAULT_YEARS = 5

export function createRetentionTools(parts: RetentionParts): RetentionTools {
  const { pool, policy, ownYears, clock, log } = parts

  function orderFor(name: string): PruningOrder {
    const today = swedishDate(clock())
    const { years, rule } = name === OWN_LOG ? { years: ownYears, rule: 'insyn' } : yearsOf(policy, name, today)
    return { logg: name, before: startOfDay(yearsBefore(today, years)), years, rule }
  }

  async function requireLog(name: string): Promise<void> {
    if (!(await readHeads(pool)).has(name))
      throw new InsynError('FINNS_EJ', `there is no log ${name}, or nothing is recorded in it`)
  }

  async function pruneOne(order: PruningOrder, who: { by: string | null; klient: string }): Promise<PrunedLog> {
    const plan = await planPruning(parts, order)
    return { ...order, count: await prune(parts, order, plan, who), held: plan.held }
  }

  const locked = <T>(work: () => Promise<T>) => trySessionLock(pool, PRUNING_LOCK, work)

  return {
    async prune({ logg, by, trial }) {
      checkText('--av', by, 100, clock())
      if (logg !== undefined) await requireLog(logg)
      const logs = logg === undefined ? [...(await readHeads(pool)).keys()] : [logg]
      const ofEach = async (work: (order: PruningOrder) => Promise<PrunedLog>) => {
        const results: PrunedLog[] = []
        for (const order of logs.map(orderFor)) results.push(await work(order))
        return results
      }
      if (trial) return ofEach(async (order) => ({ ...order, ...(await planPruning(parts, order)) }))
      const results = await locked(() => ofEach((order) => pruneOne(order, { by, klient: 'insyn-cli' })))
      if (results === undefined) throw new InsynError('KORNING_PAGAR', 'another gallring is under way')
      return results
    },
    async setHold(request) {
      await requireLog(request.logg)
      if (request.scope.arende !== undefined) checkText('--arende', request.scope.arende, 100, clock())
      return setHold(parts, request)
    },
    liftHold: (request) => liftHold(parts, request),
    listHolds: (by) => listHolds(parts, by),
    async pruneNightly() {
      const done = await locked(async () => {
        let count = 0
        for (const name of (await readHeads(pool)).keys())
          try {
            count += (await pruneOne(orderFor(name), { by: null, klient: 'insyn' })).count
          } catch (error) {
            log.error('log-not-pruned', { logg: name, errorCode: codeOrUnknown(error) })
          }
        if (count > 0) log.info('log-pruned', { count })
        return true
      })
      return done === true
    },
  }
}

/** By the newest avtal that has covered the log, also when it has ended. */
function yearsOf({ avtal }: Policy, log: string, today: string): { years: number; rule: string } {
  const begun = avtal.filter(({ stadsdel, giltigFran }) => stadsdel === log && giltigFran <= today)
  const [newest] = begun.sort((a, b) => (a.giltigFran < b.giltigFran ? 1 : -1))
  return { years: newest?.loggAr ?? DEFAULT_YEARS, rule: newest?.diarienummer ?? 'inget-avtal' }
}

/** A leap day without a counterpart becomes the first of March: kept a day longer, never shorter. */
function yearsBefore(day: string, years: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number)
  return new Date(Date.UTC(year - years, month - 1, date)).toISOString().slice(0, 10)
}
