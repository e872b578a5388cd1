import { afterAll, expect, test } from '@jest/globals'
import { describeKafka, kafkaOptions, makeTopic } from '../../../test/support/bus/kafka.ts'
import { startCollector } from '../../../test/support/otlp-collector.ts'
import type { Message, ReadMessage } from '../../bus/message.ts'
import { startTracing } from '../../platform/tracing/open-telemetry.ts'
import { newPlace, traceparent, useTracing } from '../../platform/tracing/spans.ts'
import { connectKafka } from './connection.ts'
import { createConsumer } from './consumer.ts'
import { readLag } from './lag.ts'
import { createPublisher } from './publisher.ts'
import { createTopicReader } from './topic-reader.ts'
import { createTopics } from './topics.ts'

const message = (key: string, text: string | null, headers = {}): Message => ({
  nyckel: key,
  value: text === null ? null : Buffer.from(text),
  headers,
})
const text = ({ value }: ReadMessage) => value?.toString() ?? null
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function until(reached: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !reached();) {
    if (Date.now() > end) throw new Error('not reached in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describeKafka('kafkajs behind the ports', () => {
  const options = kafkaOptions()
  const kafka = connectKafka(options)
  const publisher = createPublisher(kafka)
  const reader = createTopicReader(kafka, options.grupp)
  afterAll(() => publisher.close())

  async function whole(topic: string): Promise<ReadMessage[]> {
    const read: ReadMessage[] = []
    await reader.readWhole(topic, (some) => void read.push(...some))
    return read
  }

  test('what is sent is read again in order, with headers and tombstones', async () => {
    const topic = await makeTopic(kafka, `${options.amnesprefix}.ordning`)
    await publisher.send(topic, 0, [message('a', '1', { ce_id: 'x/1' }), message('b', '2'), message('a', null)])
    const read = await whole(topic)
    expect(read.map((one) => [one.nyckel, text(one), one.offset])).toEqual([
      ['a', '1', '0'],
      ['b', '2', '1'],
      ['a', null, '2'],
    ])
    expect(read[0]?.headers).toEqual({ ce_id: 'x/1' })
  }, 60_000)

  test('a message that is recorded is sent as the span that its header tells, and another as none', async () => {
    // No span tells six digits beside each other, as the prefix may have them.
    const prefix = options.amnesprefix.replaceAll(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '')
    const topic = await makeTopic(kafka, `${prefix}.spar`)
    const collector = await startCollector()
    const recorder = startTracing({ otlp: collector.url, andel: 0, version: '1' })
    useTracing(recorder)
    const place = newPlace()
    const headers = (sampled: boolean) => ({ traceparent: traceparent(place, sampled) })
    await publisher.send(topic, 0, [message('a', '1', headers(true)), message('b', '2', headers(false))])
    useTracing(undefined)
    await recorder.stop()
    expect(collector.spans()).toEqual([expect.objectContaining({ ...place, name: `send ${topic}`, kind: 4 })])
    await collector.stop()
  }, 60_000)

  test('keys go where the default partitioner of any client puts them', async () => {
    const topic = await makeTopic(kafka, `${options.amnesprefix}.partitioner`, { partitioner: 6 })
    // As org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey gives them.
    const keys = ['a', 'insyn', 'AAAAAAAAAAAAAAAAAAAAAA']
    const own = await Promise.all(keys.map((key) => publisher.partition(topic, key)))
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: topic, messages: keys.map((key) => ({ key, value: '' })) })
    await producer.disconnect()
    const read = new Map((await whole(topic)).map((one) => [one.nyckel, one.partition]))
    expect(keys.map((key) => read.get(key))).toEqual(own)
  }, 60_000)

  test('a message that is too large, and a topic that is not there, are refused for good', async () => {
    const small = { settings: { 'max.message.bytes': '2000' } }
    const topic = await makeTopic(kafka, `${options.amnesprefix}.liten`, small)
    const incompressible = Array.from({ length: 4_000 }, () => Math.random().toString(36)[3]).join('')
    const refused = { code: 'KAFKA_NEKAR' }
    await expect(publisher.send(topic, 0, [message('a', incompressible)])).rejects.toMatchObject(refused)
    await publisher.send(topic, 0, [message('a', 'liten')])
    await expect(publisher.partition(`${options.amnesprefix}.saknas`, 'a')).rejects.toMatchObject(refused)
    await expect(publisher.send(`${options.amnesprefix}.saknas`, 0, [message('a', 'x')])).rejects.toMatchObject(refused)
    await expect(whole(`${options.amnesprefix}.saknas`)).rejects.toMatchObject(refused)
    expect((await whole(topic)).map(text)).toEqual(['liten'])
  }, 60_000)

  test('what a machine sends whose clock is a day ahead waits until the clock is right', async () => {
    const topic = await makeTopic(kafka, `${options.amnesprefix}.klocka`)
    const now = Date.now
    Date.now = () => now() + 24 * 60 * 60_000
    try {
      await expect(publisher.send(topic, 0, [message('a', '1')])).rejects.toMatchObject({
        code: 'KAFKA_OTILLGANGLIG',
        message: expect.stringContaining('INVALID_TIMESTAMP'),
      })
    } finally {
      Date.now = now
    }
    await publisher.send(topic, 0, [message('a', '1')])
    expect((await whole(topic)).map(text)).toEqual(['1'])
  }, 60_000)

  test('no failure quotes what was sent', async () => {
    const failure = await publisher.send(`${options.amnesprefix}.saknas`, 0, [message('a', 'hemligt')]).catch(String)
    expect(failure).toContain('UNKNOWN_TOPIC_OR_PARTITION')
    expect(failure).not.toContain('hemligt')
  }, 60_000)

  test('an empty topic, and one whose newest records compaction has taken away, are read to their end', async () => {
    const topic = await makeTopic(kafka, `${options.amnesprefix}.tomt`, { partitioner: 3 })
    expect(await whole(topic)).toEqual([])
    const compacted = await makeTopic(kafka, `${options.amnesprefix}.kompakt`, {
      settings: {
        'cleanup.policy': 'compact',
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.01',
        'delete.retention.ms': '0',
        'max.compaction.lag.ms': '200',
      },
    })
    for (let round = 0; round < 8; round++) {
      await publisher.send(compacted, 0, [message('a', `${round}`), message('b', null)])
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const last = new Map((await whole(compacted)).map((one) => [one.nyckel, text(one)]))
    expect([last.get('a'), last.get('b') ?? null]).toEqual(['7', null])
  }, 90_000)

  test('a group takes each message, again when it was not taken, and another member takes over', async () => {
    const topic = await makeTopic(kafka, `${options.amnesprefix}.grupp`, { partitioner: 4 })
    const taken: string[] = []
    let refusals = 1
    const take = async (some: readonly ReadMessage[]) => {
      if (refusals-- > 0) throw new Error('not now')
      taken.push(...some.map((one) => text(one) ?? ''))
    }
    const first = createConsumer(kafka, { grupp: options.grupp, log: quiet })
    const second = createConsumer(connectKafka(options), { grupp: options.grupp, log: quiet })
    await first.start([topic], take)
    await second.start([topic], take)
    const send = (from: number) =>
      Promise.all(
        [0, 1, 2, 3].map((partition) => publisher.send(topic, partition, [message('k', `${from + partition}`)])),
      )
    await send(0)
    await until(() => new Set(taken).size === 4)
    await first.stop()
    await send(4)
    await until(() => new Set(taken).size === 8)
    await second.stop()
    expect(taken.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    // Where the group stands was kept: nothing comes again.
    const third = createConsumer(kafka, { grupp: options.grupp, log: quiet })
    await third.start([topic], take)
    await send(8)
    await until(() => taken.length === 12)
    await third.stop()
    expect(new Set(taken).size).toBe(12)
    expect(await readLag(kafka, options.grupp, [topic])).toEqual(new Map([[topic, 0]]))
    await send(12)
    expect(await readLag(kafka, options.grupp, [topic])).toEqual(new Map([[topic, 4]]))
    expect(await readLag(kafka, `${options.grupp}-ny`, [topic])).toEqual(new Map([[topic, 16]]))
  }, 120_000)

  test('topics are made once, and each difference from what they should be is told', async () => {
    const topics = createTopics(kafka)
    const topic = {
      name: `${options.amnesprefix}.x.v1`,
      partitioner: 2,
      replikering: 1,
      settings: { 'cleanup.policy': 'compact' },
    }
    expect(await topics.drift([topic])).toEqual([{ topic: topic.name, what: 'topic', is: '', should: 'exists' }])
    expect(await topics.create([topic])).toEqual([topic.name])
    expect(await topics.create([topic])).toEqual([])
    expect(await topics.drift([topic])).toEqual([])
    const other = { ...topic, partitioner: 3, settings: { 'cleanup.policy': 'delete' } }
    expect(await topics.drift([other])).toEqual([
      { topic: topic.name, what: 'partitions', is: '2', should: '3' },
      { topic: topic.name, what: 'cleanup.policy', is: 'compact', should: 'delete' },
    ])
  }, 60_000)
})
