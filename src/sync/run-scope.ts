import { InsynError } from '../errors.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { generationer } from '../platform/keys/data-keys.ts'
import { removeGone } from './complete-read.ts'
import { createHandlaggarsamling } from './handlaggare-collection.ts'
import type { Kalla, Lasning } from './source.ts'
import {
  avslutaKorning,
  type Korningsstatus,
  lasKanda,
  nyaOkandaFalt,
  type Rakning,
  senastLast,
  startaKorning,
  tomRakning,
} from './run.ts'
import type { Flaggbyten } from './lifted-flags.ts'
import { tomMellanlager, viaMellanlager } from './staging.ts'
import { createPersonspegling } from './one-person.ts'
import { readPerson } from './read-person.ts'
import { type Pagaende, readIntoMirror } from './read-scope.ts'
import { RefTable } from './ref-table.ts'
import { flagga, flaggadeAv, flaggadeAvAndra } from './protection.ts'
import { skrivRegister } from './write-register.ts'
import type { Lage, Omrade, SyncDeps, Uppdrag } from './sync-job.ts'

export interface Forsok {
  readonly lage: Lage
  /** The same might succeed a little later. */
  readonly retryable: boolean
}

/** One run record's worth: reads, compares, writes, and ends the record whatever happens. */
export async function runScope(
  deps: SyncDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  uppdrag: Uppdrag,
  flaggbyten: Flaggbyten,
  watch: (lage: Lage) => void,
  stop: AbortSignal,
): Promise<Forsok> {
  const { pool, log } = deps
  const sedan = uppdrag.slag === 'andrade' ? await senastLast(pool, omrade) : undefined
  const slag = sedan === undefined ? 'fullstandig' : 'andrade'
  const korning = await startaKorning(pool, omrade.kalla, omrade.stadsdel, slag, uppdrag.utlosare)
  await pool.query('delete from karantan where kalla = $1 and stadsdel = $2 and utgar < now()', [
    omrade.kalla,
    omrade.stadsdel,
  ])
  await tomMellanlager(pool, korning)
  const start = Date.now()
  let run = await prepare(deps, omrade, mangder, korning, flaggbyten)
  const lage = (status: Korningsstatus, felkod?: string): Lage => ({
    ...omrade,
    status,
    rakning: { ...run.pagaende.rakning, rader: run.pagaende.lasning.rader, lastaByte: run.pagaende.lasning.byte },
    start,
    ...(felkod === undefined ? {} : { felkod }),
  })
  // A kind whose avtal has ended is not even read to the end.
  const nyckelBorta = new AbortController()
  const ticker = setInterval(() => {
    watch(lage('pagar'))
    if (lostKey(deps, run.pagaende)) nyckelBorta.abort()
  }, 200)
  const halt = AbortSignal.any([stop, nyckelBorta.signal])
  const end = async (
    status: Exclude<Korningsstatus, 'pagar'>,
    extra: Partial<Parameters<typeof avslutaKorning>[3]> = {},
    retryable = false,
  ): Promise<Forsok> => {
    const { rakning } = lage(status)
    const { okandaFalt } = run.pagaende.lasning
    await avslutaKorning(pool, korning, rakning, { ...extra, status, okandaFalt })
    const drift = await nyaOkandaFalt(pool, omrade, korning, okandaFalt)
    if (drift.length > 0) log.warn('kalla-med-nya-falt', { ...omrade, korning, falt: drift.join(' ') })
    const felkod = extra.felkod ?? extra.vakt?.skal
    // Interrupted is what it was told to be.
    log[status === 'lyckad' || status === 'avbruten' ? 'info' : 'warn']('synk', {
      ...omrade,
      korning,
      status,
      felkod: felkod ?? null,
      ...forLoggen(rakning),
      ms: Date.now() - start,
    })
    return { lage: { ...lage(status, felkod), slut: Date.now() }, retryable }
  }

  try {
    try {
      await readAll(deps, run.pagaende, sedan, halt, false)
    } catch (error) {
      if (!(error instanceof InsynError && error.code === 'KALLA_OORDNAD')) throw error
      log.warn('synk-oordnad', { ...omrade, korning })
      run = await prepare(deps, omrade, mangder, korning, flaggbyten)
      await readAll(deps, run.pagaende, sedan, halt, true)
    }
    await readAgain(deps, run.pagaende, stop)
    // Only a complete read tells who is gone.
    if (sedan !== undefined) {
      await keepRegister(deps, run.pagaende, false)
      return await end('lyckad')
    }
    const verdict = await removeGone(pool, run.pagaende, run.kandaPerMangd, deps.installningar.volymvakt)
    await keepRegister(deps, run.pagaende, verdict.slapp)
    return verdict.slapp ? await end('lyckad') : await end('vantar', { vakt: verdict })
  } catch (error) {
    if (stop.aborted) return await end('avbruten')
    if (nyckelBorta.signal.aborted || (error instanceof InsynError && error.code === 'NYCKEL_SAKNAS'))
      return await end('avbruten', { felkod: 'NYCKEL_SAKNAS' })
    if (!(error instanceof InsynError)) return await end('misslyckad', { felkod: 'OKANT_FEL' })
    return await end('misslyckad', { felkod: error.code }, error.retryable)
  } finally {
    clearInterval(ticker)
    await tomMellanlager(pool, korning)
  }
}

