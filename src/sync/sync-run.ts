import { failureText, InsynError } from '../errors.ts'
import { writeRegister } from '../mirror/handlaggare-register.ts'
import { unflag } from '../mirror/protection.ts'
import { inTransaction } from '../platform/database/database.ts'
import { deleteUppgifter, endApproval, heldText, judgeDeletion, removedBy } from './deletions.ts'
import type { GuardVerdict } from './guard.ts'
import type { LiftedFlags } from './lifted-flags.ts'
import { MirrorWriter } from './mirror-writer.ts'
import { createPersonMirroring } from './one-person.ts'
import { clearHeld } from './held-writes.ts'
import { keepOnlyNewest, purgeExpiredQuarantine } from './quarantine.ts'
import { readPerson, readSource, type ScopeRead } from './read-source.ts'
import {
  finishRun,
  lastRead,
  newUnknownFields,
  noCounts,
  silentParts,
  startRun,
  type EndStatus,
  type RunCounts,
  type RunEnd,
  type RunStatus,
} from './run-record.ts'
import { RunWatch } from './run-watch.ts'
import { noReadCounts, type ReadScope, type Scope } from './source.ts'
import type { ScopeState, SyncDeps, SyncJob } from './sync-job.ts'

/** What the runs of one job share. */
export interface Round {
  readonly job: SyncJob
  readonly liftedFlags: LiftedFlags
  readonly watch: (state: ScopeState) => void
  /** Aborted when the hub stops. */
  readonly stop: AbortSignal
}

export interface RunResult {
  readonly state: ScopeState
  /** The same might succeed a little later. */
  readonly retryable: boolean
}

const WATCH_MS = 200

/**
 * One sync run: one read of one source × stadsdel, taken into the mirror under one run record, which ends whatever happens.
 * The caller holds the lock of the scope.
 */
export class SyncRun {
  readonly #deps: SyncDeps
  readonly #round: Round
  readonly #scope: ReadScope
  readonly #started = Date.now()
  #id = 0
  /** Undefined in a complete run. */
  #since: Date | undefined
  /** The second read takes the place of the first when rows of one person came apart. */
  #read: ScopeRead | undefined
  #writer: MirrorWriter | undefined
  readonly #keyLost = new AbortController()
  readonly #runWatch: RunWatch

