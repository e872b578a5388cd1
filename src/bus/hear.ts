import type pg from 'pg'
import { type HeardChange, routeHeard, routeKind } from '../cases/route.ts'
import { InsynError } from '../errors.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import { newPlace, sampledPlace, type Span, tracing } from '../platform/tracing/spans.ts'
import type { ConsumerWatch } from './consumer-state.ts'
import type { Envelope } from './envelope.ts'
import type { ReadMessage } from './message.ts'

/** The bus, as the mirror worker needs it. */
export interface BusConsumer {
  /**
   * Reads as a member of the hub's consumer group, from where the group stands. A batch is one partition's, in order;
   * where the group stands moves on only when `ta` has resolved, so what was taken may be handed over again.
   */
  start(topics: readonly string[], take: (messages: readonly ReadMessage[]) => Promise<void>): Promise<void>
  stop(): Promise<void>
}

export interface HearDeps {
  readonly pool: pg.Pool
  readonly consumer: BusConsumer
  readonly envelope: Pick<Envelope, 'topic' | 'head'>
  /** There is something new to deliver. */
  readonly wake: () => void
  readonly watch: Pick<ConsumerWatch, 'unreadable'>
  readonly log: Log
}

/**
 * Takes what the bus tells of to the cases it concerns. Where the group stands moves on after that is committed, so a message
 * may be heard twice, which has no effect. Values are not opened: what a case gets is the mirror's state of when it is
 * written.
 */
export async function hearBus({ pool, consumer, envelope, wake, watch, log }: HearDeps): Promise<void> {
  await consumer.start(INFORMATIONSMANGDER.map(envelope.topic), async (messages) => {
    const heard: HeardChange[] = []
    const unread = messages.find(({ unreadable }) => unreadable !== undefined)
    for (const message of messages)
      try {
        if (message.unreadable !== undefined) {
          const { topic, offset, unreadable: codec } = message
          const reason = `a batch that cannot be opened (${codec})`
          await reject(pool, message, new InsynError('MEDDELANDE_OGILTIGT', reason))
          watch.unreadable(topic, codec)
          log.error('batch-unreadable', { topic, offset, codec })
          continue
        }
        heard.push(envelope.head(message))
      } catch (error) {
        await reject(pool, message, error)
        log.error('message-rejected', { topic: message.topic, offset: message.offset })
      }
    if (heard.length === 0 && unread === undefined) return
    const spans = startHearing(messages)
    try {
      if (heard.length > 0) await routeHeard(pool, heard)
      // Changes of ours may stand in it, where a broker compresses anew.
      if (unread !== undefined)
        for (const mangd of INFORMATIONSMANGDER)
          if (envelope.topic(mangd) === unread.topic) await routeKind(pool, mangd)
      wake()
    } finally {
      for (const span of spans) span.end()
    }
  })
}

/** A span below that of whoever sent it, for each message that is recorded. */
function startHearing(messages: readonly ReadMessage[]): readonly Span[] {
  const recorder = tracing()
  if (recorder === undefined) return []
  return messages.flatMap(({ topic, headers }) => {
    const sent = sampledPlace(headers.traceparent)
    if (sent === undefined) return []
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic }
    const place = { ...newPlace(), traceId: sent.traceId }
    return recorder.start({ kind: 'consumer', name: `process ${topic}`, attributes, place, parentId: sent.spanId })
  })
}

/** What is not a message of ours stays in the topic; here is kept where, and why it was passed by. */
async function reject(pool: pg.Pool, { topic, partition, offset }: ReadMessage, error: unknown): Promise<void> {
  const reason = error instanceof InsynError ? error.message : 'OKANT_FEL'
  await pool.query(
    `insert into rejected_message (topic, partition, position, reason) values ($1, $2, $3, $4) on conflict do nothing`,
    [topic, partition, offset, reason],
  )
}
