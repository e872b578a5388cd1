import type { EachBatchPayload } from 'kafkajs'
import type { ReadMessage } from '../../bus/message.ts'

type Batch = EachBatchPayload['batch']

/** The records of one fetched batch. A header that came several times counts as its last. */
export function readRecords({ topic, partition, messages }: Batch): readonly ReadMessage[] {
  return messages.map(({ key, value, headers = {}, offset }) => ({
    topic,
    partition,
    offset,
    nyckel: key?.toString('utf8') ?? '',
    value,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, content]) => [
        name,
        String(Array.isArray(content) ? content.at(-1) : content),
      ]),
    ),
  }))
}
