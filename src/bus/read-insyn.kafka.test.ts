import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import kafkajs from 'kafkajs'
import { kafkaJars } from '../../simulators/kafka/jars.ts'
import { describeClusters, describeKafka, kafkaOptions } from '../../test/support/bus/kafka.ts'
import { testKeys } from '../../test/support/keys.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createTopicReader } from '../adapters/kafka/topic-reader.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { newDataKey } from '../platform/keys/keyring.ts'
import type { BusKey } from '../platform/keys/keys.ts'
import { createEnvelope } from './envelope.ts'
import type { Message } from './message.ts'
import { topics } from './topics.ts'

jest.setTimeout(120_000)

const run = promisify(execFile)
const PROGRAM = join(import.meta.dirname, '../../client/kafka/LasInsyn.java')

const both = (name: string, tests: () => void) => describeKafka(name, () => describeClusters('with Java', tests))

both('a consumer in another language, as docs/kafka.md has it', () => {
  /** A topic each, since the program reads a topic whole. */
  const bus = () => {
    const options = { ...kafkaOptions(), amnen: { partitioner: 2, replikering: 1, minInsync: 1, loggDygn: 1 } }
    const kafka = connectKafka(options)
    const keys = testKeys(['bromma', 'jarva'])
    const envelope = createEnvelope({ keys, amnesprefix: options.amnesprefix, origin: 'insyn.example' })
    const topic = topics(options).find(({ name }) => name === envelope.topic('beslut'))
    if (topic === undefined) throw new Error('no topic')
    return {
      options,
      kafka,
      keys,
      envelope,
      topic: topic.name,
      settings: topic.settings,
      make: () => createTopics(kafka).create([topic]),
    }
  }
  type Bus = ReturnType<typeof bus>
  const state = ({ keys }: Bus, person: string, stadsdel: string, version: number, beslutId: string) => {
    const personRef = keys.personRef(person)
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, 'paraplyet', 'beslut')
    return {
      uppgiftRef,
      version,
      stadsdel,
      kalla: 'paraplyet',
      personRef,
      informationsmangd: 'beslut',
      last: '2026-10-15T09:59:00.000Z',
      poster: [{ beslutId }],
    } as const
  }
  const message = (one: Bus, person: string, stadsdel: string, version: number, beslutId?: string): Message => {
    const now = state(one, person, stadsdel, version, beslutId ?? '')
    const what = { uppgiftRef: now.uppgiftRef, version, stadsdel, source: 'paraplyet', mangd: 'beslut' } as const
    const change = { ...what, time: new Date('2026-10-15T10:00:00Z') }
    return beslutId === undefined ? one.envelope.gone(change) : one.envelope.changed(change, now)
  }
  const shown = (one: Bus, ...of: Parameters<typeof state> extends [Bus, ...infer Rest] ? Rest : never) => {
    const now = state(one, ...of)
    return [now.uppgiftRef, now]
  }
  async function send({ kafka, topic }: Bus, ...messages: readonly Message[]): Promise<void> {
    const publisher = createPublisher(kafka)
    for (const one of messages) await publisher.send(topic, await publisher.partition(topic, one.nyckel), [one])
    await publisher.close()
  }

  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'insyn-java-'))
    await run('javac', ['-encoding', 'UTF-8', '-d', folder, '-cp', `${kafkaJars()}/*`, PROGRAM])
  })
  afterAll(() => rm(folder, { recursive: true }))
  const copyOf = ({ topic }: Bus) => join(folder, `${topic}.copy`)

  async function read(one: Bus, keys: readonly (BusKey | undefined)[], ...stadsdelar: readonly string[]) {
    const file = join(folder, `${one.topic}.json`)
    await writeFile(file, JSON.stringify({ keys }))
    const java = ['-XX:TieredStopAtLevel=1', '-Dstdout.encoding=UTF-8', '-cp', `${folder}:${kafkaJars()}/*`, 'LasInsyn']
    const args = [...java, one.options.broker.join(','), one.topic, file, copyOf(one), ...stadsdelar]
    const ended = await run('java', args).catch(
      (error: unknown) => error as { code: number; stdout: string; stderr: string },
    )
    const lines = ended.stdout.split('\n').filter((line) => line !== '')
    return {
      code: 'code' in ended ? ended.code : 0,
      shown: lines.map((line) => [line.slice(0, 22), JSON.parse(line.slice(23)) as unknown]),
      said: ended.stderr.split('\n').filter((line) => line !== ''),
    }
  }

  test('opens what its keys are for, keeps the newest, forgets what is gone, and reads on from there', async () => {
    const one = bus()
    await one.make()
    const keys = [one.keys.busKey('bromma', 'beslut'), one.keys.busKey('jarva', 'beslut')]
    await send(
      one,
      message(one, 'anna', 'bromma', 1, 'B-1'),
      message(one, 'anna', 'bromma', 4, 'B-Å'),
      message(one, 'anna', 'bromma', 3, 'kom för sent'),
      message(one, 'bo', 'bromma', 5, 'B-2'),
      message(one, 'bo', 'bromma', 6),
      message(one, 'eva', 'jarva', 7, 'B-3'),
    )
    const sorted = (list: readonly unknown[]) => list.map((item) => JSON.stringify(item)).toSorted()
    const first = await read(one, keys)
    expect([first.code, first.said]).toEqual([0, []])
    expect(sorted(first.shown)).toEqual(
      sorted([shown(one, 'anna', 'bromma', 4, 'B-Å'), shown(one, 'eva', 'jarva', 7, 'B-3')]),
    )
    await send(one, message(one, 'anna', 'bromma', 8), message(one, 'bo', 'bromma', 5, 'kom för sent'))
    expect(await read(one, keys)).toEqual({ code: 0, shown: [shown(one, 'eva', 'jarva', 7, 'B-3')], said: [] })
    expect(await readFile(copyOf(one), 'utf8')).not.toContain('B-3')
  })

  test('a key that it lacks is asked for by kid and position, its older state is not shown, and then it is', async () => {
    const one = bus()
    await one.make()
    const old = one.keys.busKey('bromma', 'beslut')
    await send(one, message(one, 'anna', 'bromma', 1, 'B-1'), message(one, 'eva', 'jarva', 2, 'J-1'))
    expect(await read(one, [old], 'bromma')).toEqual({
      code: 0,
      shown: [shown(one, 'anna', 'bromma', 1, 'B-1')],
      said: ['1 uppgifter of stadsdelar that this consumer is not for'],
    })
    one.keys.put('bromma/beslut', [newDataKey(2)])
    await send(one, message(one, 'anna', 'bromma', 3, 'B-2'))
    const ask = (kid: string) =>
      expect.stringMatching(`^no key ${kid}: ask for it, and read again from ${one.topic}-[01]@[0-9]+$`)
    expect(await read(one, [old])).toEqual({
      code: 3,
      shown: [],
      said: [ask('bromma/beslut/2'), ask('jarva/beslut/1')],
    })
    expect(await read(one, [old, one.keys.busKey('bromma', 'beslut')], 'bromma')).toMatchObject({
      code: 0,
      shown: [shown(one, 'anna', 'bromma', 3, 'B-2')],
    })
  })

  test('what is not a message of Insyn’s is skipped and reported by its place, and holds nothing up', async () => {
    const one = bus()
    await one.make()
    const right = message(one, 'anna', 'bromma', 1, 'B-1')
    const moved = message(one, 'bo', 'bromma', 2, 'B-2')
    const json = Buffer.from('{"hemligt":"innehåll"}')
    await send(
      one,
      right,
      { nyckel: right.nyckel, value: json, headers: {} },
      { nyckel: right.nyckel, value: null, headers: {} },
      { nyckel: 'nagons', value: json, headers: right.headers },
      { ...right, headers: { ...right.headers, ce_specversion: '0.3' } },
      { ...right, headers: { ...right.headers, ce_version: 'x' } },
      { ...right, value: json, headers: { ...right.headers, ce_version: '8' } },
      { ...moved, nyckel: right.nyckel, headers: { ...moved.headers, ce_version: '9' } },
      { ...right, headers: { ...right.headers, ce_version: '9' } },
    )
    const { code, shown: seen, said } = await read(one, [one.keys.busKey('bromma', 'beslut')])
    expect([code, seen]).toEqual([0, [shown(one, 'anna', 'bromma', 1, 'B-1')]])
    const faults = ['ce_specversion', 'ce_specversion', 'key', 'ce_specversion', 'ce_version', 'value']
    expect(said.map((line) => /^skipped \S+-[01]@[0-9]+: (.+)$/.exec(line)?.[1]).toSorted()).toEqual(
      [...faults, 'content of another message', 'content of another message'].toSorted(),
    )
  })

  test('away longer than tombstones are kept, or on another topic of the name, it begins from an empty copy', async () => {
    const one = bus()
    await one.make()
    const keys = [one.keys.busKey('bromma', 'beslut')]
    const [anna, bo] = [message(one, 'anna', 'bromma', 1, 'B-1'), message(one, 'bo', 'bromma', 2, 'B-2')]
    await send(one, anna, bo)
    expect((await read(one, keys)).shown).toHaveLength(2)

    const admin = one.kafka.admin()
    await admin.connect()
    const change = (changed: Record<string, string>) =>
      admin.alterConfigs({
        validateOnly: false,
        resources: [
          {
            type: kafkajs.ConfigResourceTypes.TOPIC,
            name: one.topic,
            configEntries: Object.entries({ ...one.settings, ...changed }).map(([name, value]) => ({ name, value })),
          },
        ],
      })
    // The broker's own cleaner takes bo's tombstone away while the consumer is not there.
    await change({ 'segment.ms': '100', 'delete.retention.ms': '100', 'min.cleanable.dirty.ratio': '0' })
    await send(one, message(one, 'bo', 'bromma', 3))
    const reader = createTopicReader(one.kafka, one.options.grupp)
    for (let version = 4, there = true; there; version++) {
      await delay(300)
      await send(one, message(one, 'anna', 'bromma', version, 'B-1'), message(one, 'cleaned', 'bromma', version, 'X'))
      await send(one, ...['d', 'e', 'f'].map((person) => message(one, person, 'bromma', version, 'X')))
      there = false
      await reader.readWhole(one.topic, (some) => void (there ||= some.some(({ nyckel }) => nyckel === bo.nyckel)))
    }
    await change({})
    const shownKeys = async () => {
      const { shown: seen, said } = await read(one, keys)
      return { bo: seen.some(([key]) => key === bo.nyckel), anna: seen.some(([key]) => key === anna.nyckel), said }
    }
    // Nothing in the topic tells that somebody was away: only the copy's own time does.
    expect(await shownKeys()).toEqual({ bo: true, anna: true, said: [] })
    const held = await readFile(copyOf(one), 'utf8')
    const weekAgo = new Date(Date.now() - 7 * 24 * 3_600_000).toISOString()
    await writeFile(copyOf(one), held.replace(/^\S+/, weekAgo))
    const away = 'begins from an empty copy: away longer than delete.retention.ms'
    expect(await shownKeys()).toEqual({ bo: false, anna: true, said: [away] })

    await admin.deleteTopics({ topics: [one.topic] })
    await admin.disconnect()
    while ((await one.make()).length === 0) await delay(100)
    await send(one, bo)
    const another = 'begins from an empty copy: the topic is another one'
    expect(await shownKeys()).toEqual({ bo: true, anna: false, said: [another] })
  })
})
