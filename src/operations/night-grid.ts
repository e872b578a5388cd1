import type pg from 'pg'
import type { Blackout } from '../config.ts'
import { daysAfter, startOfDay, swedishDate } from '../platform/stockholm-time.ts'
import type { Scope } from '../sync/source.ts'
import { blackoutOn } from './blackouts.ts'
import { latestTime, nextTime } from './cron-times.ts'
import type { NightCell, NightGrid, NightRow, NotRun } from './night-runs.ts'
import { MOMENT, NIGHT, type RunRow, runRows, SCOPES, scopeValues, stateOf } from './run-rows.ts'
import { isOf, type PastPause, pausesSince } from './sync-pauses.ts'

export interface GridParts {
  readonly pool: pg.Pool
  readonly scopes: () => readonly Scope[]
  readonly nameOf: (stadsdel: string) => string
  /** Whether an avtal in force on that day covers anything of the scope. */
  readonly isCovered: (scope: Scope, date: string) => boolean
  /** When complete reads are due. */
  readonly complete: string | undefined
  readonly blackouts: readonly Blackout[]
  readonly clock: () => Date
}

const LOOK_BACK_MS = 400 * 24 * 60 * 60_000

/** The newest day on which a complete read was due by now; without a schedule today. */
export function expectedNight({ complete, clock }: Pick<GridParts, 'complete' | 'clock'>): string {
  const now = clock()
  const due = complete === undefined ? undefined : latestTime(complete, now, new Date(now.getTime() - LOOK_BACK_MS))
  return swedishDate(due ?? now)
}

/** Nights × source × stadsdel, by complete reads alone: a read of changes does not tell what is gone. */
export async function nightGrid(parts: GridParts, days: number): Promise<NightGrid> {
  const { pool, scopes, nameOf } = parts
  const expected = expectedNight(parts)
  const today = swedishDate(parts.clock())
  const from = daysAfter(expected, 1 - days)
  const runs = await runRows(pool, `r.kind = 'fullstandig' and ${MOMENT} >= $1 order by r.id`, [startOfDay(from)])
  const last = runs.some(({ night }) => night === today) ? today : expected
  const nights = Array.from({ length: days }, (_, index) => daysAfter(last, index + 1 - days))
  const pauses = await pausesSince(pool, startOfDay(nights[0] ?? last))
  const readAt = await newestReads(pool, scopes())
  const dues = new Map(nights.map((night) => [night, dueOn(parts, night)]))
  const rows = scopes().map((scope): NightRow => {
    const own = runs.filter((run) => isSame(run, scope))
    const read = readAt.get(nameOfScope(scope))
    const cells = nights.map((night) => {
      const ofNight = own.filter((run) => run.night === night)
      return cellOf(night, ofNight, () => whyNot(parts, scope, night, dues.get(night), pauses))
    })
    const { source, stadsdel } = scope
    const fresh = read !== undefined && read.night >= expected
    return { source, stadsdel, namn: nameOf(stadsdel), cells, readAt: read?.at ?? null, fresh }
  })
  return { nights, rows }
}

/** Of the runs of one night the newest tells, unless it was aborted after another had come to its end. */
function cellOf(night: string, runs: readonly RunRow[], whyNone: () => NotRun | null): NightCell {
  const run = runs.findLast(({ status }) => status !== 'avbruten') ?? runs.at(-1)
  if (run === undefined) return { night, state: 'ej-kord', run: null, why: whyNone(), code: null }
  const why = run.status === 'avbruten' ? 'avbruten' : null
  return { night, state: stateOf(run), run: run.id, why, code: run.code }
}

/** When a complete read was to be on that day. */
function dueOn({ complete }: GridParts, night: string): Date | undefined {
  const due = complete === undefined ? undefined : nextTime(complete, new Date(startOfDay(night).getTime() - 1))
  return due !== undefined && due < startOfDay(daysAfter(night, 1)) ? due : undefined
}

function whyNot(
  { blackouts, isCovered }: GridParts,
  scope: Scope,
  night: string,
  due: Date | undefined,
  pauses: readonly PastPause[],
): NotRun | null {
  if (due === undefined) return 'inte-planerad'
  if (!isCovered(scope, night)) return 'inget-avtal'
  if (blackoutOn(blackouts, night, scope) !== undefined) return 'uppehall'
  const paused = pauses.some((one) => isOf(one, scope) && one.at <= due && (one.ended === null || one.ended > due))
  return paused ? 'pausad' : null
}

/** The newest complete read that counts, by scope. */
async function newestReads(
  pool: pg.Pool,
  scopes: readonly Scope[],
): Promise<ReadonlyMap<string, { readonly night: string; readonly at: Date }>> {
  const { rows } = await pool.query<Scope & { night: string; at: Date }>(
    `select s.source, s.stadsdel, n.night, n.at from ${SCOPES} cross join lateral (
       select ${NIGHT} as night, r.start as at from sync_run r
        where r.source = s.source and r.stadsdel = s.stadsdel and r.kind = 'fullstandig' and r.status = 'lyckad'
        order by r.id desc limit 1) n`,
    scopeValues(scopes),
  )
  return new Map(rows.map((row) => [nameOfScope(row), row]))
}

const isSame = (one: Scope, other: Scope): boolean => one.source === other.source && one.stadsdel === other.stadsdel
const nameOfScope = ({ source, stadsdel }: Scope): string => `${source}/${stadsdel}`
