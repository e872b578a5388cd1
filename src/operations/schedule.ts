import { schedule, type ScheduledTask } from 'node-cron'
import type pg from 'pg'
import type { Blackout } from '../config.ts'
import { codeOrUnknown, failureCode } from '../errors.ts'
import type { Log } from '../log.ts'
import { trySessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { swedishDate } from '../platform/stockholm-time.ts'
import type { RunKind } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import type { ScopeState, SyncJob } from '../sync/sync-job.ts'
import { blackoutOn } from './blackouts.ts'
import { latestTime } from './cron-times.ts'
import { type DueExpressions, type DueTime, isScoped, moveOn, overdue, settleDueTimes } from './due-times.ts'
import type { WorkKind } from './night-runs.ts'
import { isOf, pausesNow } from './sync-pauses.ts'

export interface ScheduleParts {
  readonly expressions: DueExpressions
  readonly blackouts: readonly Blackout[]
  readonly pool: pg.Pool
  /** Every source × stadsdel of today. */
  readonly scopes: () => readonly Scope[]
  readonly read: (job: SyncJob) => Promise<readonly ScopeState[]>
  /** Whether this process has been asked to read the scope and has not ended. */
  readonly isOrdered: (scope: Scope) => boolean
  /** Throws KORNING_PAGAR when another is under way. */
  readonly reconcile: (scopes: readonly Scope[]) => Promise<unknown>
  /** False when another is under way. */
  readonly prune: () => Promise<boolean>
  readonly clock: () => Date
  readonly log: Log
}

/**
 * Work of one lane is done one after the other, by one hub at a time: reads and reconciliation use the same sources, and a pruning
 * neither reads nor waits for a source.
 */
const LANES = [
  { lock: 0x1c5f_0006, kinds: ['fullstandig', 'andrade', 'betalstatus', 'avstamning'] },
  { lock: 0x1c5f_0016, kinds: ['gallring'] },
] as const satisfies readonly { readonly lock: number; readonly kinds: readonly WorkKind[] }[]

type Lane = (typeof LANES)[number]

/** What another hub works off is taken over so soon after that hub has lost its lock. */
const STANDBY_MS = 3_000
/** Later than this after its time, work has been missed, and that is said. */
const LATE_MS = 2 * 60_000
/** What is longer ago than this is due once all the same. */
const LOOK_BACK_MS = 400 * 24 * 60 * 60_000
/** It has nothing to say: what a tick that comes late has missed stands in the table. */
const SILENT = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined }

export interface Schedule {
  start(): void
  /** Does what is due by now. Also called each minute once started. */
  tick(): Promise<void>
  /** Nothing more begins; resolves when what is under way has ended. */
  stop(): Promise<void>
}

/**
 * Reads the sources, reconciles and prunes the access log by the clock. What is due stands in a table until it is done: what was
 * missed (the machine slept, a tick came late, another run went on, no hub was there) is made up for once.
 */
