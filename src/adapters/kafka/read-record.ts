import type { EachBatchPayload } from 'kafkajs'
import type { ReadMessage } from '../../bus/message.ts'
import { UNREADABLE_HEADER } from './unreadable.ts'

type Batch = EachBatchPayload['batch']

/**
 * The records of one fetched batch. A header that came several times counts as its last. What stands for the records of a batch that
 * cannot be opened is one message.
 */
export function readRecords({ topic, partition, messages }: Batch): readonly ReadMessage[] {
  const codecOf = (index: number) => messages[index]?.headers?.[UNREADABLE_HEADER]?.toString()
  return messages.flatMap(({ key, value, headers = {}, offset }, index) => {
    const codec = codecOf(index)
    if (codec !== undefined && codec === codecOf(index - 1)) return []
    return [
      {
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
        ...(codec === undefined ? {} : { unreadable: codec }),
      },
    ]
  })
}
