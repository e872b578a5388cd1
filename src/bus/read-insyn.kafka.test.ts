import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { kafkaJars } from '../../simulators/kafka/jars.ts'
import { describeClusters, describeKafka, kafkaOptions } from '../../test/support/bus/kafka.ts'
import { testKeys } from '../../test/support/keys.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { topics } from './topics.ts'
import { createEnvelope } from './envelope.ts'

jest.setTimeout(120_000)

const run = promisify(execFile)
const PROGRAM = join(import.meta.dirname, '../../client/kafka/LasInsyn.java')

const both = (name: string, tests: () => void) => describeKafka(name, () => describeClusters('with Java', tests))

both('a consumer in another language, as docs/kafka.md has it', () => {
  const options = kafkaOptions()
  const kafka = connectKafka(options)
  const publisher = createPublisher(kafka)
  const allKeys = testKeys(['bromma', 'jarva'])
  const envelope = createEnvelope({ keys: allKeys, amnesprefix: options.amnesprefix, origin: 'insyn.example' })
  const topic = envelope.topic('beslut')
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'insyn-java-'))
    await createTopics(kafka).create(topics(options))
  })
  afterAll(async () => {
    await publisher.close()
    await rm(folder, { recursive: true })
  })

  const lastState = (person: string, stadsdel: string, version: number, beslutId: string) => {
    const personRef = allKeys.personRef(person)
    const uppgiftRef = allKeys.uppgiftRef(personRef, stadsdel, 'paraplyet', 'beslut')
    const what = { uppgiftRef, version, stadsdel } as const
    return {
      change: { ...what, source: 'paraplyet', mangd: 'beslut', time: new Date('2026-10-15T10:00:00Z') } as const,
      state: {
        ...what,
        kalla: 'paraplyet',
        personRef,
        informationsmangd: 'beslut',
        last: '2026-10-15T09:59:00.000Z',
        poster: [{ beslutId }],
      } as const,
    }
  }

  test('opens what its key is for, keeps the newest, forgets what is gone, and leaves the rest shut', async () => {
    const send = async (person: string, stadsdel: string, version: number, beslutId?: string) => {
      const { change, state: state } = lastState(person, stadsdel, version, beslutId ?? '')
      const message = beslutId === undefined ? envelope.gone(change) : envelope.changed(change, state)
      await publisher.send(topic, await publisher.partition(topic, message.nyckel), [message])
      return message.nyckel
    }
    const anna = await send('anna', 'bromma', 1, 'B-1')
    await send('anna', 'bromma', 4, 'B-Å')
    await send('anna', 'bromma', 3, 'kom för sent')
    await send('bo', 'bromma', 5, 'B-2')
    await send('bo', 'bromma', 6)
    await send('eva', 'jarva', 7, 'B-3')

    const keys = join(folder, 'keys.jsonl')
    await writeFile(keys, `${JSON.stringify(allKeys.busKey('bromma', 'beslut'))}\n`)
    const java = [
      '-Dfile.encoding=UTF-8',
      '-Dstdout.encoding=UTF-8',
      '-cp',
      `${kafkaJars()}/*`,
      PROGRAM,
      options.broker.join(','),
      topic,
      keys,
    ]
    const { stdout } = await run('java', java)
    const [line = '', ...others] = stdout.trim().split('\n')
    expect(others).toEqual([])
    expect([line.slice(0, 22), JSON.parse(line.slice(23))]).toEqual([anna, lastState('anna', 'bromma', 4, 'B-Å').state])
  })
})
