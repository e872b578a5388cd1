import type pg from 'pg'
import { daysAfter, startOfDay } from '../platform/stockholm-time.ts'
import { RUNS } from './forecast.ts'
import { nightsWithout } from './needs.ts'
import { NIGHT_STATES, type NightGrid } from './night-runs.ts'
import type { NightSummary } from './nights.ts'
import { countsOf, MOMENT, NIGHT, runRows } from './run-rows.ts'

/** What one night of the grid came to: the newest complete run of each scope. */
export async function nightSummary(
  pool: pg.Pool,
  grid: NightGrid,
  night: string,
  quarantined: number,
): Promise<NightSummary> {
  const cells = grid.rows.flatMap((row) => row.cells.filter((cell) => cell.night === night))
  const ids = cells.flatMap(({ run }) => run ?? [])
  const [runs, own, medianMs, before] = await Promise.all([
    runRows(pool, 'r.id = any($1::bigint[]) order by r.id', [ids]),
    ownRuns(pool, night),
    earlierNights(pool, night),
    quarantinedBefore(pool, night),
  ])
  const counts = runs.map(countsOf)
  const sum = (of: (one: (typeof counts)[number]) => number) => counts.reduce((all, one) => all + of(one), 0)
  // Of a night that only people have read, what they read.
  const timed = own.length > 0 ? own : runs
  const begun = timed.map((run) => run.begun.getTime())
  const ended = timed.flatMap((run) => run.ended?.getTime() ?? [])
  const isOver = timed.length > 0 && ended.length === timed.length
  const byState = Object.fromEntries(
    NIGHT_STATES.map((state) => [state, cells.filter((cell) => cell.state === state).length]),
  ) as NightSummary['byState']
  return {
    night,
    begun: begun.length === 0 ? null : new Date(Math.min(...begun)),
    ended: isOver ? new Date(Math.max(...ended)) : null,
    durationMs: isOver ? Math.max(...ended) - Math.min(...begun) : null,
    medianMs,
    counts: {
      read: sum((one) => one.read),
      added: sum((one) => one.added),
      changed: sum((one) => one.changed),
      unchanged: sum((one) => one.unchanged),
      removed: counts.every(({ removed }) => removed === null) ? null : sum(({ removed }) => removed ?? 0),
      quarantined: sum((one) => one.quarantined),
    },
    quarantined,
    quarantineGrowth: sum((one) => one.quarantined) - before,
    byState,
    worst: worstOf(grid),
  }
}

/** The runs that the night itself is: one that somebody orders the next day does not make the night last till then. */
const ownRuns = (pool: pg.Pool, night: string) =>
  runRows(
    pool,
    `r.kind = 'fullstandig' and r.trigger in ('schema', 'start') and ${MOMENT} >= $1 and ${MOMENT} < $2 order by r.id`,
    [startOfDay(night), startOfDay(daysAfter(night, 1))],
  )

/** How long the nights before took, from the first run to the last. */
async function earlierNights(pool: pg.Pool, night: string): Promise<number | null> {
  const { rows } = await pool.query<{ ms: number | null }>(
    `select percentile_cont(0.5) within group (order by ms)::float8 as ms
       from (select extract(epoch from max(r.ended_at) - min(r.start)) * 1000 as ms from sync_run r
              where r.kind = 'fullstandig' and r.trigger = 'schema' and r.status <> 'pagar' and ${MOMENT} < $1 and ${MOMENT} >= $2
              group by ${NIGHT} order by ${NIGHT} desc limit ${RUNS}) n`,
    [startOfDay(night), startOfDay(daysAfter(night, -2 * RUNS))],
  )
  return rows[0]?.ms ?? null
}

/** In quarantine by the newest complete run of each scope on the night before. */
async function quarantinedBefore(pool: pg.Pool, night: string): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select coalesce(sum(quarantine), 0)::bigint as count
       from (select distinct on (r.source, r.stadsdel) r.quarantine from sync_run r
              where r.kind = 'fullstandig' and r.status in ('lyckad', 'vantar')
                and ${MOMENT} < $1 and ${MOMENT} >= $2 order by r.source, r.stadsdel, r.id desc) n`,
    [startOfDay(night), startOfDay(daysAfter(night, -1))],
  )
  return rows[0]?.count ?? 0
}

function worstOf(grid: NightGrid): NightSummary['worst'] {
  const [worst] = grid.rows
    .map((row) => ({ row, nights: nightsWithout(row) }))
    .filter(({ nights }) => nights > 0)
    .sort((a, b) => b.nights - a.nights)
  if (worst === undefined) return null
  const { source, stadsdel, namn, cells } = worst.row
  return { source, stadsdel, namn, nights: worst.nights, state: cells.at(-1)?.state ?? 'ej-kord' }
}
