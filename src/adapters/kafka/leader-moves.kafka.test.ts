import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { startKafka } from '../../../simulators/kafka/cluster.ts'
import { describeClusters, kafkaOptions, makeTopic } from '../../../test/support/bus/kafka.ts'
import { campaign } from '../../../test/support/campaign.ts'
import { InsynError } from '../../errors.ts'
import { connectKafka } from './connection.ts'
import { createPublisher } from './publisher.ts'
import { createTopicReader } from './topic-reader.ts'

const PARTITIONS = [0, 1, 2, 3, 4, 5]
const BATCH = 20
const KILLS = campaign(1, 4)

describeClusters('leaders that are killed while messages are sent', () => {
  test('lose none of what was acknowledged, double none and change no order', async () => {
    const cluster = await startKafka({ brokers: 3 })
    const kafka = connectKafka(kafkaOptions(cluster.brokers))
    const publisher = createPublisher(kafka)
    try {
      const settings = { 'min.insync.replicas': '2' }
      const topic = await makeTopic(kafka, 'prov', { partitioner: PARTITIONS.length, replikering: 3, settings })
      let killing = true
      let givenUp = 0
      /**
       * One partition's messages in order, for as long as brokers are killed. What was refused is sent again until it
       * is taken, as the relay does: a refused batch may be there after all, so none may be the last.
       */
      const fill = async (partition: number): Promise<number> => {
        for (let number = 0; ;) {
          const messages = Array.from({ length: BATCH }, (_, at) => String(number + at))
          const batch = messages.map((text) => ({ nyckel: `${partition}`, value: Buffer.from(text), headers: {} }))
          try {
            await publisher.send(topic, partition, batch)
            number += BATCH
            if (!killing) return number
          } catch (error) {
            if (!(error instanceof InsynError) || !error.retryable) throw error
            givenUp++
          }
          await delay(2)
        }
      }
      const kill = async () => {
        for (let round = 0; round < KILLS; round++) {
          await delay(500)
          await cluster.kill(round % 3)
          await delay(1_000)
          await cluster.restart(round % 3)
        }
        killing = false
      }
      const [, ...sent] = await Promise.all([kill(), ...PARTITIONS.map(fill)])

      const read = PARTITIONS.map((): number[] => [])
      await createTopicReader(kafka, 'prov').readWhole(topic, (some) => {
        for (const { partition, value } of some) read[partition]?.push(Number(value?.toString()))
      })
      // A batch that was given up after the whole budget, and was there after all, comes again: that and nothing else.
      const doubled = read.reduce((sum, numbers) => sum + numbers.length - new Set(numbers).size, 0)
      expect(doubled).toBeLessThanOrEqual(givenUp * BATCH)
      expect(read.map((numbers) => [...new Set(numbers)])).toEqual(
        sent.map((count) => Array.from({ length: count ?? 0 }, (_, at) => at)),
      )
    } finally {
      await publisher.close()
      await cluster.stop()
    }
  }, 240_000)
})
