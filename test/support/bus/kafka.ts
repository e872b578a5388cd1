import { randomBytes } from 'node:crypto'
import { describe } from '@jest/globals'
import type { Kafka } from 'kafkajs'
import { hasJava } from '../../../simulators/kafka/jars.ts'
import { createTopics } from '../../../src/adapters/kafka/topics.ts'
import type { Topic } from '../../../src/bus/topics.ts'
import type { KafkaOptions } from '../../../src/config/kafka-options.ts'

const brokers = (process.env.INSYN_TEST_KAFKA ?? '').split(',').filter((one) => one !== '')

/** Runs where there is a broker; how it was said that there is none, see start-brokers.ts. */
export const describeKafka = brokers.length > 0 ? describe : describe.skip
/** Runs where clusters can be started, and their brokers killed. */
export const describeClusters = hasJava() ? describe : describe.skip

/** Settings with names of their own, so that test files share a cluster without meeting. */
export function kafkaOptions(broker: readonly string[] = brokers): KafkaOptions {
  const own = `prov-${randomBytes(4).toString('hex')}`
  const topics = { partitioner: 3, replikering: 1, minInsync: 1, loggDygn: 1 }
  return { broker, klientId: own, grupp: own, amnesprefix: own, amnen: topics }
}

export async function makeTopic(kafka: Kafka, name: string, more: Partial<Topic> = {}): Promise<string> {
  await createTopics(kafka).create([{ name, partitioner: 1, replikering: 1, settings: {}, ...more }])
  return name
}
