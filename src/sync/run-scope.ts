import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { writeRegister } from '../mirror/handlaggare-register.ts'
import { flaggedBy, flaggedByOthers } from '../mirror/protection.ts'
import { inTransaction } from '../platform/database/database.ts'
import { generations } from '../platform/keys/data-keys.ts'
import { removeGone } from './complete-read.ts'
import { createHandlaggareCollection } from './handlaggare-collection.ts'
import type { Source, ReadCounts } from './source.ts'
import {
  finishRun,
  type RunStatus,
  readKnown,
  newUnknownFields,
  type Counts,
  lastRead,
  startRun,
  noCounts,
} from './run.ts'
import type { FlagSwaps } from './lifted-flags.ts'
import { clearStaging, throughStaging } from './staging.ts'
import { createPersonMirroring } from './one-person.ts'
import { readPerson } from './read-person.ts'
import { type Running, readIntoMirror } from './read-scope.ts'
import { RefTable } from './ref-table.ts'
import { protect } from './protection.ts'
import { purgeExpiredQuarantine } from './quarantine.ts'
import type { ScopeState, Scope, SyncDeps, SyncJob } from './sync-job.ts'

export interface Attempt {
  readonly state: ScopeState
  /** The same might succeed a little later. */
  readonly retryable: boolean
}

/** One run record's worth: reads, compares, writes, and ends the record whatever happens. */
export async function runScope(
  deps: SyncDeps,
  scope: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  job: SyncJob,
  flagSwaps: FlagSwaps,
  watch: (state: ScopeState) => void,
  stop: AbortSignal,
): Promise<Attempt> {
  const { pool, log } = deps
  const since = job.slag === 'andrade' ? await lastRead(pool, scope) : undefined
  const kind = since === undefined ? 'fullstandig' : 'andrade'
  const runNow = await startRun(pool, scope.kalla, scope.stadsdel, kind, job.trigger)
  await purgeExpiredQuarantine(pool, scope)
  await clearStaging(pool, runNow)
  const start = Date.now()
  let run = await prepare(deps, scope, mangder, runNow, flagSwaps)
  const state = (status: RunStatus, errorCode?: string): ScopeState => ({
    ...scope,
    status,
    counts: { ...run.running.counts, rader: run.running.readCounts.rader, readByte: run.running.readCounts.byte },
    start,
    ...(errorCode === undefined ? {} : { errorCode }),
  })
  // A kind whose avtal has ended is not even read to the end.
  const keyGone = new AbortController()
  const ticker = setInterval(() => {
    watch(state('pagar'))
    if (lostKey(deps, run.running)) keyGone.abort()
  }, 200)
  const holds = AbortSignal.any([stop, keyGone.signal])
  const end = async (
    status: Exclude<RunStatus, 'pagar'>,
    extra: Partial<Parameters<typeof finishRun>[3]> = {},
    retryable = false,
  ): Promise<Attempt> => {
    const { counts } = state(status)
    const { unknownFields } = run.running.readCounts
    await finishRun(pool, runNow, counts, { ...extra, status, unknownFields })
    const drift = await newUnknownFields(pool, scope, runNow, unknownFields)
    if (drift.length > 0) log.warn('source-fields-unlisted', { ...scope, run: runNow, fields: drift.join(' ') })
    const errorCode = extra.errorCode ?? extra.guard?.reason
    // Interrupted is what it was told to be.
    log[status === 'lyckad' || status === 'avbruten' ? 'info' : 'warn']('sync-run', {
      ...scope,
      run: runNow,
      status: STATUS_FIELD[status],
      errorCode: errorCode ?? null,
      ...forLog(counts),
      durationMs: Date.now() - start,
    })
    return { state: { ...state(status, errorCode), end: Date.now() }, retryable }
  }

  try {
    try {
      await readAll(deps, run.running, since, holds, false)
    } catch (error) {
      if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
      log.warn('sync-rows-unordered', { ...scope, run: runNow })
      run = await prepare(deps, scope, mangder, runNow, flagSwaps)
      await readAll(deps, run.running, since, holds, true)
    }
    await readAgain(deps, run.running, stop)
    // Only a complete read tells who is gone.
    if (since !== undefined) {
      await keepRegister(deps, run.running, false)
      return await end('lyckad')
    }
    const verdict = await removeGone(pool, run.running, run.knownPerMangd, deps.settings.volymvakt)
    await keepRegister(deps, run.running, verdict.release)
    return verdict.release ? await end('lyckad') : await end('vantar', { guard: verdict })
  } catch (error) {
    if (stop.aborted) return await end('avbruten')
    if (keyGone.signal.aborted || (error instanceof InsynError && error.code === 'NYCKEL_SAKNAS'))
      return await end('avbruten', { errorCode: 'NYCKEL_SAKNAS' })
    if (!(error instanceof InsynError)) return await end('misslyckad', { errorCode: 'OKANT_FEL' })
    return await end('misslyckad', { errorCode: error.code }, error.retryable)
  } finally {
    clearInterval(ticker)
    await clearStaging(pool, runNow)
  }
}

