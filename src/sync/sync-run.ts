import { InsynError } from '../errors.ts'
import { writeRegister } from '../mirror/handlaggare-register.ts'
import { unflag } from '../mirror/protection.ts'
import { inTransaction } from '../platform/database/database.ts'
import { deleteUppgifter, endApproval, heldText, judgeDeletion, removedBy } from './deletions.ts'
import type { GuardVerdict } from './guard.ts'
import { clearHeld } from './held-writes.ts'
import { MirrorWriter } from './mirror-writer.ts'
import { createPersonMirroring } from './one-person.ts'
import { keepOnlyNewest } from './quarantine.ts'
import { readPerson, readSource, type ScopeRead } from './read-source.ts'
import { type Round, RunFrame, type RunResult } from './run-frame.ts'
import { lastRead, noCounts, type RunCounts, type RunEnd, silentParts } from './run-record.ts'
import type { ReadScope } from './source.ts'
import type { RunDeps } from './sync-job.ts'

/**
 * One sync run: one read of one source × stadsdel, taken into the mirror under one run record, which ends whatever happens.
 * The caller holds the lock of the scope.
 */
export class SyncRun {
  readonly #deps: RunDeps
  readonly #round: Round
  readonly #scope: ReadScope
  /** Undefined in a complete run. */
  #since: Date | undefined
  /** The second read takes the place of the first when rows of one person came apart. */
  #read: ScopeRead | undefined
  #writer: MirrorWriter | undefined
  readonly #frame: RunFrame

  constructor(deps: RunDeps, round: Round, scope: ReadScope) {
    this.#deps = deps
    this.#round = round
    this.#scope = scope
    this.#frame = new RunFrame(deps, round, scope, {
      counts: () => this.#counts(),
      read: () => this.#read?.counts,
      generations: () => this.#writer?.generations,
    })
  }

  async run(): Promise<RunResult> {
    const { pool } = this.#deps
    this.#since = this.#round.job.kind === 'andrade' ? await lastRead(pool, this.#scope) : undefined
    await this.#frame.open(this.#isComplete ? 'fullstandig' : 'andrade')
    try {
      return await this.#frame.around(() => this.#work())
    } finally {
      await clearHeld(pool, this.#frame.id).catch(() => undefined)
    }
  }

  async #work(): Promise<RunResult> {
    const { read, writer } = await this.#readIntoMirror()
    this.#requireSense(read, writer)
    const verdict = await this.#judge(read, writer)
    if (this.#frame.aborted) return await this.#frame.end({ status: 'avbruten' })
    if (verdict.release) await writer.writeHeld()
    await this.#readContradictedAgain(writer)
    if (verdict.release && this.#isComplete) await this.#deleteGone(read, writer)
    await this.#writeRegister(writer, this.#isComplete && verdict.release)
    return await this.#frame.end(
      verdict.release
        ? { status: 'lyckad', ...(await this.#removed(writer)) }
        : { status: 'vantar', guard: verdict, errorMessage: heldText(this.#scope, verdict) },
    )
  }

  /** Delta, batches, quarantine and flags happen on the way: see `MirrorWriter` and `ScopeRead`. */
  async #readIntoMirror(): Promise<{ read: ScopeRead; writer: MirrorWriter }> {
    const { liftedFlags } = this.#round
    const { id } = this.#frame
    const { source, stadsdel } = this.#scope
    const parts = { deps: this.#deps, scope: this.#scope, runId: id, liftedFlags }
    const request = {
      scope: this.#scope,
      since: this.#since,
      stagedAs: id,
      signal: this.#frame.signal,
    }
    const { read, visitor } = await readSource(this.#deps, request, async (read, staged) => {
      if (staged) this.#deps.log.warn('sync-rows-unordered', { source, stadsdel, run: id })
      this.#writer = await MirrorWriter.open(parts, read)
      this.#read = read
      return this.#writer
    })
    this.#frame.readEnded()
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
    await keepOnlyNewest(pool, this.#scope, this.#frame.id)
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

  #counts(): RunCounts {
    return this.#writer?.counts() ?? noCounts()
  }
}
