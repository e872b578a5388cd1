import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { InsynError } from '../errors.ts'
import { type Informationsmangd, type KallaNamn, MANGDER_AV_KALLA } from '../informationsmangd.ts'
import type { Nycklar } from '../keys/nycklar.ts'
import type { Log } from '../log.ts'
import type { Postnycklar } from '../mapping/merge-posts.ts'
import { removeGone } from './complete-read.ts'
import type { Volymvakt } from './guard.ts'
import type { Kalla, Lasning } from './kalla.ts'
import {
  avslutaKorning,
  type Korningsslag,
  type Korningsstatus,
  lasKanda,
  type Rakning,
  startaKorning,
  tomRakning,
} from './korning.ts'
import { tomMellanlager, viaMellanlager } from './mellanlager.ts'
import { type Pagaende, readIntoMirror } from './read-scope.ts'
import { RefTable } from './ref-table.ts'
import { withScopeLock } from './scope-lock.ts'
import { flagga, flaggadeAv, flaggadeAvAndra } from './skydd.ts'

export interface SyncDeps {
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly kallor: readonly Kalla[]
  readonly postnycklar: Postnycklar
  /** What the stadsdel's avtal lets us read today. */
  readonly tillatnaMangder: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly installningar: {
    readonly samtidiga: number
    readonly volymvakt: Volymvakt
    readonly karantanDygn: number
    /** Waits before another try when a source cannot be reached. */
    readonly omforsokMs: readonly number[]
  }
  readonly klocka: () => Date
  readonly log: Log
}

export interface Omrade {
  readonly kalla: KallaNamn
  readonly stadsdel: string
}

/** How far a scope has come, for whoever watches. */
export interface Lage extends Omrade {
  readonly status: Korningsstatus | 'koad'
  readonly rakning: Readonly<Rakning>
  readonly start: number
  readonly slut?: number
  readonly felkod?: string
}

export interface Uppdrag {
  readonly omraden: readonly Omrade[]
  readonly slag: Korningsslag
  /** For `andrade`: changes since this moment. */
  readonly sedan?: Date
  readonly utlosare: string
}

export interface Sync {
  /** Runs the scopes, a few at a time, and resolves with how each ended; a scope that fails disturbs no other. */
  kor(uppdrag: Uppdrag, watch?: (lage: Lage) => void): Promise<readonly Lage[]>
  /** Aborts what is under way; the runs end as interrupted. */
  stop(): Promise<void>
}

export function createSync(deps: SyncDeps): Sync {
  const stopping = new AbortController()
  // Every request of every scope under way listens; that many are no leak.
  setMaxListeners(0, stopping.signal)
  const running = new Set<Promise<unknown>>()

  async function kor(uppdrag: Uppdrag, watch: (lage: Lage) => void = () => undefined): Promise<readonly Lage[]> {
    const queue = [...uppdrag.omraden]
    const done: Lage[] = []
    for (const omrade of queue) watch({ ...omrade, status: 'koad', rakning: tomRakning(), start: 0 })
    const worker = async () => {
      for (let omrade = queue.shift(); omrade !== undefined; omrade = queue.shift()) {
        if (stopping.signal.aborted) return
        const lage = await runScope(deps, omrade, uppdrag, watch, stopping.signal)
        watch(lage)
        done.push(lage)
      }
    }
    await Promise.all(Array.from({ length: deps.installningar.samtidiga }, worker))
    return done
  }

  return {
    async kor(uppdrag, watch) {
      const run = kor(uppdrag, watch)
      running.add(run)
      return run.finally(() => running.delete(run))
    },
    async stop() {
      stopping.abort()
      await Promise.allSettled(running)
    },
  }
}

async function runScope(
  deps: SyncDeps,
  omrade: Omrade,
  uppdrag: Uppdrag,
  watch: (lage: Lage) => void,
  stop: AbortSignal,
): Promise<Lage> {
  const tillatna = deps.tillatnaMangder(omrade.stadsdel)
  const mangder = new Set(MANGDER_AV_KALLA[omrade.kalla].filter((mangd) => tillatna.has(mangd)))
  const begin = Date.now()
  const ended = (status: Korningsstatus, rakning: Rakning, felkod?: string): Lage => ({
    ...omrade,
    status,
    rakning,
    start: begin,
    slut: Date.now(),
    ...(felkod === undefined ? {} : { felkod }),
  })
  if (mangder.size === 0) return ended('lyckad', tomRakning())
  try {
    return await withScopeLock(deps.pool, `${omrade.kalla}/${omrade.stadsdel}`, async () => {
      for (let attempt = 0; ; attempt++) {
        const lage = await attemptScope(deps, omrade, mangder, uppdrag, watch, stop)
        const wait = deps.installningar.omforsokMs[attempt]
        if (lage.felkod !== 'KALLA_OTILLGANGLIG' || wait === undefined || stop.aborted) return lage
        await delay(wait, undefined, { signal: stop }).catch(() => undefined)
      }
    })
  } catch (error) {
    // Not the source's fault: the database is away, or another hub holds this scope.
    const felkod = error instanceof InsynError ? error.code : 'OKANT_FEL'
    deps.log.error('synk-misslyckad', { ...omrade, felkod })
    return ended('misslyckad', tomRakning(), felkod)
  }
}