/** Nobody leaves the register on the word of a read that the guard holds, or that told of less than there is. */
async function keepRegister({ pool, keys, log }: SyncDeps, run: Running, whole: boolean): Promise<void> {
  const { scope, handlaggare } = run
  if (!scope.mangder.has('handlaggare')) return
  if (handlaggare.full) log.warn('handlaggare-register-full', { source: scope.kalla, stadsdel: scope.stadsdel })
  const { kalla, stadsdel } = scope
  const read = { kalla, stadsdel, generations: run.generations, items: handlaggare.poster }
  await inTransaction(pool, (tx) => writeRegister(tx, keys, { ...read, complete: whole && handlaggare.whole }))
}
/** Also when it came back: what was read and compared before belongs to the one that is gone. */
const lostKey = ({ keys }: SyncDeps, { scope, generations }: Running): boolean =>
  [...scope.mangder].some((mangd) => keys.generation(scope.stadsdel, mangd) !== generations.get(mangd))
/** Log lines travel far, and in a small stadsdel one more than yesterday is somebody: the run's record has the count. */
const forLog = (counts: Counts) => ({
  persons: counts.personer,
  new: counts.added,
  changed: counts.andrade,
  unchanged: counts.unchanged,
  gone: counts.gone,
  quarantined: counts.quarantine,
  rows: counts.rader,
  bytesRead: counts.readByte,
})
const STATUS_FIELD: Readonly<Record<Exclude<RunStatus, 'pagar'>, string>> = {
  lyckad: 'succeeded',
  misslyckad: 'failed',
  avbruten: 'interrupted',
  vantar: 'awaiting-approval',
}

interface Prepared {
  readonly running: Running
  readonly knownPerMangd: ReadonlyMap<Informationsmangd, number>
}

async function prepare(
  deps: SyncDeps,
  oneScope: Scope,
  mangder: ReadonlySet<Informationsmangd>,
  run: number,
  flagSwaps: FlagSwaps,
): Promise<Prepared> {
  const scope = { ...oneScope, mangder }
  const held = generations(deps.keys, oneScope.stadsdel, mangder)
  const knownBoards = new RefTable()
  const knownPerMangd = await readKnown(deps.pool, scope, (ref, digest) => knownBoards.put(ref, digest))
  const readCounts: ReadCounts = { byte: 0, rader: 0, unknownFields: new Map() }
  return {
    knownPerMangd,
    running: {
      scope,
      run,
      readAt: deps.clock(),
      karantanDygn: deps.settings.karantanDygn,
      generations: held,
      counts: noCounts(),
      readCounts,
      knownBoards,
      personer: new RefTable(),
      ownFlags: await flaggedBy(deps.pool, oneScope),
      othersFlags: await flaggedByOthers(deps.pool, oneScope),
      withoutFlag: [],
      flagSwaps,
      handlaggare: createHandlaggareCollection(),
      beReread: new Set(),
      orphans: 0,
    },
  }
}

async function readAll(
  deps: SyncDeps,
  run: Running,
  since: Date | undefined,
  stop: AbortSignal,
  staged: boolean,
): Promise<void> {
  const { stadsdel, mangder } = run.scope
  const source = sourceOf(deps, run)
  const extent = { stadsdel, mangder }
  const read =
    since === undefined
      ? source.readAll(extent, run.readCounts, stop)
      : source.readChanged(extent, since, run.readCounts, stop)
  const ordered = staged ? throughStaging(deps.pool, deps.keys, run.run, deps.itemKeys, read) : read
  let disorderly = false
  try {
    await readIntoMirror(deps.pool, deps.keys, run, ordered)
  } catch (error) {
    disorderly = error instanceof InsynError && error.code === 'KALLA_OORDNAD'
    throw error
  } finally {
    // A flag that could not be read counts as set, also when the read broke off later. In a disorderly read it may
    // only have come in another piece, which the ordered read that follows will tell.
    if (!disorderly) await protect(deps.pool, run.scope, run.withoutFlag, run.readAt)
  }
}

function sourceOf(deps: SyncDeps, { scope }: Running): Source {
  const source = deps.kallor.find(({ namn }) => namn === scope.kalla)
  if (source === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${scope.kalla} is configured`)
  return source
}

/**
 * A live read of somebody said something else than this run, whose read had begun before and may have reached her
 * after: nobody can tell which is newer, so she is asked for once more. Without that a change could wait for the next run.
 */
async function readAgain(deps: SyncDeps, run: Running, stop: AbortSignal): Promise<void> {
  if (run.beReread.size === 0) return
  const mirror = createPersonMirroring({ ...deps, volymvakt: deps.settings.volymvakt })
  const source = sourceOf(deps, run)
  for (const personnummer of run.beReread) {
    const readAt = deps.clock()
    await mirror(run.scope, readAt, await readPerson(source, run.scope, personnummer, deps.itemKeys, stop, false))
  }
}
