import { setTimeout as delay } from 'node:timers/promises'
import { trySessionLock } from '../../platform/database/session-lock.ts'
import { InsynError } from '../../errors.ts'
import { type Informationsmangd, INFORMATIONSMANGDER, MANGDER_AV_KALLA } from '../../informationsmangd.ts'
import type { Log } from '../../log.ts'
import type { Omrade } from '../../sync/sync-job.ts'
import { type AmnessidaDeps, jamforAmnet } from './topic-side.ts'
import { type ArendesidaDeps, jamforArenden } from './arende-side.ts'
import { jamforKallan, type KallsidaDeps } from './source-side.ts'
import type { Avvikelse, Hinder, Jamforelse, Rapport } from './report.ts'
import { spara } from './report-store.ts'
import { reparera } from './repair.ts'
import type { Sidbild } from './sums.ts'

export interface AvstamningDeps extends Omit<KallsidaDeps, 'spegel'>, ArendesidaDeps {
  /** What the stadsdel's avtal covers now. */
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  /** Absent without a bus: there is no topic to look at. */
  readonly buss: Pick<AmnessidaDeps, 'amneslasare' | 'kuvert'> | undefined
  readonly synka: (omraden: readonly Omrade[]) => Promise<unknown>
  readonly log: Log
}

export interface Avstamning {
  /**
   * Holds the mirror against the sources, the topics and the open cases. One at a time over all hubs: KORNING_PAGAR when
   * another is under way.
   */
  stamAv(omraden: readonly Omrade[], how: { readonly reparera: boolean }): Promise<Rapport>
  stop(): Promise<void>
}

const AVSTAMNING_LOCK = 0x1c5f_0008
/** Between two looks: what is on its way has then arrived, or can be seen to wait. */
const SETTLE_MS = 3_000

export function createAvstamning(deps: AvstamningDeps): Avstamning {
  const stopping = new AbortController()
  let running: Promise<unknown> = Promise.resolve()

  async function look(omraden: readonly Omrade[]): Promise<Rapport> {
    const { signal } = stopping
    const jamforelser: Jamforelse[] = []
    const avvikelser: Avvikelse[] = []
    const hinder: Hinder[] = []
    const add = (bild: Sidbild): void => {
      jamforelser.push(...bild.summor.jamforelser(bild.avvikelser, bild.paVag))
      avvikelser.push(...bild.avvikelser)
      hinder.push(...bild.hinder)
    }
    const tryTo = (om: Pick<Hinder, 'sida' | 'vad'>, steps: () => Promise<Sidbild>): Promise<void> =>
      steps().then(add, (error: unknown) => {
        hinder.push({ ...om, felkod: error instanceof InsynError ? error.code : 'OKANT_FEL', antal: 1 })
      })

    for (const omrade of omraden) {
      const tillatna = deps.tillatna(omrade.stadsdel)
      const mangder = new Set(MANGDER_AV_KALLA[omrade.kalla].filter((mangd) => tillatna.has(mangd)))
      if (mangder.size > 0)
        await tryTo({ sida: 'kalla', vad: `${omrade.kalla}/${omrade.stadsdel}` }, () =>
          jamforKallan(deps, omrade, mangder, signal),
        )
    }
    const { buss } = deps
    if (buss !== undefined)
      for (const mangd of INFORMATIONSMANGDER)
        await tryTo({ sida: 'amne', vad: mangd }, () => twice(() => jamforAmnet({ ...deps, ...buss }, mangd), signal))
    await tryTo({ sida: 'arende' }, () => twice(() => jamforArenden(deps, signal), signal))
    return { jamforelser, avvikelser, hinder }
  }

  async function stamAv(omraden: readonly Omrade[], how: { readonly reparera: boolean }): Promise<Rapport> {
    const rapport = await trySessionLock(deps.pool, AVSTAMNING_LOCK, async () => {
      const found = await look(omraden)
      await spara(deps.pool, found, deps.klocka())
      if (how.reparera) await reparera(deps, found.avvikelser)
      return found
    })
    if (rapport === undefined) throw new InsynError('KORNING_PAGAR', 'another avstamning is under way')
    const { avvikelser, hinder } = rapport
    deps.log[avvikelser.length + hinder.length > 0 ? 'warn' : 'info']('avstamning', {
      avvikelser: avvikelser.length,
      hinder: hinder.length,
      reparerar: how.reparera && avvikelser.length > 0,
    })
    return rapport
  }

  return {
    stamAv(omraden, how) {
      const run = stamAv(omraden, how)
      running = run.catch(() => undefined)
      return run
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** An avvikelse is what two looks have seen; what only the second one has is on its way. */
async function twice(look: () => Promise<Sidbild>, signal: AbortSignal): Promise<Sidbild> {
  const first = await look()
  if (first.avvikelser.length === 0) return first
  await delay(SETTLE_MS, undefined, { signal })
  const second = await look()
  const seen = new Set(first.avvikelser.map(namn))
  return {
    ...second,
    avvikelser: second.avvikelser.filter((en) => seen.has(namn(en))),
    paVag: [...second.paVag, ...second.avvikelser.filter((en) => !seen.has(namn(en)))],
  }
}

const namn = ({ slag, uppgiftRef, arende }: Avvikelse): string =>
  `${slag}/${uppgiftRef}/${arende?.arendeId ?? ''}/${arende?.version ?? ''}`
