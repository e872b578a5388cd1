import { expect, test } from '@jest/globals'
import { startKafka } from '../../../simulators/kafka/cluster.ts'
import { describeClusters, describeKafka, kafkaOptions, makeTopic } from '../../../test/support/bus/kafka.ts'
import { until } from '../../../test/support/until.ts'
import type { ConsumerState } from '../../bus/consumer-state.ts'
import type { ReadMessage } from '../../bus/message.ts'
import { connectKafka } from './connection.ts'
import { createConsumer } from './consumer.ts'
import { createPublisher } from './publisher.ts'
import { createTopicReader } from './topic-reader.ts'

const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }
const message = (text: string) => ({ nyckel: 'k', value: Buffer.from(text), headers: {} })
const shown = ({ offset, value, unreadable }: ReadMessage) => [offset, unreadable ?? value?.toString()]

describeKafka('a batch that cannot be opened', () => {
  test.each(['snappy', 'lz4', 'zstd'])(
    'as by %s is passed by and told of, and what comes after it is read',
    async (codec) => {
      const options = kafkaOptions()
      const kafka = connectKafka(options)
      const publisher = createPublisher(kafka)
      const admin = kafka.admin()
      await admin.connect()
      // The broker itself compresses anew what it is sent.
      const topic = await makeTopic(kafka, `${options.amnesprefix}.frammande`, {
        settings: { 'compression.type': codec },
      })
      await publisher.send(topic, 0, [message('a'), message('b'), message('c')])
      await admin.alterConfigs({
        validateOnly: false,
        resources: [{ type: 2, name: topic, configEntries: [{ name: 'compression.type', value: 'producer' }] }],
      })

      const heard: ReadMessage[] = []
      const consumer = createConsumer(kafka, { grupp: options.grupp, log: quiet })
      await consumer.start([topic], async (some) => void heard.push(...some))
      // The broker goes by its new setting a little after it has taken it.
      await until(async () => {
        await publisher.send(topic, 0, [message('d')])
        return heard.some(({ value }) => value?.toString() === 'd')
      }, 60_000)
      await consumer.stop()
      expect(heard.slice(0, 1).map(shown)).toEqual([['0', codec]])
      expect(new Set(heard.map(shown).map(([, what]) => what))).toEqual(new Set([codec, 'd']))

      const whole: ReadMessage[] = []
      await createTopicReader(kafka, options.grupp).readWhole(topic, (some) => void whole.push(...some))
      expect(whole.slice(0, heard.length).map(shown)).toEqual(heard.map(shown))
      await admin.disconnect()
      await publisher.close()
    },
    120_000,
  )
})

describeClusters('a broker that wants longer sessions', () => {
  test('is given them, and the refusal is told of until then', async () => {
    const cluster = await startKafka({ settings: { 'group.min.session.timeout.ms': 20_000 } })
    const options = kafkaOptions(cluster.brokers)
    const kafka = connectKafka(options)
    const publisher = createPublisher(kafka)
    const topic = await makeTopic(kafka, 'prov')
    await publisher.send(topic, 0, [message('a')])
    const states: ConsumerState[] = []
    const heard: ReadMessage[] = []
    const consumer = createConsumer(kafka, { grupp: 'prov', log: quiet, told: (state) => states.push(state) })
    await consumer.start([topic], async (some) => void heard.push(...some))
    await until(() => heard.length === 1, 60_000)
    expect(states.map(({ joined }) => joined)).toEqual([false, true])
    expect(states[0]?.reason).toBe('Kafka, consuming: INVALID_SESSION_TIMEOUT')
    await consumer.stop()
    await publisher.close()
    await cluster.stop()
  }, 120_000)
})
