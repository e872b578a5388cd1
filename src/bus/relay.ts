import { setTimeout as delay } from 'node:timers/promises'
import type pg from 'pg'
import { codeOrUnknown } from '../errors.ts'
import type { Log } from '../log.ts'
import { requeue } from '../mirror/outbox.ts'
import { type HeldLock, trySessionLock } from '../platform/database/session-lock.ts'
import { everyAfter, type Repetition } from '../platform/every-after.ts'
import { type OutboxEntry, readOutbox, settle } from './outbox.ts'
import { type Load, load, publish, type PublishDeps, type PublishOutcome } from './publish.ts'

export interface RelayDeps extends PublishDeps {
  readonly pool: pg.Pool
  readonly log: Log
  readonly metrics: RelayMetrics
  /** Publishes what the access logs have gained; returns how much. */
  readonly relayLogs: () => Promise<number>
}

export interface RelayMetrics {
  leads(leading: boolean): void
  sent(count: number): void
  parked(count: number): void
}

export interface Relay {
  start(): void
  /** Ends after what is being sent now. */
  stop(): Promise<void>
}

interface Batch {
  readonly poster: readonly OutboxEntry[]
  readonly load: Load
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
  const { pool, log, metrics } = deps
  const stopping = new AbortController()
  let repetition: Repetition | undefined
  const pause = (ms: number) => delay(ms, undefined, { signal: stopping.signal }).catch(() => undefined)

  const tryToLead = () => trySessionLock(pool, RELAY_LOCK, lead).finally(() => metrics.leads(false))

  async function lead(held: HeldLock): Promise<void> {
    metrics.leads(true)
    await pause(SETTLE_MS)
    const logs = publishLogs()
    await leadOutbox(held).finally(() => logs.stop())
  }

  /** Lookups and cases do not wait for it: what cannot be published now is published later. */
  function publishLogs(): Repetition {
    let failing = false
    const failed = (error: unknown) => {
      if (!failing) log.warn('log-publishing-failed', { errorCode: codeOrUnknown(error) })
      failing = true
    }
    return everyAfter(
      LONGEST_PAUSE_MS,
      async () => {
        const count = await deps.relayLogs()
        failing = false
        return count === 0 ? LOG_IDLE_MS : 0
      },
      { failed },
    )
  }

  /**
   * While one batch is being sent the one before it leaves the outbox and the next is made ready; the next is made anew when something
   * could not be sent.
   */
  async function leadOutbox(held: HeldLock): Promise<void> {
    let failures = 0
    let next: Promise<Batch> | undefined
    let settled = Promise.resolve()
    let settling: readonly OutboxEntry[] = []
    try {
      while (!stopping.signal.aborted) {
        const batch = await (next ?? nextBatch([]))
        if (batch.poster.length === 0) {
          next = undefined
          await settled
          await held.confirm()
          await pause(IDLE_MS)
          continue
        }
        const sending = publish(deps.publisher, batch.load)
        next = nextBatch([...settling, ...batch.poster])
        // Looked at in the next round, if there is one.
        next.catch(() => undefined)
        const outcome = await sending
        const before = settled
        // In order: a dead letter of the later batch must outlive the earlier one's success. Also after a failure, for what was sent since.
        settled = before.catch(() => undefined).then(() => leaveOutbox(held, outcome))
        settled.catch(() => undefined)
        settling = batch.poster
        await before
        if (outcome.obstacle !== undefined) {
          if (failures++ === 0) log.warn('bus-unavailable', { errorCode: outcome.obstacle.code })
          await next.catch(() => undefined)
          next = undefined
          await settled
          await pause(Math.min(LONGEST_PAUSE_MS, 100 * 2 ** failures) * (0.5 + Math.random() / 2))
        } else if (failures > 0) {
          log.info('bus-available')
          failures = 0
        }
      }
      await settled
    } finally {
      await Promise.allSettled([settled, next])
    }
  }

  async function nextBatch(except: readonly OutboxEntry[]): Promise<Batch> {
    const entries = await readOutbox(pool, BATCH, except)
    return { poster: entries, load: await load(deps, entries) }
  }

  async function leaveOutbox(held: HeldLock, { sent, parked }: PublishOutcome): Promise<void> {
    try {
      await held.confirm()
    } catch (error) {
      await requeue(pool, sent)
      throw error
    }
    await settle(pool, sent, parked)
    metrics.sent(sent.length)
    metrics.parked(parked.length)
    for (const { item, reason } of parked) log.warn('message-dead-lettered', { uppgiftRef: item.uppgiftRef, reason })
  }

  return {
    start() {
      repetition = everyAfter(STANDBY_MS, async () => void (await tryToLead()), {
        failed: (error) => log.error('relay-interrupted', { errorCode: codeOrUnknown(error) }),
      })
    },
    async stop() {
      stopping.abort()
      await repetition?.stop()
    },
  }
}
