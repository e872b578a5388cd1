import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Atkomst, Loggpost } from '../atkomstlogg/atkomst.ts'
import { EGEN_LOGG } from '../atkomstlogg/atkomst.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { begransa, faltnamn } from '../policy/begransa.ts'
import type { Faltbeslut } from '../policy/decide.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Arendesystem } from './arendesystem.ts'
import {
  forsokIgen,
  harInget,
  type Leveransuppdrag,
  levererad,
  parkera,
  rensad,
  rensaIgen,
  type Rensningsuppdrag,
  outstanding,
  slappParkerade,
  taLeveranser,
  taRensningar,
} from './leveranser.ts'
import type { Spegel } from './spegel.ts'

export interface WorkerDeps {
  readonly pool: pg.Pool
  /** Moves changes to the cases that they concern; returns how many. Where a bus tells of them it has nothing to do. */
  readonly sortera: () => Promise<number>
  readonly spegel: Pick<Spegel, 'oppna'>
  readonly arendesystem: Arendesystem
  readonly disclose: Disclose
  /** Judged at each write, so that what was permitted at the opening of the case does not outlive its permission. */
  readonly besluta: (
    fraga: { andamal: string; arende: string },
    stadsdel: string,
    mangd: Informationsmangd,
  ) => Faltbeslut
  readonly policyversion: string
  readonly klocka: () => Date
  readonly log: Log
}

export interface MirrorWorker {
  start(): void
  /** There is something new to deliver. */
  vack(): void
  /** Ends after what is being written now. */
  stop(): Promise<void>
  /** Does what is due now; returns how much that was. */
  work(): Promise<number>
  /** Resolves when the outbox is sorted and nothing waits for its first try. */
  ikapp(): Promise<void>
}

const PARALLEL = 8
const CLAIM = 64
const IDLE_MS = 150

/** Brings what each open case should hold into the case system, and takes it away again. */
export function createMirrorWorker(deps: WorkerDeps): MirrorWorker {
  const stopping = new AbortController()
  let loop: Promise<void> = Promise.resolve()
  let rest = new AbortController()

  async function work(): Promise<number> {
    const sorted = await deps.sortera()
    const uppdrag = await taLeveranser(deps.pool, CLAIM)
    await inParallel(uppdrag, (ett) => deliver(deps, ett, stopping.signal))
    const rensningar = await taRensningar(deps.pool, CLAIM)
    await inParallel(rensningar, (ett) => purge(deps, ett, stopping.signal))
    return sorted + uppdrag.length + rensningar.length
  }

  const failed = (error: unknown): void =>
    deps.log.error('spegling-misslyckad', { felkod: error instanceof InsynError ? error.code : 'OKANT_FEL' })

  async function run(): Promise<void> {
    await slappParkerade(deps.pool).catch(failed)
    while (!stopping.signal.aborted) {
      const did = await work().catch((error: unknown) => {
        failed(error)
        return 0
      })
      if (did === 0) await delay(IDLE_MS, undefined, { signal: rest.signal }).catch(() => undefined)
      rest = new AbortController()
    }
  }

  return {
    work,
    async ikapp() {
      while (!stopping.signal.aborted && (await outstanding(deps.pool)) > 0)
        await delay(IDLE_MS, undefined, { signal: stopping.signal }).catch(() => undefined)
    },
    start() {
      loop = run()
    },
    vack: () => rest.abort(),
    async stop() {
      stopping.abort()
      rest.abort()
      await loop
    },
  }
}

async function inParallel<T>(items: readonly T[], each: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await each(item)
  }
  await Promise.all(Array.from({ length: Math.min(PARALLEL, queue.length) }, worker))
}

