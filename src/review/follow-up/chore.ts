import type pg from 'pg'
import { type Details, type LogRecord, oldestDay } from '../../atkomstlogg/access.ts'
import { raiseAlerts } from '../../atkomstlogg/follow/raise-alerts.ts'
import { operatorRecord } from '../../atkomstlogg/record-then.ts'
import { readHeads } from '../../atkomstlogg/stored-tree.ts'
import { codeOrUnknown } from '../../errors.ts'
import type { Log } from '../../log.ts'
import { inTransaction } from '../../platform/database/database.ts'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import { stockholmTime } from '../../platform/stockholm-time.ts'
import { announce, evaluateAnew, monthsAt, prepare } from './draw-sample.ts'
import { drawDeps, type FollowUp } from './follow-up-steps.ts'
import { evaluatedUpTo } from './month-store.ts'

/** Held by the hub that follows up: of several, one draws. */
const FOLLOW_UP_LOCK = 0x1c5f_0022

export interface FollowUpChoreDeps {
  readonly followUp: FollowUp
  readonly clock: () => Date
  readonly log: Log
}

/**
 * Brings the flags of the running month up to the log, and draws the samples of the last one, log by log: at the first round of a
 * new month, or at the first one after it where the hub was down. A log that fails does not stop the others.
 */
export function createFollowUpChore(deps: FollowUpChoreDeps) {
  const { followUp, clock } = deps
  const { pool, rules, samples } = followUp
  const draws = drawDeps(deps)

  async function drawMissing(log: string, month: string): Promise<void> {
    for (const part of ['open', 'protected'] as const) {
      if (await samples.hasMonth(log, month, part)) continue
      if ((await populationOf(pool, log, month, part)) === 0) continue
      const announced = announce({ logg: log, month, part, kind: 'manad' })
      const now = clock()
      const prepared = await followUp.recordThen(ownAct(log, 'urval-utlyst', announced.details, now), () =>
        prepare(draws, announced),
      )
      await followUp.recordThen(ownAct(log, 'urval-draget', prepared.details, clock()), prepared.draw)
    }
  }

  /** A hub died between the record of a drawing and the drawing: nobody reviews it, and the log says so. */
  async function tellBroken(log: string): Promise<void> {
    const now = clock()
    for (const details of await brokenDrawings(pool, log, now))
      await followUp.recordThen(ownAct(log, 'urval-avbrutet', details, now), async () => undefined)
  }

  async function follow(log: string): Promise<void> {
    await tellBroken(log)
    const { last, current } = monthsAt(clock())
    // Records of a month that is over still come within a moment after it; the drawing evaluates once more.
    const known = await evaluatedUpTo(pool, log, last)
    if (known === undefined || monthsAt(known.evaluated).current === last) await evaluateAnew(draws, log, last)
    if (rules.urval.automatiskt && !monthJustBegan(clock())) await drawMissing(log, last)
    await evaluateAnew(draws, log, current)
  }

  /** Each sample that is late gives its log's officers one alert, which points at the record of the drawing. */
  async function remind(): Promise<void> {
    const now = clock()
    for (const { urval, logg, nummer, part } of await samples.late(now))
      await inTransaction(pool, async (tx) => {
        const time = now.toISOString()
        const isProtected = part === 'protected'
        await raiseAlerts(tx, [{ kind: 'urval-sent', logg, nummer, time, about: urval, isProtected }])
        await tx.query('update review_sample set reminded = $2 where sample_id = $1', [urval, now])
      })
  }

  return {
    /** Returns when it has been round, or at once while another hub is. */
    async round(stopping: AbortSignal): Promise<void> {
      await trySessionLock(pool, FOLLOW_UP_LOCK, async () => {
        for (const log of (await readHeads(pool)).keys()) {
          if (stopping.aborted) return
          await follow(log).catch((error: unknown) =>
            deps.log.error('follow-up-failed', { stadsdel: log, errorCode: codeOrUnknown(error) }),
          )
        }
        await remind()
        await forgetOld(pool, clock())
      })
    },
  }
}

/** What was asked for before midnight may still be on its way to the log. */
function monthJustBegan(now: Date): boolean {
  const { date, minute } = stockholmTime(now)
  return date.endsWith('-01') && minute < 15
}

const MINUTE_MS = 60_000
/** A drawing of another process may be about to be stored. */
const UNDER_WAY_MS = 10 * MINUTE_MS
const LOOKED_BACK_MS = 40 * 24 * 60 * MINUTE_MS

/** Of drawings that the log tells of, and that are neither stored nor said to be broken off. */
async function brokenDrawings(pool: pg.Pool, log: string, now: Date): Promise<readonly Details[]> {
  const { rows } = await pool.query<{ cause: string; details: Details }>(
    `select p.cause, r.record::jsonb #> '{atkomst,detaljer}' as details
       from access_profile p join access_index i on i.profile = p.id
       join access_record r on r.logg = p.logg and r.nummer = i.nummer
      where p.logg = $1 and p.event = 'granskning' and p.cause in ('urval-draget', 'urval-avbrutet')
        and i.tid >= $2 and (i.tid < $3 or p.cause = 'urval-avbrutet')
      order by i.nummer`,
    [log, new Date(now.getTime() - LOOKED_BACK_MS), new Date(now.getTime() - UNDER_WAY_MS)],
  )
  const drawn = rows.filter(({ cause }) => cause === 'urval-draget').map(({ details }) => details)
  const ids = drawn.map(({ urval }) => String(urval))
  const stored = await pool.query<{ id: string }>(
    'select sample_id::text as id from review_sample where sample_id::text = any($1)',
    [ids],
  )
  const said = rows.filter(({ cause }) => cause === 'urval-avbrutet').map(({ details }) => details.urval)
  const known = new Set<unknown>([...stored.rows.map(({ id }) => id), ...said])
  return drawn
    .filter(({ urval }) => !known.has(urval))
    .map(({ urval, manad, slag, skyddade }) => ({
      ...{ urval: String(urval), manad: String(manad), slag: String(slag) },
      ...(skyddade === true ? { skyddade } : {}),
    }))
}

async function populationOf(pool: pg.Pool, log: string, month: string, part: string): Promise<number> {
  const { rows } = await pool.query<{ population: number }>(
    'select population from review_month where logg = $1 and month = $2 and part = $3',
    [log, month, part],
  )
  return rows[0]?.population ?? 0
}

/** The log itself keeps that samples were drawn, reviewed and closed. */
async function forgetOld(pool: pg.Pool, now: Date): Promise<void> {
  const oldest = oldestDay(now)
  await pool.query('delete from review_sample where drawn_at < $1', [oldest])
  await pool.query('delete from review_month where month < $1', [oldest.toISOString().slice(0, 7)])
}

function ownAct(log: string, cause: string, details: Details, now: Date): LogRecord {
  const act = {
    logg: log,
    handelse: 'granskning',
    orsak: cause,
    by: null,
    klient: 'insyn',
    andamal: 'logguppföljning',
  } as const
  const { access } = operatorRecord(act, now)
  return { logg: log, access: { ...access, detaljer: details } }
}
