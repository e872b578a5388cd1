import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { trySessionLock } from '../db/session-lock.ts'
import { InsynError } from '../errors.ts'
import type { Log } from '../log.ts'
import { publish, type PublishDeps } from './publish.ts'
import { avsluta, begarOm, lasUtkorg } from './utkorg.ts'

export interface RelayDeps extends PublishDeps {
  readonly pool: pg.Pool
  readonly log: Log
  readonly matt: Relaymatt
  /** Publishes what the access logs have gained; returns how much. */
  readonly relayLoggar: () => Promise<number>
}

export interface Relaymatt {
  leder(ja: boolean): void
  skickade(antal: number): void
  parkerade(antal: number): void
}

export interface Relay {
  start(): void
  /** Ends after what is being sent now. */
  stop(): Promise<void>
}

/** Held by the one hub that publishes. */
const RELAY_LOCK = 0x1c5f_0005
const BATCH = 2_000
const IDLE_MS = 25
const LOG_IDLE_MS = 500
const STANDBY_MS = 1_000
/** In which what a killed leader had on its way has come or is lost, before its successor sends anything. */
const SETTLE_MS = 1_000
const LONGEST_PAUSE_MS = 5_000

/**
 * Publishes the outbox in order. There is one leader over all hubs; one that finds that it no longer is may have sent after its
 * successor did, and therefore asks for what it sent to be sent again.
 */
export function createRelay(deps: RelayDeps): Relay {
  const { pool, log, matt } = deps
  const stopping = new AbortController()
  let loop: Promise<void> = Promise.resolve()
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  async function standBy(): Promise<void> {
    while (!stopping.signal.aborted) {
      await trySessionLock(pool, RELAY_LOCK, lead).catch((error: unknown) =>
        log.error('relay-avbruten', { felkod: error instanceof InsynError ? error.code : 'OKANT_FEL' }),
      )
      matt.leder(false)
      await pause(STANDBY_MS)
    }
  }

  async function lead(session: pg.PoolClient): Promise<void> {
    matt.leder(true)
    await pause(SETTLE_MS)
    const leading = new AbortController()
    const logs = leadLogs(leading.signal)
    await leadOutbox(session).finally(() => leading.abort())
    await logs
  }

  /** Lookups and cases do not wait for it: what cannot be published now is published later. */
  async function leadLogs(ended: AbortSignal): Promise<void> {
    while (!stopping.signal.aborted && !ended.aborted) {
      const antal = await deps.relayLoggar().catch(() => 0)
      if (antal === 0) await pause(LOG_IDLE_MS)
    }
  }

  async function leadOutbox(session: pg.PoolClient): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      const { skickade, hinder } = await relayBatch(session)
      if (hinder !== undefined && failures++ === 0) log.warn('buss-svarar-inte', { felkod: hinder.code })
      if (hinder === undefined && failures > 0) {
        log.info('buss-svarar-igen')
        failures = 0
      }
      if (hinder !== undefined) await pause(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures) * (0.5 + Math.random() / 2))
      else if (skickade === 0) await pause(IDLE_MS)
    }
  }

  async function relayBatch(session: pg.PoolClient): Promise<{ skickade: number; hinder: InsynError | undefined }> {
    const poster = await lasUtkorg(pool, BATCH)
    if (poster.length === 0) {
      await session.query('select')
      return { skickade: 0, hinder: undefined }
    }
    const { skickade, parkerade, hinder } = await publish(deps, poster)
    try {
      await session.query('select')
    } catch (error) {
      await begarOm(pool, skickade)
      throw error
    }
    await avsluta(pool, skickade, parkerade)
    matt.skickade(skickade.length)
    matt.parkerade(parkerade.length)
    for (const { post, orsak } of parkerade) log.warn('meddelande-parkerat', { uppgiftRef: post.uppgiftRef, orsak })
    return { skickade: skickade.length + parkerade.length, hinder }
  }

  return {
    start() {
      loop = standBy()
    },
    async stop() {
      stopping.abort()
      await loop
    },
  }
}