/** One run record's worth: reads, compares, writes, and ends the record whatever happens. */
async function attemptScope(
  deps: SyncDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  uppdrag: Uppdrag,
  watch: (lage: Lage) => void,
  stop: AbortSignal,
): Promise<Lage> {
  const { pool, log } = deps
  const korning = await startaKorning(pool, omrade.kalla, omrade.stadsdel, uppdrag.slag, uppdrag.utlosare)
  await pool.query('delete from karantan where kalla = $1 and stadsdel = $2 and utgar < now()', [
    omrade.kalla,
    omrade.stadsdel,
  ])
  await tomMellanlager(pool, korning)
  const start = Date.now()
  let run = await prepare(deps, omrade, mangder, korning)
  const lage = (status: Korningsstatus, felkod?: string): Lage => ({
    ...omrade,
    status,
    rakning: { ...run.pagaende.rakning, rader: run.pagaende.lasning.rader, lastaByte: run.pagaende.lasning.byte },
    start,
    ...(felkod === undefined ? {} : { felkod }),
  })
  const ticker = setInterval(() => watch(lage('pagar')), 200)
  const end = async (
    status: Exclude<Korningsstatus, 'pagar'>,
    extra: Partial<Parameters<typeof avslutaKorning>[3]> = {},
  ) => {
    const { rakning } = lage(status)
    await avslutaKorning(pool, korning, rakning, { ...extra, status, okandaFalt: run.pagaende.lasning.okandaFalt })
    const felkod = extra.felkod ?? extra.vakt?.skal
    log[status === 'lyckad' ? 'info' : 'warn']('synk', {
      ...omrade,
      korning,
      status,
      felkod: felkod ?? null,
      ...rakning,
      ms: Date.now() - start,
    })
    return { ...lage(status, felkod), slut: Date.now() }
  }

  try {
    try {
      await readAll(deps, run.pagaende, uppdrag, stop, false)
    } catch (error) {
      if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
      log.warn('synk-oordnad', { ...omrade, korning })
      run = await prepare(deps, omrade, mangder, korning)
      await readAll(deps, run.pagaende, uppdrag, stop, true)
    }
    if (uppdrag.slag === 'andrade') return await end('lyckad')
    const verdict = await removeGone(pool, run.pagaende, run.kandaPerMangd, deps.installningar.volymvakt)
    return verdict.slapp ? await end('lyckad') : await end('vantar', { vakt: verdict })
  } catch (error) {
    if (stop.aborted) return await end('avbruten')
    return await end('misslyckad', { felkod: error instanceof InsynError ? error.code : 'OKANT_FEL' })
  } finally {
    clearInterval(ticker)
    await tomMellanlager(pool, korning)
  }
}

interface Prepared {
  readonly pagaende: Pagaende
  readonly kandaPerMangd: ReadonlyMap<Informationsmangd, number>
}

async function prepare(
  deps: SyncDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  korning: number,
): Promise<Prepared> {
  const scope = { ...omrade, mangder }
  const kanda = new RefTable()
  const kandaPerMangd = await lasKanda(deps.pool, scope, (ref, digest) => kanda.put(ref, digest))
  const lasning: Lasning = { byte: 0, rader: 0, okandaFalt: new Map() }
  return {
    kandaPerMangd,
    pagaende: {
      scope,
      korning,
      last: deps.klocka(),
      karantanDygn: deps.installningar.karantanDygn,
      rakning: tomRakning(),
      lasning,
      kanda,
      personer: new RefTable(),
      egnaFlaggor: await flaggadeAv(deps.pool, omrade.kalla, omrade.stadsdel),
      andrasFlaggor: await flaggadeAvAndra(deps.pool, omrade.kalla, omrade.stadsdel),
      utanFlagga: [],
      herrelosa: 0,
    },
  }
}

async function readAll(
  deps: SyncDeps,
  run: Pagaende,
  uppdrag: Uppdrag,
  stop: AbortSignal,
  staged: boolean,
): Promise<void> {
  const { kalla: namn, stadsdel, mangder } = run.scope
  const kalla = deps.kallor.find((candidate) => candidate.namn === namn)
  if (kalla === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${namn} is configured`)
  const omfang = { stadsdel, mangder }
  const read =
    uppdrag.slag === 'andrade' && uppdrag.sedan !== undefined
      ? kalla.lasAndrade(omfang, uppdrag.sedan, run.lasning, stop)
      : kalla.lasAllt(omfang, run.lasning, stop)
  const ordered = staged
    ? viaMellanlager(deps.pool, deps.nycklar, { id: run.korning, stadsdel }, deps.postnycklar, read)
    : read
  let disorderly = false
  try {
    await readIntoMirror(deps.pool, deps.nycklar, run, ordered)
  } catch (error) {
    disorderly = error instanceof InsynError && error.code === 'KALLA_OORDNAD'
    throw error
  } finally {
    // A flag that could not be read counts as set, also when the read broke off later. In a disorderly read it may
    // only have come in another piece, which the ordered read that follows will tell.
    if (!disorderly) await flagga(deps.pool, namn, stadsdel, run.utanFlagga)
  }
}
