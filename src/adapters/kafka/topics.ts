import kafkajs, { type Admin, type Kafka } from 'kafkajs'
import type { Amne } from '../../bus/topic.ts'
import { kafkaFailure } from './failures.ts'

// Node finds only some of its names without asking for the whole.
const { ConfigResourceTypes } = kafkajs

/** One way in which a topic is not what it should be; `ar` is empty when there is no such topic. */
export interface Amnesdrift {
  readonly amne: string
  readonly vad: string
  readonly ar: string
  readonly ska: string
}

export interface Topics {
  /** Makes those that are missing, and gives their names. What is there is left as it is. */
  skapa(amnen: readonly Amne[]): Promise<readonly string[]>
  drift(amnen: readonly Amne[]): Promise<readonly Amnesdrift[]>
}

export function createTopics(kafka: Kafka): Topics {
  return {
    skapa: (amnen) =>
      asAdmin(kafka, 'making topics', async (admin) => {
        const missing = await missingOf(admin, amnen)
        if (missing.length === 0) return []
        await admin.createTopics({ waitForLeaders: true, topics: missing.map(asTopic) })
        return missing.map(({ namn }) => namn)
      }),

    drift: (amnen) =>
      asAdmin(kafka, 'looking at topics', async (admin) => {
        const missing = new Set(await missingOf(admin, amnen))
        const present = amnen.filter((amne) => !missing.has(amne))
        const absent = [...missing].map(({ namn }) => ({ amne: namn, vad: 'topic', ar: '', ska: 'exists' }))
        if (present.length === 0) return absent
        return [...absent, ...(await shapeDrift(admin, present)), ...(await settingsDrift(admin, present))]
      }),
  }
}

async function asAdmin<T>(kafka: Kafka, doing: string, work: (admin: Admin) => Promise<T>): Promise<T> {
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

async function missingOf(admin: Admin, amnen: readonly Amne[]): Promise<readonly Amne[]> {
  const there = new Set(await admin.listTopics())
  return amnen.filter(({ namn }) => !there.has(namn))
}

const asTopic = ({ namn, partitioner, replikering, installningar }: Amne) => ({
  topic: namn,
  numPartitions: partitioner,
  replicationFactor: replikering,
  configEntries: Object.entries(installningar).map(([name, value]) => ({ name, value })),
})

async function shapeDrift(admin: Admin, amnen: readonly Amne[]): Promise<readonly Amnesdrift[]> {
  const { topics } = await admin.fetchTopicMetadata({ topics: amnen.map(({ namn }) => namn) })
  const found = new Map(topics.map(({ name, partitions }) => [name, partitions]))
  return amnen.flatMap(({ namn, partitioner, replikering }) => {
    const partitions = found.get(namn) ?? []
    const replicas = Math.min(...partitions.map(({ replicas }) => replicas.length))
    return [
      { amne: namn, vad: 'partitions', ar: String(partitions.length), ska: String(partitioner) },
      { amne: namn, vad: 'replicas', ar: String(replicas), ska: String(replikering) },
    ].filter(({ ar, ska }) => ar !== ska)
  })
}

async function settingsDrift(admin: Admin, amnen: readonly Amne[]): Promise<readonly Amnesdrift[]> {
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: amnen.map(({ namn, installningar }) => ({
      type: ConfigResourceTypes.TOPIC,
      name: namn,
      configNames: Object.keys(installningar),
    })),
  })
  const found = new Map(
    resources.map(({ resourceName, configEntries }) => [
      resourceName,
      new Map(configEntries.map(({ configName, configValue }) => [configName, configValue])),
    ]),
  )
  return amnen.flatMap(({ namn, installningar }) =>
    Object.entries(installningar)
      .map(([vad, ska]) => ({ amne: namn, vad, ar: found.get(namn)?.get(vad) ?? '', ska }))
      .filter(({ ar, ska }) => ar !== ska),
  )
}