export function createSchedule(parts: ScheduleParts): Schedule {
  const { expressions, blackouts, pool, scopes, clock, log } = parts
  let stopping = false
  let tasks: readonly ScheduledTask[] = []
  const underWay = new Set<Promise<void>>()
  const elsewhere = new Set<Lane>()
  let standby: Repetition | undefined
  /** What waits for another run, so that it is said once. */
  const waiting = new Set<string>()

  async function workOff(lane: Lane): Promise<void> {
    const { lock, kinds } = lane
    await settleDueTimes(pool, expressions, scopes(), clock())
    if ((await overdue(pool, kinds, clock())).length === 0) return void elsewhere.delete(lane)
    const done = await trySessionLock(pool, lock, async () => {
      const left = new Set<string>()
      while (!stopping) {
        const due = (await overdue(pool, kinds, clock())).filter((one) => !left.has(nameOf(one)))
        const group = due.filter(({ kind }) => kind === due[0]?.kind)
        if (group[0] === undefined) break
        for (const one of await doWork(group[0].kind, group)) left.add(nameOf(one))
      }
      for (const name of waiting) if (!left.has(name)) waiting.delete(name)
      return true
    })
    if (done === true) elsewhere.delete(lane)
    else elsewhere.add(lane)
  }

  /** Gives what could not be done now and stays due. */
  async function doWork(kind: WorkKind, due: readonly DueTime[]): Promise<readonly DueTime[]> {
    const now = clock()
    const [first] = due
    if (first === undefined) return []
    // Of several times that have passed the newest stands for all.
    const time = latestTime(first.expression, now, new Date(now.getTime() - LOOK_BACK_MS)) ?? first.dueAt
    const blocked = await blockedOf(kind, due, time)
    await moveOn(pool, [...blocked, ...(isScoped(kind) ? await doneSince(kind, due, time) : [])], time)
    const open = await stillDue(due, kind)
    const late = now.getTime() - time.getTime()
    if (open.length > 0 && late > LATE_MS)
      log.warn('scheduled-run-late', {
        kind,
        due: time.toISOString(),
        minutes: Math.round(late / 60_000),
        scopes: open.length,
      })
    const done = isScoped(kind) ? await readDue(kind, open, time) : (await doOnce(kind, time)) ? open : []
    await moveOn(pool, done, time)
    const waits = open.filter((one) => !done.includes(one))
    sayWaiting(waits)
    return waits
  }

  async function stillDue(due: readonly DueTime[], kind: WorkKind): Promise<readonly DueTime[]> {
    const now = new Set((await overdue(pool, [kind], clock())).map(nameOf))
    return due.filter((one) => now.has(nameOf(one)))
  }

  /** Paused, or in a blackout: not done, and not made up for. */
  async function blockedOf(kind: WorkKind, due: readonly DueTime[], time: Date): Promise<readonly DueTime[]> {
    if (!isScoped(kind)) return []
    const pauses = await pausesNow(pool)
    const days = [...new Set([swedishDate(time), swedishDate(clock())])]
    return due.filter((one) => {
      const scope = one as Scope
      const paused = pauses.find((pause) => isOf(pause, scope))
      const blackout = days.map((day) => blackoutOn(blackouts, day, scope)).find((found) => found !== undefined)
      if (paused === undefined && blackout === undefined) return false
      const { source, stadsdel } = one
      log.info('scheduled-run-skipped', { kind, source, stadsdel, why: paused === undefined ? 'blackout' : 'paused' })
      return true
    })
  }

  /** Those that such a read has ended of, begun when they were due or later, whoever began it; not one due by a clock that was ahead. */
  async function doneSince(kind: RunKind, due: readonly DueTime[], time: Date): Promise<readonly DueTime[]> {
    const { rows } = await pool.query<Scope>(
      `select distinct source, stadsdel from sync_run r
        where coalesce(due_at, start) >= $1 and (due_at is null or due_at <= $3) and kind = $2 and ${HAS_ENDED}`,
      [time, kind, clock()],
    )
    return due.filter((one) => rows.some((row) => isOfScope(row, one)))
  }

  /** Those that a run has ended of since this one. */
  async function endedAfter(run: number, due: readonly DueTime[]): Promise<readonly DueTime[]> {
    const { rows } = await pool.query<Scope>(
      `select distinct source, stadsdel from sync_run r where id > $1 and ${HAS_ENDED}`,
      [run],
    )
    return due.filter((one) => rows.some((row) => isOfScope(row, one)))
  }

  async function newestRun(): Promise<number> {
    const { rows } = await pool.query<{ id: number }>('select coalesce(max(id), 0) as id from sync_run')
    return rows[0]?.id ?? 0
  }

  async function readDue(kind: RunKind, open: readonly DueTime[], time: Date): Promise<readonly DueTime[]> {
    const free = open.filter((one) => !parts.isOrdered(one as Scope))
    if (free.length === 0) return []
    const job = { scopes: free.map((one) => ({ source: one.source, stadsdel: one.stadsdel }) as Scope), kind }
    const before = await newestRun()
    const states = await parts.read({ ...job, trigger: 'schema', due: time })
    if (stopping) return []
    // Without an avtal there is nothing to read, and no run.
    const without = free.filter((one) => states.some((state) => isOfScope(state, one) && state.status === 'lyckad'))
    const withRun = await endedAfter(before, free)
    return free.filter((one) => without.includes(one) || withRun.includes(one) || hasLostKey(states, one))
  }

  async function doOnce(kind: WorkKind, time: Date): Promise<boolean> {
    try {
      if (kind === 'gallring') return await parts.prune()
      const pauses = await pausesNow(pool)
      const day = swedishDate(time)
      const readable = scopes().filter(
        (scope) => blackoutOn(blackouts, day, scope) === undefined && !pauses.some((pause) => isOf(pause, scope)),
      )
      await parts.reconcile(readable)
      return true
    } catch (error) {
      if (stopping || failureCode(error) === 'KORNING_PAGAR') return false
      log.error('scheduled-run-failed', { kind })
      return true
    }
  }

  function sayWaiting(waits: readonly DueTime[]): void {
    for (const one of waits) {
      if (stopping || waiting.has(nameOf(one))) continue
      waiting.add(nameOf(one))
      const { kind, source, stadsdel } = one
      log.info('scheduled-run-waits', { kind, source, stadsdel })
    }
  }

  function run(lane: Lane): Promise<void> {
    const work = workOff(lane).catch((error: unknown) =>
      log.error('schedule-failed', { errorCode: codeOrUnknown(error) }),
    )
    underWay.add(work)
    return work.finally(() => underWay.delete(work))
  }

  return {
    start() {
      // Not Stockholm: there the library finds no minute in the first of two hours 02, and looks again an hour later.
      const when = { timezone: 'Etc/UTC', noOverlap: true, logger: SILENT }
      tasks = LANES.map((lane) => schedule('* * * * *', () => run(lane), when))
      const takeOver = async () => void (await Promise.all([...elsewhere].map(run)))
      standby = everyAfter(STANDBY_MS, takeOver, { failed: () => undefined, pauseFirst: true })
    },
    async tick() {
      await Promise.all(LANES.map(run))
    },
    async stop() {
      stopping = true
      for (const task of tasks) await task.destroy()
      await standby?.stop()
      await Promise.all(underWay)
    },
  }
}

const nameOf = ({ kind, source, stadsdel }: DueTime): string => `${kind} ${source}/${stadsdel}`

const isOfScope = (scope: Scope, { source, stadsdel }: DueTime): boolean =>
  scope.source === source && scope.stadsdel === stadsdel

/** What a person has aborted is done; what the stop of a hub has broken off is not. */
const HAS_ENDED = `(r.status in ('lyckad', 'vantar', 'misslyckad') or r.status = 'avbruten' and r.abort_asked is not null)`

/** What follows the avtal reads it under the new key. */
const hasLostKey = (states: readonly ScopeState[], due: DueTime): boolean =>
  states.some((state) => isOfScope(state, due) && state.errorCode === 'NYCKEL_SAKNAS')
