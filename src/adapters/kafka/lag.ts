import type { Kafka } from 'kafkajs'
import { asAdmin } from './topics.ts'

/** How many records of each topic a consumer group has not taken: those before where it stands may have been compacted away. */
export const readLag = (
  kafka: Kafka,
  groupId: string,
  topics: readonly string[],
): Promise<ReadonlyMap<string, number>> =>
  asAdmin(kafka, 'looking at the consumer group', async (admin) => {
    const standing = await admin.fetchOffsets({ groupId, topics: [...topics] })
    const lag = new Map<string, number>()
    for (const { topic, partitions } of standing) {
      const taken = new Map(partitions.map(({ partition, offset }) => [partition, BigInt(offset)]))
      const ends = await admin.fetchTopicOffsets(topic)
      const left = ends.map(({ partition, high, low }) => {
        const offset = taken.get(partition) ?? -1n
        const from = offset > BigInt(low) ? offset : BigInt(low)
        return Number(BigInt(high) - from)
      })
      lag.set(
        topic,
        left.reduce((sum, one) => sum + Math.max(one, 0), 0),
      )
    }
    return lag
  })
