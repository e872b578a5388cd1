import { setTimeout as delay } from 'node:timers/promises'
import type { Consumer, EachBatchPayload, Kafka } from 'kafkajs'
import type { ConsumerState } from '../../bus/consumer-state.ts'
import type { BusConsumer } from '../../bus/hear.ts'
import type { Log } from '../../log.ts'
import { kafkaFailure, kindOf } from './failures.ts'
import { readRecords } from './read-record.ts'

export interface ConsumerOptions {
  readonly grupp: string
  readonly log: Log
  /** Hears whether the consumer is in its group. */
  readonly told?: (state: ConsumerState) => void
  /** A consumer without any event for so long counts as stuck, and a new one is made. */
  readonly silentMs?: number
}

const HEARTBEAT_MS = 1_000
/** The shortest that most brokers take; where `group.min.session.timeout.ms` is longer, the next. */
const SESSIONS_MS = [6_000, 30_000, 120_000, 600_000] as const
/** Long enough not to burn a core on an empty topic; a message ends the waiting. */
const WAIT_MS = 500
const LONGEST_PAUSE_MS = 10_000
/** While the database takes one partition's batch, another's is opened. */
const PARTITIONS_AT_ONCE = 2

type Take = Parameters<BusConsumer['start']>[1]

/**
 * The consuming side of kafkajs as a member of a group. kafkajs gives up now and then, and now and then stops without saying so
 * (tulios/kafkajs issues 659, 1122, 1593): its own restart is therefore off, and a new consumer is made here, after a crash
 * as after a silence. What was handed over and not committed comes again.
 */
export function createConsumer(
  kafka: Kafka,
  { grupp, log, told = () => undefined, silentMs = 60_000 }: ConsumerOptions,
): BusConsumer {
  const stopping = new AbortController()
  let running: Promise<void> = Promise.resolve()
  let session = 0

  async function keepRunning(topics: readonly string[], take: Take): Promise<void> {
    let failures = 0
    while (!stopping.signal.aborted) {
      const begun = Date.now()
      const failure = await consume(topics, take)
      if (failure === undefined) continue
      const { message: reason } = kafkaFailure('consuming', failure)
      told({ joined: false, reason })
      if (kindOf(failure) === 'INVALID_SESSION_TIMEOUT' && session + 1 < SESSIONS_MS.length) {
        session++
        continue
      }
      failures = Date.now() - begun > LONGEST_PAUSE_MS ? 1 : failures + 1
      if (failures === 1) log.warn('consumer-restarting', { reason })
      const pause = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures) * (0.5 + Math.random() / 2)
      await delay(pause, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }

  /** Until stopped (undefined) or failed (why). */
  async function consume(topics: readonly string[], take: Take): Promise<unknown> {
    const consumer = kafka.consumer({
      groupId: grupp,
      sessionTimeout: SESSIONS_MS[session] ?? SESSIONS_MS[0],
      heartbeatInterval: HEARTBEAT_MS,
      maxWaitTimeInMs: WAIT_MS,
      retry: { restartOnFailure: async () => false },
    })
    const life = watchLife(consumer, silentMs)
    consumer.on(consumer.events.GROUP_JOIN, () => told({ joined: true, reason: '' }))
    try {
      await consumer.connect()
      await consumer.subscribe({ topics: [...topics], fromBeginning: true })
      await consumer.run({
        autoCommit: false,
        partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
        eachBatchAutoResolve: false,
        eachBatch: (payload) => handOver(payload, take),
      })
      return await Promise.race([life.ended, aborted(stopping.signal)])
    } catch (error) {
      return error
    } finally {
      life.stop()
      await consumer.disconnect().catch(() => undefined)
    }
  }

  return {
    async start(topics, take) {
      running = keepRunning(topics, take)
    },
    async stop() {
      stopping.abort()
      await running
    },
  }
}

/** Sends heartbeats while the batch is taken, so that a slow one does not cost the place in the group. */
async function handOver(payload: EachBatchPayload, take: Take): Promise<void> {
  const { topic, partition } = payload.batch
  const beating = setInterval(() => void payload.heartbeat().catch(() => undefined), HEARTBEAT_MS)
  try {
    await take(readRecords(payload.batch))
  } finally {
    clearInterval(beating)
  }
  const last = payload.batch.lastOffset()
  payload.resolveOffset(last)
  const offset = String(BigInt(last) + 1n)
  await payload.commitOffsetsIfNecessary({ topics: [{ topic, partitions: [{ partition, offset }] }] })
}

/** Settles with the reason when the consumer has crashed, or has given no event for so long. */
function watchLife(consumer: Consumer, silentMs: number) {
  let last = Date.now()
  const alive = () => (last = Date.now())
  for (const event of [consumer.events.FETCH, consumer.events.HEARTBEAT, consumer.events.GROUP_JOIN])
    consumer.on(event as 'consumer.heartbeat', alive)
  let watching: NodeJS.Timeout | undefined
  const ended = new Promise<unknown>((end) => {
    consumer.on(consumer.events.CRASH, ({ payload }) => end(payload.error))
    watching = setInterval(() => {
      if (Date.now() - last > silentMs) end(new Error('silent'))
    }, silentMs / 4)
  })
  return { ended, stop: () => clearInterval(watching) }
}

const aborted = (signal: AbortSignal): Promise<undefined> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve(undefined)
    else signal.addEventListener('abort', () => resolve(undefined), { once: true })
  })