async function deliver(deps: WorkerDeps, uppdrag: Leveransuppdrag, signal: AbortSignal): Promise<void> {
  const { pool, arendesystem } = deps
  const { arendeId, uppgiftRef, stadsdel, nu } = uppdrag
  const mangd = nu?.mangd ?? uppdrag.mangd
  const beslut =
    mangd === null ? undefined : deps.besluta({ andamal: uppdrag.andamal, arende: arendeId }, stadsdel, mangd)
  const visas = nu !== undefined && beslut !== undefined && beslut.falt.size > 0
  let skaBort = !visas
  try {
    // Its key may have gone since the row was read.
    const oppnade = visas ? deps.spegel.oppna({ uppgiftRef, stadsdel, ...nu }) : []
    skaBort = oppnade.length === 0
    if (!visas || skaBort) {
      if (uppdrag.nagonsinSkickad)
        await deps.disclose(
          { poster: [removal(deps, uppdrag, beslut?.orsak)], body: () => uppdrag.borttagningsversion },
          (version) => arendesystem.taBort(arendeId, uppgiftRef, version, signal),
        )
      await harInget(pool, arendeId, uppgiftRef, uppdrag.borttagningsversion)
      return
    }
    const poster = begransa(oppnade, beslut.falt)
    const { kalla, mangd: informationsmangd, version } = nu
    await deps.disclose(
      {
        poster: [write(deps, uppdrag, { mangd: nu.mangd, falt: faltnamn(poster) }, beslut.avtal)],
        body: () => ({ uppgiftRef, version, stadsdel, kalla, informationsmangd, last: nu.last.toISOString(), poster }),
      },
      (uppgift) => arendesystem.skriv(arendeId, uppgift, signal),
    )
    await levererad(pool, arendeId, uppgiftRef, version)
  } catch (error) {
    const code = error instanceof InsynError ? error.code : 'OKANT_FEL'
    // What is to be taken away is never given up: the person may be protected.
    if (code === 'MALSYSTEM_NEKAR' && !skaBort) await parkera(pool, arendeId, uppgiftRef, code)
    else await forsokIgen(pool, arendeId, uppgiftRef, backoff(uppdrag.forsok), code)
  }
}

async function purge(deps: WorkerDeps, uppdrag: Rensningsuppdrag, signal: AbortSignal): Promise<void> {
  const { arendeId } = uppdrag
  try {
    const poster = purging(deps, uppdrag)
    await deps.disclose({ poster, body: () => arendeId }, (id) => deps.arendesystem.rensa(id, signal))
    await rensad(deps.pool, arendeId, poster[0].atkomst.handelseId)
  } catch {
    await rensaIgen(deps.pool, arendeId, backoff(uppdrag.forsok))
  }
}

/** Doubles from half a second to a minute, with jitter so that deliveries do not come in step. */
function backoff(forsok: number): number {
  return Math.min(60_000, 500 * 2 ** Math.min(forsok, 10)) * (0.5 + Math.random() / 2)
}

function record(
  deps: WorkerDeps,
  { arendeId, personRef, andamal }: { arendeId: string; personRef: string; andamal: string },
) {
  return {
    handelseId: randomUUID(),
    tid: deps.klocka().toISOString(),
    personRef,
    personnummerForseglat: null,
    andamal,
    arende: arendeId,
    roll: 'arendesystem',
    slutanvandare: null,
    identitet: null,
    klient: 'insyn',
    relation: null,
    identifiering: null,
    visat: [],
    avtal: null,
    flaggor: [],
    tillstand: null,
    policyversion: deps.policyversion,
  } satisfies Partial<Atkomst>
}

function write(
  deps: WorkerDeps,
  uppdrag: Leveransuppdrag,
  visat: Atkomst['visat'][number],
  avtal: string | undefined,
): Loggpost {
  return {
    logg: uppdrag.stadsdel,
    atkomst: {
      ...record(deps, uppdrag),
      handelse: 'spegling',
      visat: [visat],
      utfall: 'visat',
      orsak: 'traff',
      avtal: avtal ?? null,
    },
  }
}

function removal(deps: WorkerDeps, uppdrag: Leveransuppdrag, beslut: Faltbeslut['orsak'] | undefined): Loggpost {
  const utanAvtal = beslut === 'avtal-saknas'
  const orsak = utanAvtal ? 'avtal-saknas' : uppdrag.nu === undefined || beslut === 'tillaten' ? 'borta' : 'ej-tillaten'
  return {
    logg: uppdrag.stadsdel,
    atkomst: { ...record(deps, uppdrag), handelse: 'borttagning', utfall: 'tomt', orsak },
  }
}

/** One record per controller whose data may be in the case; the processor's own when there is none. */
function purging(deps: WorkerDeps, uppdrag: Rensningsuppdrag): readonly [Loggpost, ...Loggpost[]] {
  const atkomst = { ...record(deps, uppdrag), handelse: 'rensning', utfall: 'tomt', orsak: 'arende-stangt' } as const
  const [forsta = EGEN_LOGG, ...ovriga] = uppdrag.stadsdelar
  return [{ logg: forsta, atkomst }, ...ovriga.map((logg) => ({ logg, atkomst }))]
}
