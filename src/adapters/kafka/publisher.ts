import { CompressionTypes, type Kafka, Partitioners, type PartitionMetadata, type Producer } from 'kafkajs'
import type { Message } from '../../bus/message.ts'
import type { BusPublisher } from '../../bus/publisher.ts'
import { InsynError } from '../../errors.ts'
import { sampledPlace, type Span, tracing } from '../../platform/tracing/spans.ts'
import { kafkaFailure } from './failures.ts'

/** Every in-sync replica. */
const ALL = -1
/** How long the broker waits for the replicas: less than the request timeout. */
const ACK_MS = 2_500
const METADATA_MS = 5 * 60_000
/** How long an absent topic is not asked for again. */
const ABSENCE_MS = 10_000

/** A producer and the number of its sends in flight. */
interface Pipe {
  readonly producer: Producer
  readonly connected: Promise<void>
  sending: number
  broken: boolean
}

/**
 * The producing side of kafkajs. A producer that has failed is never used again: kafkajs then reuses the sequence numbers of
 * what failed, and a broker that had it after all would take the next batch for the same one and throw it away.
 */
export function createPublisher(
  kafka: Kafka,
  { absenceMs = ABSENCE_MS } = {},
): BusPublisher & { close(): Promise<void> } {
  const choose = Partitioners.DefaultPartitioner()
  const partitions = new Map<string, { readonly all: Promise<PartitionMetadata[]>; until: number }>()
  let pipe: Pipe | undefined

  function partitionsOf(topic: string): Promise<PartitionMetadata[]> {
    const known = partitions.get(topic)
    if (known !== undefined && known.until > Date.now()) return known.all
    const all = readPartitions(kafka, topic)
    const kept = { all, until: Date.now() + METADATA_MS }
    partitions.set(topic, kept)
    all.catch((error: unknown) => {
      kept.until = Date.now() + (error instanceof InsynError && error.code === 'KAFKA_NEKAR' ? absenceMs : 0)
    })
    return all
  }

  function open(): Pipe {
    if (pipe !== undefined && !pipe.broken) return pipe
    const producer = kafka.producer({ idempotent: true, maxInFlightRequests: 5 })
    pipe = { producer, connected: producer.connect(), sending: 0, broken: false }
    return pipe
  }

  async function close(ended: Pipe): Promise<void> {
    ended.broken = true
    if (ended.sending === 0) await ended.producer.disconnect().catch(() => undefined)
  }

  return {
    async partition(topic, key) {
      return choose({ topic, partitionMetadata: await partitionsOf(topic), message: { key, value: null } })
    },

    async send(topic, partition, toSend) {
      const messages = toSend.map((message) => asRecord(message, partition))
      const used = open()
      used.sending++
      const spans = startSending(topic, toSend)
      let failure: unknown
      try {
        await used.connected
        const batch = { topic, messages, acks: ALL, timeout: ACK_MS, compression: CompressionTypes.GZIP }
        const answers = await used.producer.send(batch)
        const [answer] = answers
        if (answers.length !== 1 || answer?.partition !== partition || answer.errorCode !== 0)
          throw new InsynError('KAFKA_OTILLGANGLIG', `Kafka, ${topic}: the answer does not acknowledge what was sent`)
      } catch (error) {
        used.broken = true
        partitions.delete(topic)
        throw (failure = kafkaFailure(`sending to ${topic}`, error))
      } finally {
        for (const span of spans) span.end({}, failure)
        used.sending--
        if (used.broken) await close(used)
      }
    },

    async close() {
      if (pipe !== undefined) await close(pipe)
    },
  }
}

async function readPartitions(kafka: Kafka, topic: string): Promise<PartitionMetadata[]> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
    return topics[0]?.partitions ?? []
  } catch (error) {
    throw kafkaFailure(`the partitions of ${topic}`, error)
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

/** A span for each message that is recorded, at the place that its header tells. */
function startSending(topic: string, messages: readonly Message[]): readonly Span[] {
  const recorder = tracing()
  if (recorder === undefined) return []
  return messages.flatMap(({ headers }) => {
    const place = sampledPlace(headers.traceparent)
    const attributes = { 'messaging.system': 'kafka', 'messaging.destination.name': topic }
    return place === undefined ? [] : recorder.start({ kind: 'producer', name: `send ${topic}`, attributes, place })
  })
}

const asRecord = ({ nyckel, value, headers }: Message, partition: number) => ({
  key: nyckel,
  value,
  headers: { ...headers },
  partition,
})
