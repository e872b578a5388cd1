import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { begransa, faltnamn } from '../mapping/limit-fields.ts'
import type { Arendesystem } from './case-system.ts'
import { type Besluta, faltdigest } from './decide-mirroring.ts'
import {
  forsokIgen,
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
} from './deliveries.ts'
import { purging, removal, type Spar, write } from './delivery-records.ts'
import { berikaIgen, attBerika, taRegistreringar } from './registrations.ts'
import { registrera, type Registrera } from './register.ts'
import type { Spegel } from '../mirror/mirror.ts'

export interface WorkerDeps extends Spar {
  readonly pool: pg.Pool
  /** Moves changes to the cases that they concern; returns how many. Where a bus tells of them it has nothing to do. */
  readonly sortera: () => Promise<number>
  readonly spegel: Pick<Spegel, 'oppna'>
  readonly arendesystem: Arendesystem
  readonly disclose: Disclose
  readonly besluta: Besluta
  readonly registrering: Registrera
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
    const registreringar = await taRegistreringar(deps.pool, CLAIM)
    await inParallel(registreringar, (en) =>
      registrera(deps, en, stopping.signal).catch(() => berikaIgen(deps.pool, en)),
    )
    return sorted + uppdrag.length + rensningar.length + registreringar.length
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
      if (uppdrag.nagonsinSkickad) {
        await deps.disclose(
          { poster: [removal(deps, uppdrag, beslut?.orsak)], body: () => uppdrag.borttagningsversion },
          (version) => arendesystem.taBort(arendeId, uppgiftRef, version, signal),
        )
        await attBerika(pool, arendeId, true)
      }
      await levererad(pool, uppdrag, { haller: 0, version: uppdrag.borttagningsversion, falt: faltdigest(beslut) })
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
    if (deps.registrering.rors(uppdrag.andamal, nu.mangd)) await attBerika(pool, arendeId, false)
    await levererad(pool, uppdrag, { haller: version, version, falt: faltdigest(beslut) })
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
