import { setMaxListeners } from 'node:events'
import { setTimeout as delay } from 'node:timers/promises'
import { InsynError } from '../errors.ts'
import { MANGDER_AV_KALLA } from '../informationsmangd.ts'
import { type Korningsstatus, type Rakning, tomRakning } from './run.ts'
import { createFlaggbyten, type Flaggbyten } from './lifted-flags.ts'
import { runScope } from './run-scope.ts'
import { withScopeLock } from './scope-lock.ts'
import type { Lage, Omrade, SyncDeps, Uppdrag } from './sync-job.ts'

export interface Sync {
  /**
   * Runs the scopes, a few at a time, and resolves with how each ended; a scope that fails disturbs no other. One whose
   * complete read left somebody out for a flag that another scope then lifted is read once more.
   */
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
    const flaggbyten = createFlaggbyten()
    const runAll = async (omraden: readonly Omrade[]): Promise<Lage[]> => {
      const queue = [...omraden]
      const done: Lage[] = []
      for (const omrade of queue) watch({ ...omrade, status: 'koad', rakning: tomRakning(), start: 0 })
      const worker = async () => {
        for (let omrade = queue.shift(); omrade !== undefined; omrade = queue.shift()) {
          if (stopping.signal.aborted) return
          const lage = await withRetries(deps, omrade, uppdrag, flaggbyten, watch, stopping.signal)
          watch(lage)
          done.push(lage)
        }
      }
      await Promise.all(Array.from({ length: deps.installningar.samtidiga }, worker))
      return done
    }
    const forst = await runAll(uppdrag.omraden)
    if (uppdrag.slag === 'andrade') return forst
    const sedan = await runAll(uppdrag.omraden.filter((omrade) => flaggbyten.skaLasasOm(omrade)))
    return forst.map((lage) => sedan.find((om) => om.kalla === lage.kalla && om.stadsdel === lage.stadsdel) ?? lage)
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

async function withRetries(
  deps: SyncDeps,
  omrade: Omrade,
  uppdrag: Uppdrag,
  flaggbyten: Flaggbyten,
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
        const { lage, retryable } = await runScope(deps, omrade, mangder, uppdrag, flaggbyten, watch, stop)
        const wait = deps.installningar.omforsokMs[attempt]
        if (!retryable || wait === undefined || stop.aborted) return lage
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
