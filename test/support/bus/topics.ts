import { connectKafka } from '../../../src/adapters/kafka/connection.ts'
import { createTopicReader } from '../../../src/adapters/kafka/topic-reader.ts'
import type { ReadMessage } from '../../../src/bus/message.ts'
import { uppgiftTopic } from '../../../src/bus/topics.ts'
import type { KafkaOptions } from '../../../src/config/kafka-options.ts'
import { INFORMATIONSMANGDER } from '../../../src/informationsmangd.ts'

/** Everything that was ever said of uppgifter, topic by topic, each partition in order. */
export async function readTopics(options: KafkaOptions): Promise<ReadMessage[]> {
  const reader = createTopicReader(connectKafka(options), options.grupp)
  const read: ReadMessage[] = []
  for (const mangd of INFORMATIONSMANGDER)
    await reader.readWhole(uppgiftTopic(options.amnesprefix, mangd), (some) => void read.push(...some))
  return read
}

/** What compaction leaves: the newest version of every uppgift that is not gone. */
export function present(read: readonly ReadMessage[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>()
  for (const { nyckel, value, headers } of read)
    if (value === null) newest.delete(nyckel)
    else newest.set(nyckel, Number(headers.ce_version))
  return newest
}
