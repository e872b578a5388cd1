import { randomUUID } from 'node:crypto'
import type { Consumer, Kafka } from 'kafkajs'
import type { TopicReader } from '../../operations/reconciliation/topic-side.ts'
import { kafkaFailure } from './failures.ts'
import { readRecords } from './read-record.ts'

const WAIT_MS = 250
/** No batch for so long although there is more to read: the leaders of the partitions may have moved. */
const SILENCE_MS = 30_000

/** Reads a topic whole. kafkajs reads only as a group: one is made up for the reading and deleted after it. */
export function createTopicReader(kafka: Kafka, group: string): TopicReader {
  return {
    async readWhole(topic, take) {
      const groupId = `${group}-las-${randomUUID()}`
      const admin = kafka.admin()
      const consumer = kafka.consumer({
        groupId,
        maxWaitTimeInMs: WAIT_MS,
        retry: { restartOnFailure: async () => false },
      })
      let silence: NodeJS.Timeout | undefined
      try {
        await admin.connect()
        const left = await toRead(admin, topic)
        if (left.size === 0) return
        const leaders = await leadersOf(admin, topic)
        await consumer.connect()
        await consumer.subscribe({ topics: [topic], fromBeginning: true })
        await new Promise<void>((done, failed) => {
          silence = setTimeout(() => failed(new Error('silent')), SILENCE_MS)
          consumer.on(consumer.events.CRASH, ({ payload }) => failed(payload.error))
          whenDry(consumer, leaders, done)
          consumer.on(consumer.events.END_BATCH_PROCESS, () => silence?.refresh())
          const eachBatch = async ({ batch }: Parameters<NonNullable<RunConfig['eachBatch']>>[0]) => {
            const end = left.get(batch.partition)
            if (end === undefined) return
            await take(readRecords(batch).filter(({ offset }) => BigInt(offset) < end))
            if (BigInt(batch.lastOffset()) + 1n >= end) left.delete(batch.partition)
            if (left.size === 0) done()
          }
          consumer.run({ autoCommit: false, eachBatch: (payload) => eachBatch(payload).catch(failed) }).catch(failed)
        })
      } catch (error) {
        throw kafkaFailure(`reading ${topic}`, error)
      } finally {
        clearTimeout(silence)
        await consumer.disconnect().catch(() => undefined)
        await admin.deleteGroups([groupId]).catch(() => undefined)
        await admin.disconnect().catch(() => undefined)
      }
    },
  }
}

type RunConfig = NonNullable<Parameters<Consumer['run']>[0]>
type Admin = ReturnType<Kafka['admin']>

/** Where each partition that holds anything ended. */
async function toRead(admin: Admin, topic: string): Promise<Map<number, bigint>> {
  const offsets = await admin.fetchTopicOffsets(topic)
  return new Map(
    offsets
      .filter(({ high, low }) => BigInt(high) > BigInt(low))
      .map(({ partition, high }) => [partition, BigInt(high)]),
  )
}

async function leadersOf(admin: Admin, topic: string): Promise<readonly number[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  return topics.flatMap(({ partitions }) => partitions.map(({ leader }) => leader))
}

/**
 * Compaction may have taken away the last records before an end, so that nothing ever comes from there: the topic has also
 * been read when every broker that leads some of it has answered twice in turn with nothing.
 */
function whenDry(consumer: Consumer, leaders: readonly number[], dry: () => void): void {
  const silent = new Map(leaders.map((leader) => [leader, 0]))
  consumer.on(consumer.events.START_BATCH_PROCESS, () => silent.forEach((_, node) => silent.set(node, 0)))
  consumer.on(consumer.events.FETCH, ({ payload }) => {
    const node = (payload as unknown as { readonly nodeId: number }).nodeId
    silent.set(node, (silent.get(node) ?? 0) + 1)
    // An answer is counted before its batches are seen, hence one more than two.
    if ([...silent.values()].every((count) => count > 2)) dry()
  })
}
