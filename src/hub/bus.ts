import type pg from 'pg'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createConsumer } from '../adapters/kafka/consumer.ts'
import { readLag } from '../adapters/kafka/lag.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createTopicReader } from '../adapters/kafka/topic-reader.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createConsumerWatch } from '../bus/consumer-state.ts'
import { createEnvelope } from '../bus/envelope.ts'
import { hearBus } from '../bus/hear.ts'
import { relayLogs } from '../bus/log-relay.ts'
import { createRelayMetrics, measureLag } from '../bus/metrics.ts'
import { createRelay } from '../bus/relay.ts'
import { logTopic, type TopicDrift, topics } from '../bus/topics.ts'
import type { KafkaOptions } from '../config/kafka-options.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Log } from '../log.ts'
import type { Mirror } from '../mirror/mirror.ts'
import type { Repetition } from '../platform/every-after.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Measuring } from '../platform/sampling.ts'

export interface BusParts {
  readonly options: KafkaOptions
  readonly loggnamn: string
  readonly pool: pg.Pool
  readonly keys: Keys
  readonly mirror: Pick<Mirror, 'open'>
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly measuring: Measuring
  readonly log: Log
}

/** The bus: the relay that publishes the outbox, and this process's consumer in the group of mirror workers. */
export function composeBus({ options, loggnamn, pool, keys, mirror, allowed, measuring, log }: BusParts) {
  const kafka = connectKafka(options)
  const envelope = createEnvelope({ keys, amnesprefix: options.amnesprefix, origin: loggnamn })
  const publisher = createPublisher(kafka)
  const watch = createConsumerWatch({ pool, group: options.grupp, register: measuring.register, log })
  const consumer = createConsumer(kafka, { grupp: options.grupp, log, told: (state) => watch.state(state) })
  const metrics = createRelayMetrics(measuring, pool)
  const logs = { pool, keys, publisher, topic: logTopic(options.amnesprefix), origin: loggnamn }
  const relay = createRelay({
    pool,
    mirror,
    envelope,
    publisher,
    allowed,
    relayLogs: () => relayLogs(logs),
    metrics,
    log,
  })

  let lag: Repetition | undefined
  return {
    envelope,
    topicReader: createTopicReader(kafka, options.grupp),
    async start(wake: () => void): Promise<void> {
      relay.start()
      watch.start()
      await hearBus({ pool, consumer, envelope, wake, watch, log })
      lag = measureLag(measuring, () =>
        readLag(
          kafka,
          options.grupp,
          INFORMATIONSMANGDER.map((mangd) => envelope.topic(mangd)),
        ),
      )
    },
    async stop(): Promise<void> {
      await Promise.all([relay.stop(), lag?.stop()])
      await consumer.stop()
      await watch.stop()
      await publisher.close()
    },
  }
}

/** Creates missing topics and returns their names. */
export const makeTopics = (options: KafkaOptions): Promise<readonly string[]> =>
  createTopics(connectKafka(options)).create(topics(options))

/** Differences between the topics and their settings. */
export const topicDrift = (options: KafkaOptions): Promise<readonly TopicDrift[]> =>
  createTopics(connectKafka(options)).drift(topics(options))
