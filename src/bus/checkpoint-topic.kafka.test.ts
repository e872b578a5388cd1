import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { describeKafka, kafkaOptions } from '../../test/support/bus/kafka.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createTopicReader } from '../adapters/kafka/topic-reader.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createCheckpointTopic } from './checkpoint-topic.ts'
import { checkpointTopic, topics } from './topics.ts'

jest.setTimeout(60_000)

describeKafka('checkpoints on the bus', () => {
  const options = kafkaOptions()
  const kafka = connectKafka(options)
  const topic = checkpointTopic(options.amnesprefix)
  const placeAt = (broker: readonly string[]) =>
    createCheckpointTopic({
      publisher: createPublisher(connectKafka({ ...options, broker })),
      topic,
      origin: 'insyn.example',
      clock: () => new Date(),
    })
  const place = placeAt(options.broker)
  beforeAll(async () => void (await createTopics(kafka).create(topics(options))))
  afterAll(() => place.close?.())

  test('are kept for ever, in the order of their log, and are not lost by a broker that is not there', async () => {
    const drift = await createTopics(kafka).drift(topics(options))
    expect(drift.filter((one) => one.topic === topic)).toEqual([])
    const within = () => AbortSignal.timeout(20_000)
    await place.publish('bromma', ['ett', 'två'], within())
    const away = placeAt(['127.0.0.1:1'])
    await expect(away.publish('bromma', ['tre'], within())).rejects.toMatchObject({ code: 'KAFKA_OTILLGANGLIG' })
    await place.publish('bromma', ['tre'], within())

    const rows: unknown[] = []
    await createTopicReader(kafka, options.grupp).readWhole(topic, (some) => {
      rows.push(...some.map(({ nyckel, value }) => [nyckel, JSON.parse(value?.toString() ?? '') as unknown]))
    })
    expect(rows).toEqual(['ett', 'två', 'tre'].map((note) => ['bromma', { logg: 'bromma', checkpoint: note }]))
  })
})
