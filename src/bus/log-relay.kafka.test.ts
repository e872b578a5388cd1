import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { aLogRecord } from '../../test/support/access-records.ts'
import { describeKafka, kafkaOptions } from '../../test/support/bus/kafka.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { testKeys } from '../../test/support/keys.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createTopicReader } from '../adapters/kafka/topic-reader.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { openLogId } from '../atkomstlogg/log-id.ts'
import { createLogWriter } from '../atkomstlogg/writer.ts'
import type { LogRow } from './log-message.ts'
import { relayLogs } from './log-relay.ts'
import { logTopic, topics } from './topics.ts'

jest.setTimeout(60_000)

describeKafka('the access log on the bus', () => {
  const db = useDatabase()
  const options = kafkaOptions()
  const kafka = connectKafka(options)
  const publisher = createPublisher(kafka)
  const topic = logTopic(options.amnesprefix)
  beforeAll(async () => void (await createTopics(kafka).create(topics(options))))
  afterAll(() => publisher.close())

  async function published(): Promise<LogRow[]> {
    const rows: LogRow[] = []
    await createTopicReader(kafka, options.grupp).readWhole(topic, (some) => {
      rows.push(...some.map(({ value }) => JSON.parse(value?.toString() ?? '') as LogRow))
    })
    return rows
  }

  test('has every record of every log once and in order, also after a broker was not there', async () => {
    const writer = createLogWriter(db.pool)
    await writer.start()
    const write = (log: string, count: number) =>
      writer.write(Array.from({ length: count }, (_, at) => aLogRecord(log, { orsak: `post ${at}` })))
    const keys = testKeys([])
    const deps = { pool: db.pool, keys, publisher, topic, origin: 'insyn.example' }
    await write('bromma', 1_500)
    await write('insyn', 3)
    expect(await relayLogs(deps)).toBe(1_003)
    const away = { ...deps, publisher: createPublisher(connectKafka({ ...options, broker: ['127.0.0.1:1'] })) }
    await expect(relayLogs(away)).rejects.toMatchObject({ code: 'KAFKA_OTILLGANGLIG' })
    expect(await relayLogs(deps)).toBe(500)
    await write('bromma', 1)
    expect(await relayLogs(deps)).toBe(1)
    expect(await relayLogs(deps)).toBe(0)

    const rows = await published()
    const numbers = (log: string) =>
      rows.filter((row) => row.logg === log).map(({ loggId }) => openLogId(keys, loggId)?.nummer)
    expect(numbers('bromma')).toEqual(Array.from({ length: 1_501 }, (_, number) => number))
    expect(numbers('insyn')).toEqual([0, 1, 2])
    expect(rows[0]).toMatchObject({ orsak: 'post 0', slutanvandare: 'anna.åkesson', utfall: 'visat' })
    expect(rows[0]).not.toHaveProperty('personRef')
    await writer.stop()
  })
})
