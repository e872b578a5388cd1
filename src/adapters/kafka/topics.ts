import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import type { Topic, TopicDrift } from '../../bus/topics.ts'
import { kafkaFailure } from './failures.ts'

// kafkajs is CommonJS: Node finds only some of its names as named imports.
const { ConfigResourceTypes } = kafkajs

export interface Topics {
  /** Makes those that are missing, and gives their names. What is there is left as it is. */
  create(topics: readonly Topic[]): Promise<readonly string[]>
  drift(topics: readonly Topic[]): Promise<readonly TopicDrift[]>
}

export function createTopics(kafka: Kafka): Topics {
  return {
    create: (topics) =>
      asAdmin(kafka, 'making topics', async (admin) => {
        const missing = await missingOf(admin, topics)
        if (missing.length === 0) return []
        await admin.createTopics({ waitForLeaders: true, topics: missing.map(asTopic) })
        return missing.map(({ name }) => name)
      }),

    drift: (topics) =>
      asAdmin(kafka, 'looking at topics', async (admin) => {
        const missing = new Set(await missingOf(admin, topics))
        const present = topics.filter((topic) => !missing.has(topic))
        const absent = [...missing].map(({ name: topic }) => ({ topic, what: 'topic', is: '', should: 'exists' }))
        if (present.length === 0) return absent
        return [...absent, ...(await shapeDrift(admin, present)), ...(await settingsDrift(admin, present))]
      }),
  }
}

export async function asAdmin<T>(kafka: Kafka, doing: string, work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = kafka.admin()
  try {
    await admin.connect()
    return await work(admin)
  } catch (error) {
    throw kafkaFailure(doing, error)
  } finally {
    await admin.disconnect().catch(() => undefined)
  }
}

async function missingOf(admin: Admin, topics: readonly Topic[]): Promise<readonly Topic[]> {
  const there = new Set(await admin.listTopics())
  return topics.filter(({ name }) => !there.has(name))
}

const asTopic = ({ name: topic, partitioner, replikering, settings }: Topic) => ({
  topic,
  numPartitions: partitioner,
  replicationFactor: replikering,
  configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
})

async function shapeDrift(admin: Admin, topicNames: readonly Topic[]): Promise<readonly TopicDrift[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: topicNames.map(({ name }) => name) })
  const found = new Map(topics.map(({ name, partitions }) => [name, partitions]))
  return topicNames.flatMap(({ name: topic, partitioner, replikering }) => {
    const partitions = found.get(topic) ?? []
    const replicas = Math.min(...partitions.map(({ replicas }) => replicas.length))
    return [
      { topic, what: 'partitions', is: String(partitions.length), should: String(partitioner) },
      { topic, what: 'replicas', is: String(replicas), should: String(replikering) },
    ].filter(({ is, should }) => is !== should)
  })
}

async function settingsDrift(admin: Admin, topics: readonly Topic[]): Promise<readonly TopicDrift[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: topics.map(({ name, settings }) => ({
      type: ConfigResourceTypes.TOPIC,
      name,
      configNames: Object.keys(settings),
    })),
  })
  const found = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
  return topics.flatMap(({ name: topic, settings }) =>
    Object.entries(settings)
      .map(([what, should]) => ({ topic, what, is: found.get(topic)?.get(what) ?? '', should }))
      .filter(({ is, should }) => is !== should),
  )
}
