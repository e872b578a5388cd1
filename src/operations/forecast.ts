import type pg from 'pg'
import type { Blackout } from '../config.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import type { RunKind } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import { blackoutOn } from './blackouts.ts'
import { nextTime } from './cron-times.ts'
import { type DueExpressions, isScoped, overdue, scopesFor } from './due-times.ts'
import type { WorkKind } from './night-runs.ts'
import type { UpcomingRun } from './nights.ts'
import { SCOPES, scopeValues } from './run-rows.ts'
import { isOf, pausesNow } from './sync-pauses.ts'

export interface ForecastParts {
  readonly pool: pg.Pool
  readonly scopes: () => readonly Scope[]
  readonly expressions: DueExpressions
  readonly blackouts: readonly Blackout[]
  /** Scopes that are read at the same time. */
  readonly atOnce: number
  readonly clock: () => Date
}

/** Of the newest succeeded runs of one scope and kind. */
export interface History extends Scope {
  readonly kind: RunKind
  readonly medianMs: number
  /** Of the newest. */
  readonly read: number
}

/** So many runs make a median. */
export const RUNS = 14

/** Of these scopes, by kind; of runs before one when that is named. */
export async function histories(pool: pg.Pool, scopes: readonly Scope[], before?: number): Promise<readonly History[]> {
  const { rows } = await pool.query<History>(
    `select s.source, s.stadsdel, k.kind, percentile_cont(0.5) within group (order by n.ms)::float8 as "medianMs",
            (array_agg(n.read::float8 order by n.id desc))[1] as read
       from ${SCOPES} cross join (values ('fullstandig'), ('andrade'), ('betalstatus')) as k (kind) cross join lateral (
         select id, added + changed + unchanged as read, extract(epoch from ended_at - start) * 1000 as ms from sync_run r
          where r.source = s.source and r.stadsdel = s.stadsdel and r.kind = k.kind and r.status = 'lyckad'
            and ($3::bigint is null or r.id < $3) order by r.id desc limit ${RUNS}) n
      group by s.source, s.stadsdel, k.kind`,
    [...scopeValues(scopes), before ?? null],
  )
  return rows
}

export interface Forecast {
  readonly ms: number | null
  readonly read: number | null
}

/** As many scopes at a time as the settings say, and no shorter than the longest of them. */
export function forecastOf(
  history: readonly History[],
  scopes: readonly Scope[],
  kind: WorkKind,
  atOnce: number,
): Forecast {
  const known = history.filter(
    (one) =>
      one.kind === kind && scopes.some((scope) => scope.source === one.source && scope.stadsdel === one.stadsdel),
  )
  if (known.length === 0) return { ms: null, read: null }
  const times = known.map(({ medianMs }) => medianMs)
  const sum = times.reduce((all, one) => all + one, 0)
  return {
    ms: Math.round(Math.max(sum / Math.min(atOnce, known.length), ...times)),
    read: known.reduce((all, { read }) => all + read, 0),
  }
}

const ONE_DAY = 24 * 60 * 60_000

/** What the settings say will be done, and first what is due and not done yet; of each kind at most so many. */
export async function upcomingRuns(
  parts: ForecastParts,
  days: number,
  most = Infinity,
): Promise<readonly UpcomingRun[]> {
  const { pool, expressions, clock } = parts
  const now = clock()
  const until = new Date(now.getTime() + days * ONE_DAY)
  const kinds = Object.keys(expressions) as WorkKind[]
  const late = await overdue(pool, kinds, now)
  const context = { ...parts, history: await histories(pool, parts.scopes()), pauses: await pausesNow(pool) }
  const runs: UpcomingRun[] = []
  for (const kind of kinds) {
    const expression = expressions[kind] ?? ''
    const waiting = late.filter((one) => one.kind === kind)
    if (waiting[0] !== undefined) {
      const scopes = isScoped(kind)
        ? waiting.map((one) => ({ source: one.source, stadsdel: one.stadsdel }) as Scope)
        : []
      runs.push(upcoming(context, kind, waiting[0].dueAt, scopes))
    }
    let time = nextTime(expression, now)
    for (let count = 0; time !== undefined && time <= until && count < most; count++) {
      runs.push(upcoming(context, kind, time, isScoped(kind) ? scopesFor(kind, parts.scopes()) : []))
      time = nextTime(expression, time)
    }
  }
  return runs.sort((a, b) => a.dueAt.getTime() - b.dueAt.getTime())
}

type Context = ForecastParts & {
  readonly history: readonly History[]
  readonly pauses: Awaited<ReturnType<typeof pausesNow>>
}

function upcoming(context: Context, kind: WorkKind, dueAt: Date, scopes: readonly Scope[]): UpcomingRun {
  const { history, pauses, blackouts, atOnce } = context
  const night = swedishDate(dueAt)
  const left = scopes.flatMap((scope): UpcomingRun['left'] => {
    const pause = pauses.find((one) => isOf(one, scope))
    if (pause !== undefined) return [{ ...scope, why: 'pausad', reason: pause.reason }]
    const blackout = blackoutOn(blackouts, night, scope)
    return blackout === undefined ? [] : [{ ...scope, why: 'uppehall', reason: blackout.orsak }]
  })
  const open = scopes.filter(
    (scope) => !left.some((one) => one.source === scope.source && one.stadsdel === scope.stadsdel),
  )
  const { ms, read } = forecastOf(history, open, kind, atOnce)
  return { kind, dueAt, night, scopes: open, left, expectedMs: ms, expectedRead: read }
}
