import { failureText, InsynError } from '../errors.ts'
import type { LogFields } from '../log.ts'
import type { Generations } from '../platform/keys/data-keys.ts'
import type { LiftedFlags } from './lifted-flags.ts'
import { purgeExpiredQuarantine } from './quarantine.ts'
import {
  type EndStatus,
  finishRun,
  newUnknownFields,
  type RunCounts,
  type RunEnd,
  type RunKind,
  type RunStatus,
  startRun,
} from './run-record.ts'
import { RunWatch } from './run-watch.ts'
import { noReadCounts, type ReadCounts, type ReadScope, type Scope } from './source.ts'
import type { RunDeps, ScopeState, SyncJob } from './sync-job.ts'

/** What the runs of one job share. */
export interface Round {
  readonly job: SyncJob
  readonly liftedFlags: Pick<LiftedFlags, 'lifted' | 'withheld'>
  readonly watch: (state: ScopeState) => void
  /** Aborted when the hub stops or has lost the lock of the scope. */
  readonly stop: AbortSignal
}

export interface RunResult {
  readonly state: ScopeState
  /** The same might succeed a little later. */
  readonly retryable: boolean
}

/** How far the work of a run has come. */
export interface RunProgress {
  counts(): RunCounts
  /** Undefined before the read. */
  read(): ReadCounts | undefined
  /** The data keys that the work seals with; undefined before it has any. */
  generations(): Generations | undefined
}

const WATCH_MS = 200

/** The record of one run: opened, told of while the work goes on, and ended whatever happens. */
export class RunFrame {
  readonly #deps: RunDeps
  readonly #round: Round
  readonly #scope: ReadScope
  readonly #progress: RunProgress
  readonly #started = Date.now()
  #id = 0
  readonly #keyLost = new AbortController()
  readonly #runWatch: RunWatch

  constructor(deps: RunDeps, round: Round, scope: ReadScope, progress: RunProgress) {
    this.#deps = deps
    this.#round = round
    this.#scope = scope
    this.#progress = progress
    this.#runWatch = new RunWatch({
      pool: deps.pool,
      run: () => this.#id,
      scope,
      counts: () => progress.counts(),
      given: () => progress.read(),
      silentMs: deps.settings.tystMs,
    })
  }

  get id(): number {
    return this.#id
  }

  /** Ends the read: the hub stops, a person asks for it, a key has ended, or the source has fallen silent. */
  get signal(): AbortSignal {
    return AbortSignal.any([this.#round.stop, this.#keyLost.signal, this.#runWatch.signal])
  }

  /** A person has asked for the run to end. */
  get aborted(): boolean {
    return this.#runWatch.aborted
  }

  readEnded(): void {
    this.#runWatch.readEnded()
  }

  /** Opens the run record, and closes one that a killed hub left open. */
  async open(kind: RunKind): Promise<void> {
    const { pool } = this.#deps
    this.#id = await startRun(pool, this.#scope, kind, this.#round.job)
    await purgeExpiredQuarantine(pool, this.#scope)
  }

  /** Resolves when the record is closed. */
  async around(work: () => Promise<RunResult>): Promise<RunResult> {
    const timer = setInterval(() => this.#watch(), WATCH_MS)
    try {
      return await work()
    } catch (error) {
      return await this.#endBy(error)
    } finally {
      clearInterval(timer)
      await this.#runWatch.settle()
    }
  }

  /** Tells how far the run has come, and ends a read whose key has ended: a kind without avtal is not even read to the end. */
  #watch(): void {
    this.#round.watch(this.#state('pagar'))
    if (this.#hasLostKey()) this.#keyLost.abort()
    this.#runWatch.look()
  }

  /** Also when the key came back: what was read and compared before belongs to the one that is gone. */
  #hasLostKey(): boolean {
    const { stadsdel, mangder } = this.#scope
    const held = this.#progress.generations()
    return (
      held !== undefined &&
      [...mangder].some((mangd) => this.#deps.keys.generation(stadsdel, mangd) !== held.get(mangd))
    )
  }

  async #endBy(error: unknown): Promise<RunResult> {
    if (this.#round.stop.aborted || this.#runWatch.aborted) return await this.end({ status: 'avbruten' })
    const known = this.#runWatch.silence ?? (error instanceof InsynError ? error : undefined)
    if (this.#keyLost.signal.aborted || known?.code === 'NYCKEL_SAKNAS')
      return await this.end({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS', errorMessage: KEY_LOST })
    const errorCode = known?.code ?? 'OKANT_FEL'
    return await this.end(
      { status: 'misslyckad', errorCode, errorMessage: failureText(known ?? error) },
      known?.retryable,
    )
  }

  /** Settles the counts, closes the run record, and logs the run and the drift of the source. */
  async end(end: RunEnd, retryable = false): Promise<RunResult> {
    const { pool, log } = this.#deps
    const { status } = end
    const run = { ...scopeOf(this.#scope), run: this.#id }
    const counts = this.#progress.counts()
    const readCounts = this.#progress.read() ?? noReadCounts()
    await finishRun(pool, this.#id, counts, readCounts, end)
    const drift = await newUnknownFields(pool, this.#scope, this.#id, readCounts.unknownFields)
    if (drift.length > 0) log.warn('source-fields-unlisted', { ...run, fields: drift.join(' ') })
    const errorCode = end.errorCode ?? end.guard?.reason
    // A run that was told to stop did what it was told.
    const ended = { status, errorCode, errorMessage: end.errorMessage }
    log[status === 'lyckad' || status === 'avbruten' ? 'info' : 'warn'](
      'sync-run',
      loggedRun(run, ended, counts, Date.now() - this.#started),
    )
    const said = end.errorMessage === undefined ? {} : { errorMessage: end.errorMessage }
    return { state: { ...this.#state(status, errorCode), ...said, end: Date.now() }, retryable }
  }

  #state(status: RunStatus, errorCode?: string): ScopeState {
    const state = { ...scopeOf(this.#scope), status, counts: this.#progress.counts(), start: this.#started }
    return errorCode === undefined ? state : { ...state, errorCode }
  }
}

const scopeOf = ({ source, stadsdel }: Scope): Scope => ({ source, stadsdel })

const KEY_LOST =
  'the key of a kind ended or changed while the source was read: the next run reads under the keys in force'

const LOGGED_STATUS: Readonly<Record<EndStatus, string>> = {
  lyckad: 'succeeded',
  misslyckad: 'failed',
  avbruten: 'interrupted',
  vantar: 'awaiting-approval',
}

interface LoggedEnd {
  readonly status: EndStatus
  readonly errorCode: string | undefined
  readonly errorMessage: string | undefined
}

/** What the log line of a run says. */
export const loggedRun = (
  { source, stadsdel, run }: Scope & { readonly run: number },
  { status, errorCode, errorMessage }: LoggedEnd,
  counts: RunCounts,
  durationMs: number,
): LogFields => ({
  ...{ source, stadsdel, run },
  status: LOGGED_STATUS[status],
  errorCode: errorCode ?? null,
  error: errorMessage ?? null,
  ...loggedCounts(counts),
  durationMs,
})

/**
 * What the mirror holds of the scope, and no more. In a small stadsdel one protected person more than yesterday is somebody,
 * and persons or rows that were read, beside uppgifter that stand or have gone, would give that count away. The run's record
 * has them all.
 */
const loggedCounts = ({ added, changed, unchanged, quarantined }: RunCounts) => ({
  new: added,
  changed,
  unchanged,
  quarantined,
})