/** Nobody leaves the register on the word of a read that the guard holds, or that told of less than there is. */
async function keepRegister({ pool, nycklar, log }: SyncDeps, run: Pagaende, whole: boolean): Promise<void> {
  const { scope, handlaggare } = run
  if (!scope.mangder.has('handlaggare')) return
  if (handlaggare.full) log.warn('handlaggarregister-fullt', { kalla: scope.kalla, stadsdel: scope.stadsdel })
  await skrivRegister(pool, nycklar, scope, run.generationer, handlaggare.poster, whole && handlaggare.hel)
}
/** Also when it came back: what was read and compared before belongs to the one that is gone. */
const lostKey = ({ nycklar }: SyncDeps, { scope, generationer }: Pagaende): boolean =>
  [...scope.mangder].some((mangd) => nycklar.generation(scope.stadsdel, mangd) !== generationer.get(mangd))
/** Log lines travel far, and in a small stadsdel one more than yesterday is somebody: the run's record has the count. */
const forLoggen = ({ skyddade: _, ...resten }: Rakning): Omit<Rakning, 'skyddade'> => resten

interface Prepared {
  readonly pagaende: Pagaende
  readonly kandaPerMangd: ReadonlyMap<Informationsmangd, number>
}

async function prepare(
  deps: SyncDeps,
  omrade: Omrade,
  mangder: ReadonlySet<Informationsmangd>,
  korning: number,
  flaggbyten: Flaggbyten,
): Promise<Prepared> {
  const scope = { ...omrade, mangder }
  const held = generationer(deps.nycklar, omrade.stadsdel, mangder)
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
      generationer: held,
      rakning: tomRakning(),
      lasning,
      kanda,
      personer: new RefTable(),
      egnaFlaggor: await flaggadeAv(deps.pool, omrade.kalla, omrade.stadsdel),
      andrasFlaggor: await flaggadeAvAndra(deps.pool, omrade.kalla, omrade.stadsdel),
      utanFlagga: [],
      flaggbyten,
      handlaggare: createHandlaggarsamling(),
      omlasas: new Set(),
      herrelosa: 0,
    },
  }
}

async function readAll(
  deps: SyncDeps,
  run: Pagaende,
  sedan: Date | undefined,
  stop: AbortSignal,
  staged: boolean,
): Promise<void> {
  const { kalla: namn, stadsdel, mangder } = run.scope
  const kalla = sourceOf(deps, run)
  const omfang = { stadsdel, mangder }
  const read =
    sedan === undefined ? kalla.lasAllt(omfang, run.lasning, stop) : kalla.lasAndrade(omfang, sedan, run.lasning, stop)
  const ordered = staged ? viaMellanlager(deps.pool, deps.nycklar, run.korning, deps.postnycklar, read) : read
  let disorderly = false
  try {
    await readIntoMirror(deps.pool, deps.nycklar, run, ordered)
  } catch (error) {
    disorderly = error instanceof InsynError && error.code === 'KALLA_OORDNAD'
    throw error
  } finally {
    // A flag that could not be read counts as set, also when the read broke off later. In a disorderly read it may
    // only have come in another piece, which the ordered read that follows will tell.
    if (!disorderly) await flagga(deps.pool, namn, stadsdel, run.utanFlagga, run.last)
  }
}

function sourceOf(deps: SyncDeps, { scope }: Pagaende): Kalla {
  const kalla = deps.kallor.find(({ namn }) => namn === scope.kalla)
  if (kalla === undefined) throw new InsynError('KONFIG_OGILTIG', `no source ${scope.kalla} is configured`)
  return kalla
}

/**
 * A live read of somebody said something else than this run, whose read had begun before and may have reached her
 * after: nobody can tell which is newer, so she is asked for once more. Without that a change could wait for the next run.
 */
async function readAgain(deps: SyncDeps, run: Pagaende, stop: AbortSignal): Promise<void> {
  if (run.omlasas.size === 0) return
  const spegla = createPersonspegling({ ...deps, volymvakt: deps.installningar.volymvakt })
  const kalla = sourceOf(deps, run)
  for (const personnummer of run.omlasas) {
    const last = deps.klocka()
    await spegla(run.scope, last, await readPerson(kalla, run.scope, personnummer, deps.postnycklar, stop, false))
  }
}