  constructor(deps: SyncDeps, round: Round, scope: ReadScope) {
    this.#deps = deps
    this.#round = round
    this.#scope = scope
    this.#runWatch = new RunWatch({
      pool: deps.pool,
      run: () => this.#id,
      scope,
      counts: () => this.#counts(),
      given: () => this.#read?.counts,
      silentMs: deps.settings.tystMs,
    })
  }

  async run(): Promise<RunResult> {
    await this.#start()
    const timer = setInterval(() => this.#watch(), WATCH_MS)
    try {
      const { read, writer } = await this.#readIntoMirror()
      this.#requireSense(read, writer)
      const verdict = await this.#judge(read, writer)
      if (this.#runWatch.aborted) return await this.#end({ status: 'avbruten' })
      if (verdict.release) await writer.writeHeld()
      await this.#readContradictedAgain(writer)
      if (verdict.release && this.#isComplete) await this.#deleteGone(read, writer)
      await this.#writeRegister(writer, this.#isComplete && verdict.release)
      return await this.#end(
        verdict.release
          ? { status: 'lyckad', ...(await this.#removed(writer)) }
          : { status: 'vantar', guard: verdict, errorMessage: heldText(this.#scope, verdict) },
      )
    } catch (error) {
      return await this.#endBy(error)
    } finally {
      clearInterval(timer)
      await this.#runWatch.settle()
      await clearHeld(this.#deps.pool, this.#id).catch(() => undefined)
    }
  }

  /** Opens the run record, and closes one that a killed hub left open. */
  async #start(): Promise<void> {
    const [{ pool }, { job }] = [this.#deps, this.#round]
    this.#since = job.kind === 'andrade' ? await lastRead(pool, this.#scope) : undefined
    const kind = this.#since === undefined ? 'fullstandig' : 'andrade'
    this.#id = await startRun(pool, this.#scope, kind, job)
    await purgeExpiredQuarantine(pool, this.#scope)
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
    const held = this.#writer?.generations
    return (
      held !== undefined &&
      [...mangder].some((mangd) => this.#deps.keys.generation(stadsdel, mangd) !== held.get(mangd))
    )
  }

  /** Delta, batches, quarantine and flags happen on the way: see `MirrorWriter` and `ScopeRead`. */
  async #readIntoMirror(): Promise<{ read: ScopeRead; writer: MirrorWriter }> {
    const { liftedFlags, stop } = this.#round
    const parts = { deps: this.#deps, scope: this.#scope, runId: this.#id, liftedFlags }
    const request = {
      scope: this.#scope,
      since: this.#since,
      stagedAs: this.#id,
      signal: AbortSignal.any([stop, this.#keyLost.signal, this.#runWatch.signal]),
    }
    const { read, visitor } = await readSource(this.#deps, request, async (read, staged) => {
      if (staged) this.#deps.log.warn('sync-rows-unordered', { ...scopeOf(this.#scope), run: this.#id })
      this.#writer = await MirrorWriter.open(parts, read)
      this.#read = read
      return this.#writer
    })
    this.#runWatch.readEnded()
    return { read, writer: visitor }
  }

  /**
   * A live read of somebody said something else than this run, whose read had begun before and may have reached the person
   * after: nobody can tell which is newer, so the person is asked for once more. Without that a change could wait for the
   * next run.
   */
  async #readContradictedAgain({ contradicted }: MirrorWriter): Promise<void> {
    if (contradicted.size === 0) return
    const { stop: signal } = this.#round
    const scope = this.#scope
    const mirror = createPersonMirroring({ ...this.#deps, volymvakt: this.#deps.settings.volymvakt })
    for (const personnummer of contradicted) {
      const readAt = this.#deps.clock()
      await mirror(scope, readAt, await readPerson(this.#deps, { scope, personnummer, evenProtected: false, signal }))
    }
  }

  /** Rows that the manifests do not describe at all would look like everybody's end, or like nothing to read. */
  #requireSense({ persons, orphans, counts }: ScopeRead, writer: MirrorWriter): void {
    const { source, stadsdel } = this.#scope
    const atLeast = Math.max(1, this.#deps.settings.volymvakt.minst)
    const compare = 'compare the tittbehörighet with the source'
    if (persons === 0 && counts.notPersons.size === 0 && Math.max(counts.rows, orphans) >= atLeast)
      throw new InsynError(
        'KALLA_INTE_SVAR',
        `${source} ${stadsdel}: rows, and no person in any of them: ${compare}, its kallrader and personnyckel first`,
      )
    const refused = writer.refusedWhole(atLeast)
    if (refused === undefined) return
    const { mangd, falt, reason } = refused
    throw new InsynError(
      'KALLA_INTE_SVAR',
      `${source} ${stadsdel}: no ${mangd} could be read, the first for its field ${falt} (${reason}): ${compare}`,
    )
  }

  get #isComplete(): boolean {
    return this.#since === undefined
  }

  /** The volume guard on all that this read takes away. Only a complete read tells who is gone. */
  async #judge(
    read: ScopeRead,
    { known, knownPerMangd, reducedPerMangd, newOrphans }: MirrorWriter,
  ): Promise<GuardVerdict> {
    const { pool, settings } = this.#deps
    const { volymvakt } = settings
    const silent = this.#isComplete
      ? await silentParts(pool, this.#scope, volymvakt.minst, read.counts.rowsPerPart)
      : []
    const gone = {
      uppgiftRefs: this.#isComplete ? [...known.unseen()] : [],
      knownPerMangd,
      reducedPerMangd,
      read: { persons: read.persons, newOrphans, silentParts: silent },
    }
    return await judgeDeletion(pool, this.#scope, gone, volymvakt)
  }

  /**
   * Deletes uppgifter that the source no longer has, with tombstones, and lifts flags of persons whom it no longer has. What
   * was in quarantine and is not met any more is forgotten.
   */
  async #deleteGone(read: ScopeRead, writer: MirrorWriter): Promise<void> {
    const { pool } = this.#deps
    writer.countGone(await deleteUppgifter(pool, this.#scope, [...writer.known.unseen()], read.readAt))
    await this.#liftUnnamedFlags(read)
    await endApproval(pool, this.#scope)
    await keepOnlyNewest(pool, this.#scope, this.#id)
  }

  /** A row whose person could not be told may be that of anyone flagged, and an empty read tells of nobody. */
  async #liftUnnamedFlags({ orphans, persons, unnamedFlags, readAt }: ScopeRead): Promise<void> {
    if (orphans > 0 || persons === 0) return
    await unflag(this.#deps.pool, this.#scope, [...unnamedFlags], readAt)
    this.#round.liftedFlags.lifted(unnamedFlags)
  }

  /** Nobody leaves the register by a read that the guard holds, that asked for changes, or that told less than there is. */
  async #writeRegister({ handlaggare, generations }: MirrorWriter, complete: boolean): Promise<void> {
    const { pool, keys, log } = this.#deps
    if (!this.#scope.mangder.has('handlaggare')) return
    const { source, stadsdel } = this.#scope
    if (handlaggare.full) log.warn('handlaggare-register-full', { source, stadsdel })
    const read = { source, stadsdel, generations, items: handlaggare.items, complete: complete && handlaggare.whole }
    await inTransaction(pool, (tx) => writeRegister(tx, keys, read))
  }

  async #removed({ knownPerMangd }: MirrorWriter): Promise<Pick<RunEnd, 'removed'>> {
    return this.#isComplete ? removedBy(this.#deps.pool, this.#scope, knownPerMangd, this.#counts().added) : {}
  }

  async #endBy(error: unknown): Promise<RunResult> {
    if (this.#round.stop.aborted || this.#runWatch.aborted) return await this.#end({ status: 'avbruten' })
    const known = this.#runWatch.silence ?? (error instanceof InsynError ? error : undefined)
    if (this.#keyLost.signal.aborted || known?.code === 'NYCKEL_SAKNAS')
      return await this.#end({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS', errorMessage: KEY_LOST })
    const errorCode = known?.code ?? 'OKANT_FEL'
    return await this.#end(
      { status: 'misslyckad', errorCode, errorMessage: failureText(known ?? error) },
      known?.retryable,
    )
  }

  /** Settles the counts, closes the run record, and logs the run and the drift of the source. */
  async #end(end: RunEnd, retryable = false): Promise<RunResult> {
    const { pool, log } = this.#deps
    const { status } = end
    const run = { ...scopeOf(this.#scope), run: this.#id }
    const counts = this.#counts()
    const readCounts = this.#read?.counts ?? noReadCounts()
    await finishRun(pool, this.#id, counts, readCounts, end)
    const drift = await newUnknownFields(pool, this.#scope, this.#id, readCounts.unknownFields)
    if (drift.length > 0) log.warn('source-fields-unlisted', { ...run, fields: drift.join(' ') })
    const errorCode = end.errorCode ?? end.guard?.reason
    // A run that was told to stop did what it was told.
    log[status === 'lyckad' || status === 'avbruten' ? 'info' : 'warn']('sync-run', {
      ...run,
      status: LOGGED_STATUS[status],
      errorCode: errorCode ?? null,
      error: end.errorMessage ?? null,
      ...loggedCounts(counts),
      durationMs: Date.now() - this.#started,
    })
    const said = end.errorMessage === undefined ? {} : { errorMessage: end.errorMessage }
    return { state: { ...this.#state(status, errorCode), ...said, end: Date.now() }, retryable }
  }

  #counts(): RunCounts {
    return this.#writer?.counts() ?? noCounts()
  }

  #state(status: RunStatus, errorCode?: string): ScopeState {
    const state = { ...scopeOf(this.#scope), status, counts: this.#counts(), start: this.#started }
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
