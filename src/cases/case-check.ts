import type pg from 'pg'
import { codeOrUnknown, InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import type { ArendeState } from './arende-state.ts'
import type { CaseSystem } from './case-system.ts'
import { wakeSelected } from './wake.ts'

interface CaseCheckDeps {
  readonly pool: pg.Pool
  readonly arendesystem: Pick<CaseSystem, 'stateOf'>
  readonly log: Log
}

const EVERY_MS = 500
const AT_ONCE = 8
/** As the worker's claim of a delivery. */
const LEASE = '30 seconds'
const LONGEST_SECONDS = 600

interface Job {
  readonly arendeId: string
  readonly checks: number
}

/**
 * Asks the case system how it has each case that is opened, whoever the case is about and whatever is to be written into it: what
 * the hub answers of a case must be the same for all. A case that it does not have, or has closed, is asked for again while it
 * is open here, so that one that was reported too early is filled.
 */
export function createCaseCheck({ pool, arendesystem, log }: CaseCheckDeps) {
  let repetition: Repetition | undefined

  async function check(stopping = new AbortController().signal): Promise<number> {
    const due = await claim(pool)
    await Promise.all(due.map(async (job) => settle(pool, job, await ask(job, stopping))))
    return due.length
  }

  async function ask({ arendeId }: Job, signal: AbortSignal): Promise<ArendeState['caseState']> {
    try {
      return await arendesystem.stateOf(arendeId, signal)
    } catch (error) {
      if (!(error instanceof InsynError)) throw error
      return error.code === 'MALSYSTEM_NEKAR' ? 'refused' : null
    }
  }

  return {
    /** Asks for what is due now; returns how many cases that was. */
    check,
    start() {
      const failed = (error: unknown) => log.error('case-check-failed', { errorCode: codeOrUnknown(error) })
      repetition = everyAfter(EVERY_MS, async (stopping) => ((await check(stopping)) > 0 ? 0 : undefined), { failed })
    },
    stop: async () => repetition?.stop(),
  }
}

async function claim(pool: pg.Pool): Promise<Job[]> {
  const { rows } = await pool.query<Job>({
    name: 'claim-case-checks',
    text: `
      with due as materialized (
        select arende_id from arende where check_at <= now() order by check_at limit ${AT_ONCE} for update skip locked
      )
      update arende a set check_at = now() + interval '${LEASE}', checks = checks + 1
        from due where a.arende_id = due.arende_id
      returning a.arende_id as "arendeId", checks`,
  })
  return rows
}

/** `found` is null when nobody answered: what was known stays. What the case system refused for want of the case is tried anew. */
async function settle(pool: pg.Pool, { arendeId, checks }: Job, found: ArendeState['caseState']): Promise<void> {
  const seconds = Math.min(LONGEST_SECONDS, 2 ** checks) * (0.5 + Math.random() / 2)
  await pool.query(
    `update arende
        set case_state = coalesce($2, case_state), case_checked = case when $2 is null then case_checked else now() end,
            check_at = case when status = 'oppet' and $2 is distinct from 'open' then now() + make_interval(secs => $3) end
      where arende_id = $1`,
    [arendeId, found, seconds],
  )
  if (found !== 'open') return
  await wakeSelected(pool, `select arende_id, uppgift_ref from delivery where arende_id = $1 and status = 'parkerad'`, [
    arendeId,
  ])
}
