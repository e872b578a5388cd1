import { afterAll, expect, test } from '@jest/globals'
import { describeKafka, kafkaval, makeTopic } from '../../../test/support/bus/kafka.ts'
import type { LastMeddelande, Meddelande } from '../../bus/message.ts'
import { createAmneslasare } from './topic-reader.ts'
import { connectKafka } from './connection.ts'
import { createKonsument } from './consumer.ts'
import { createTopics } from './topics.ts'
import { createUtgivare } from './publisher.ts'

const message = (nyckel: string, text: string | null, huvuden = {}): Meddelande => ({
  nyckel,
  varde: text === null ? null : Buffer.from(text),
  huvuden,
})
const text = ({ varde }: LastMeddelande) => varde?.toString() ?? null
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined }

async function until(reached: () => boolean): Promise<void> {
  for (const end = Date.now() + 30_000; !reached();) {
    if (Date.now() > end) throw new Error('not reached in time')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

describeKafka('kafkajs behind the ports', () => {
  const val = kafkaval()
  const kafka = connectKafka(val)
  const utgivare = createUtgivare(kafka)
  const lasare = createAmneslasare(kafka, val.grupp)
  afterAll(() => utgivare.stang())

  async function whole(amne: string): Promise<LastMeddelande[]> {
    const read: LastMeddelande[] = []
    await lasare.lasHela(amne, (some) => void read.push(...some))
    return read
  }

  test('what is sent is read again in order, with headers and tombstones', async () => {
    const amne = await makeTopic(kafka, `${val.amnesprefix}.ordning`)
    await utgivare.skicka(amne, 0, [message('a', '1', { ce_id: 'x/1' }), message('b', '2'), message('a', null)])
    const read = await whole(amne)
    expect(read.map((one) => [one.nyckel, text(one), one.offset])).toEqual([
      ['a', '1', '0'],
      ['b', '2', '1'],
      ['a', null, '2'],
    ])
    expect(read[0]?.huvuden).toEqual({ ce_id: 'x/1' })
  }, 60_000)

  test('keys go where the default partitioner of any client puts them', async () => {
    const amne = await makeTopic(kafka, `${val.amnesprefix}.partitioner`, { partitioner: 6 })
    // As org.apache.kafka.clients.producer.internals.BuiltInPartitioner.partitionForKey gives them.
    const keys = ['a', 'insyn', 'AAAAAAAAAAAAAAAAAAAAAA']
    const own = await Promise.all(keys.map((key) => utgivare.partition(amne, key)))
    const producer = kafka.producer()
    await producer.connect()
    await producer.send({ topic: amne, messages: keys.map((key) => ({ key, value: '' })) })
    await producer.disconnect()
    const read = new Map((await whole(amne)).map((one) => [one.nyckel, one.partition]))
    expect(keys.map((key) => read.get(key))).toEqual(own)
  }, 60_000)

  test('a message that is too large, and a topic that is not there, are refused for good', async () => {
    const small = { installningar: { 'max.message.bytes': '2000' } }
    const amne = await makeTopic(kafka, `${val.amnesprefix}.liten`, small)
    const incompressible = Array.from({ length: 4_000 }, () => Math.random().toString(36)[3]).join('')
    const refused = { code: 'KAFKA_NEKAR' }
    await expect(utgivare.skicka(amne, 0, [message('a', incompressible)])).rejects.toMatchObject(refused)
    await utgivare.skicka(amne, 0, [message('a', 'liten')])
    await expect(utgivare.partition(`${val.amnesprefix}.saknas`, 'a')).rejects.toMatchObject(refused)
    await expect(utgivare.skicka(`${val.amnesprefix}.saknas`, 0, [message('a', 'x')])).rejects.toMatchObject(refused)
    await expect(whole(`${val.amnesprefix}.saknas`)).rejects.toMatchObject(refused)
    expect((await whole(amne)).map(text)).toEqual(['liten'])
  }, 60_000)

  test('no failure quotes what was sent', async () => {
    const failure = await utgivare.skicka(`${val.amnesprefix}.saknas`, 0, [message('a', 'hemligt')]).catch(String)
    expect(failure).toContain('UNKNOWN_TOPIC_OR_PARTITION')
    expect(failure).not.toContain('hemligt')
  }, 60_000)

  test('an empty topic, and one whose newest records compaction has taken away, are read to their end', async () => {
    const amne = await makeTopic(kafka, `${val.amnesprefix}.tomt`, { partitioner: 3 })
    expect(await whole(amne)).toEqual([])
    const compacted = await makeTopic(kafka, `${val.amnesprefix}.kompakt`, {
      installningar: {
        'cleanup.policy': 'compact',
        'segment.ms': '100',
        'min.cleanable.dirty.ratio': '0.01',
        'delete.retention.ms': '0',
        'max.compaction.lag.ms': '200',
      },
    })
    for (let round = 0; round < 8; round++) {
      await utgivare.skicka(compacted, 0, [message('a', `${round}`), message('b', null)])
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const last = new Map((await whole(compacted)).map((one) => [one.nyckel, text(one)]))
    expect([last.get('a'), last.get('b') ?? null]).toEqual(['7', null])
  }, 90_000)

  test('a group takes each message, again when it was not taken, and another member takes over', async () => {
    const amne = await makeTopic(kafka, `${val.amnesprefix}.grupp`, { partitioner: 4 })
    const taken: string[] = []
    let refusals = 1
    const ta = async (some: readonly LastMeddelande[]) => {
      if (refusals-- > 0) throw new Error('not now')
      taken.push(...some.map((one) => text(one) ?? ''))
    }
    const first = createKonsument(kafka, { grupp: val.grupp, log: quiet })
    const second = createKonsument(connectKafka(val), { grupp: val.grupp, log: quiet })
    await first.start([amne], ta)
    await second.start([amne], ta)
    const send = (from: number) =>
      Promise.all(
        [0, 1, 2, 3].map((partition) => utgivare.skicka(amne, partition, [message('k', `${from + partition}`)])),
      )
    await send(0)
    await until(() => new Set(taken).size === 4)
    await first.stop()
    await send(4)
    await until(() => new Set(taken).size === 8)
    await second.stop()
    expect(taken.toSorted()).toEqual(['0', '1', '2', '3', '4', '5', '6', '7'])
    // Where the group stands was kept: nothing comes again.
    const third = createKonsument(kafka, { grupp: val.grupp, log: quiet })
    await third.start([amne], ta)
    await send(8)
    await until(() => taken.length === 12)
    await third.stop()
    expect(new Set(taken).size).toBe(12)
  }, 120_000)

  test('topics are made once, and each difference from what they should be is told', async () => {
    const topics = createTopics(kafka)
    const amne = {
      namn: `${val.amnesprefix}.x.v1`,
      partitioner: 2,
      replikering: 1,
      installningar: { 'cleanup.policy': 'compact' },
    }
    expect(await topics.drift([amne])).toEqual([{ amne: amne.namn, vad: 'topic', ar: '', ska: 'exists' }])
    expect(await topics.skapa([amne])).toEqual([amne.namn])
    expect(await topics.skapa([amne])).toEqual([])
    expect(await topics.drift([amne])).toEqual([])
    const other = { ...amne, partitioner: 3, installningar: { 'cleanup.policy': 'delete' } }
    expect(await topics.drift([other])).toEqual([
      { amne: amne.namn, vad: 'partitions', ar: '2', ska: '3' },
      { amne: amne.namn, vad: 'cleanup.policy', ar: 'compact', ska: 'delete' },
    ])
  }, 60_000)
})
