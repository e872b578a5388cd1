import { createAmneslasare } from '../../../src/adapters/kafka/topic-reader.ts'
import { connectKafka, type Kafkaval } from '../../../src/adapters/kafka/connection.ts'
import { INFORMATIONSMANGDER } from '../../../src/informationsmangd.ts'
import { uppgiftsamne } from '../../../src/bus/topics.ts'
import type { LastMeddelande } from '../../../src/bus/message.ts'

/** Everything that was ever said of uppgifter, topic by topic, each partition in order. */
export async function readTopics(val: Kafkaval): Promise<LastMeddelande[]> {
  const lasare = createAmneslasare(connectKafka(val), val.grupp)
  const read: LastMeddelande[] = []
  for (const mangd of INFORMATIONSMANGDER)
    await lasare.lasHela(uppgiftsamne(val.amnesprefix, mangd), (some) => void read.push(...some))
  return read
}

/** What compaction leaves: the newest version of every uppgift that is not gone. */
export function present(read: readonly LastMeddelande[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>()
  for (const { nyckel, varde, huvuden } of read)
    if (varde === null) newest.delete(nyckel)
    else newest.set(nyckel, Number(huvuden.ce_version))
  return newest
}
