import { expect, test } from '@jest/globals'
import { describeClusters, kafkaval, makeTopic } from '../../../test/support/kafka.ts'
import { startKafka } from '../../../simulators/kafka/cluster.ts'
import { InsynError } from '../../errors.ts'
import { createAmneslasare } from './amneslasare.ts'
import { connectKafka } from './connection.ts'
import { createUtgivare } from './utgivare.ts'

const PARTITIONS = 6
const MESSAGES = 20_000
const BATCH = 100
const KILLS = 3

describeClusters('a leader that is killed while messages are sent', () => {
  test('loses none, doubles none and changes no order', async () => {
    const cluster = await startKafka({ brokers: 3 })
    const kafka = connectKafka(kafkaval(cluster.brokers))
    const utgivare = createUtgivare(kafka)
    try {
      const installningar = { 'min.insync.replicas': '2' }
      const amne = await makeTopic(kafka, 'prov', { partitioner: PARTITIONS, replikering: 3, installningar })
      let sent = 0
      /** One partition's share, in order; a refused batch is sent again, as the relay does. */
      const fill = async (partition: number) => {
        for (let number = 0; number < MESSAGES / PARTITIONS; number += BATCH) {
          const batch = Array.from({ length: BATCH }, (_, at) => ({
            nyckel: `${partition}`,
            varde: Buffer.from(String(number + at)),
            huvuden: {},
          }))
          for (;;)
            try {
              await utgivare.skicka(amne, partition, batch)
              break
            } catch (error) {
              if (!(error instanceof InsynError) || !error.retryable) throw error
            }
          sent += BATCH
        }
      }
      const killing = async () => {
        for (let kill = 0; kill < KILLS; kill++) {
          const from = sent
          while (sent < from + MESSAGES / (KILLS + 2)) await new Promise((resolve) => setTimeout(resolve, 5))
          await cluster.kill(kill % 3)
          await new Promise((resolve) => setTimeout(resolve, 1_000))
          await cluster.restart(kill % 3)
        }
      }
      await Promise.all([killing(), ...Array.from({ length: PARTITIONS }, (_, partition) => fill(partition))])

      const read = Array.from({ length: PARTITIONS }, (): number[] => [])
      await createAmneslasare(kafka, 'prov').lasHela(amne, (some) => {
        for (const { partition, varde } of some) read[partition]?.push(Number(varde?.toString()))
      })
      const firstOfEach = read.map((numbers) => [...new Set(numbers)])
      for (const numbers of firstOfEach)
        expect(numbers).toEqual(Array.from({ length: Math.ceil(MESSAGES / PARTITIONS / BATCH) * BATCH }, (_, at) => at))
      // Within one attempt nothing is doubled; only a batch that was given up after the whole budget may come twice.
      const doubled = read.reduce((sum, numbers, at) => sum + numbers.length - (firstOfEach[at]?.length ?? 0), 0)
      expect(doubled % BATCH).toBe(0)
    } finally {
      await utgivare.stang()
      await cluster.stop()
    }
  }, 240_000)
})
