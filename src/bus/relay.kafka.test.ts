import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type KafkaCluster, startKafka } from '../../simulators/kafka/cluster.ts'
import { describeClusters, describeKafka, kafkaOptions } from '../../test/support/bus/kafka.ts'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createPublisher } from '../adapters/kafka/publisher.ts'
import { createTopicReader } from '../adapters/kafka/topic-reader.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import type { KafkaOptions } from '../config/kafka-options.ts'
import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { postgresMirror } from '../mirror/postgres-mirror.ts'
import { renewVersions } from '../mirror/write.ts'
import { requeueDeadLetters } from './dead-letter.ts'
import { createEnvelope } from './envelope.ts'
import type { ReadMessage } from './message.ts'
import { createRelay, type Relay } from './relay.ts'
import { topics } from './topics.ts'

jest.setTimeout(120_000)

const ABSENCE_MS = 1_000

/** A relay between the worker tests' mirror and a broker. */
function useRelay() {
  const mirrorSample = useWorker()
  const { db, keys } = mirrorSample
  const covered = new Set<Informationsmangd>(INFORMATIONSMANGDER)
  const log: string[] = []
  const started: Relay[] = []
  const closing: (() => Promise<void>)[] = []

  const connect = (options: KafkaOptions) => {
    const kafka = connectKafka(options)
    const envelope = createEnvelope({ keys, amnesprefix: options.amnesprefix, origin: 'insyn.example' })
    const publisher = createPublisher(kafka, { absenceMs: ABSENCE_MS })
    closing.push(() => publisher.close())
    const reader = createTopicReader(kafka, options.grupp)
    return {
      kafka,
      envelope,
      options,
      start(): Relay {
        const note = (event: string) => void log.push(event)
        const relay = createRelay({
          pool: db.pool,
          mirror: postgresMirror(db.pool, keys),
          envelope,
          publisher,
          allowed: () => covered,
          relayLogs: async () => 0,
          metrics: { leads: () => undefined, sent: () => undefined, parked: () => undefined },
          log: { info: note, warn: note, error: note },
        })
        relay.start()
        started.push(relay)
        return relay
      },
      async whole(mangd: Informationsmangd = 'beslut'): Promise<ReadMessage[]> {
        const read: ReadMessage[] = []
        await reader.readWhole(envelope.topic(mangd), (some) => void read.push(...some))
        return read
      },
    }
  }
  afterEach(async () => {
    await Promise.all(started.splice(0).map((relay) => relay.stop()))
    covered.add('beslut')
    log.length = 0
  })
  afterAll(() => Promise.all(closing.map((close) => close())))

  const count = async (table: 'outbox' | 'dead_letter') => {
    const { rows } = await db.pool.query<{ count: number }>(`select count(*) as count from ${table}`)
    return rows[0]?.count ?? 0
  }
  const until = async (reached: () => Promise<boolean>) => {
    for (const end = Date.now() + 60_000; !(await reached()); await delay(20))
      if (Date.now() > end) throw new Error('not reached in time')
  }
  return {
    ...mirrorSample,
    covered,
    log,
    connect,
    count,
    until,
    relayed: () => until(async () => (await count('outbox')) === 0),
  }
}

const beslut = (text: string) => [{ beslutId: 'B-1', status: text }]

describeKafka('the relay', () => {
  const proof = useRelay()
  const bus = proof.connect(kafkaOptions())
  beforeAll(
    async () =>
      void (await createTopics(bus.kafka).create(topics(bus.options).filter(({ name }) => name.includes('.beslut.')))),
  )
  const versions = (read: readonly ReadMessage[], ref: string) =>
    read.filter(({ nyckel }) => nyckel === ref).map((one) => bus.envelope.head(one).version)
  const newest = async (ref: string) => {
    const last = (await bus.whole()).findLast(({ nyckel }) => nyckel === ref)
    return last === undefined ? undefined : ((await bus.envelope.open(last))?.poster ?? null)
  }

  test('sends nothing new while the bus is paused but what is gone, and the rest when it is resumed', async () => {
    bus.start()
    const [kept, lost] = [await proof.mirror(A, beslut('före')), await proof.mirror(B, beslut('före'))]
    await proof.relayed()
    await proof.db.pool.query(`insert into pause (target, paused_by, reason) values ('buss', 'prov', 'prov')`)
    await proof.mirror(A, beslut('under'))
    await proof.gone(B)
    await proof.until(async () => (await newest(lost)) === null)
    expect(await newest(kept)).toEqual(beslut('före'))
    await proof.db.pool.query('truncate pause')
    await proof.relayed()
    expect([await newest(kept), await newest(lost)]).toEqual([beslut('under'), null])
  })

  test('publishes what changes, in order, and the last word is the mirror’s', async () => {
    bus.start()
    await proof.mirror(A, beslut('leder'))
    await proof.relayed()
    const refs = await Promise.all(
      [A, B].map(async (person) => {
        let ref = ''
        for (let round = 0; round < 200; round++, await delay(2))
          ref = await proof.mirror(person, beslut(String(round)))
        return ref
      }),
    )
    await proof.relayed()
    const read = await bus.whole()
    for (const ref of refs) {
      const own = versions(read, ref)
      expect(own.length).toBeGreaterThan(1)
      expect(own).toEqual(own.toSorted((one, other) => one - other))
      expect(await newest(ref)).toEqual(beslut('199'))
    }
    await proof.gone(A)
    await proof.relayed()
    expect(await newest(refs[0] ?? '')).toBeNull()
  })

  test('what no avtal covers, and whom a flag protects, is published as gone', async () => {
    bus.start()
    const ref = await proof.mirror(A, beslut('x'))
    await proof.relayed()
    expect(await newest(ref)).toEqual(beslut('x'))
    proof.covered.delete('beslut')
    expect(await renewVersions(proof.db.pool, { uppgiftRefs: [ref] })).toBe(1)
    await proof.relayed()
    expect(await newest(ref)).toBeNull()

    proof.covered.add('beslut')
    await proof.db.pool.query(`insert into protected_person values ($1, 'agresso', 'bromma')`, [
      proof.keys.personRef(B),
    ])
    const other = await proof.mirror(B, beslut('y'))
    await proof.relayed()
    expect(await newest(other)).toBeNull()
  })

  test('sets aside what the broker refuses, lets the rest flow, and tries again when it changes', async () => {
    bus.start()
    const large = await proof.mirror(A, beslut(randomBytes(1_500_000).toString('base64')))
    const small = await proof.mirror(B, beslut('liten'))
    await proof.relayed()
    expect(await newest(small)).toEqual(beslut('liten'))
    const { rows } = await proof.db.pool.query('select uppgift_ref, reason from dead_letter')
    expect(rows).toEqual([
      { uppgift_ref: large, reason: `Kafka, sending to ${bus.envelope.topic('beslut')}: MESSAGE_TOO_LARGE` },
    ])
    await proof.mirror(A, beslut('mindre'))
    await proof.until(async () => (await proof.count('dead_letter')) === 0)
    expect(await newest(large)).toEqual(beslut('mindre'))
  })

  test('a topic that is missing holds nothing up, and what was for it can be asked for again', async () => {
    bus.start()
    await proof.db.pool.query(
      `insert into outbox (uppgift_ref, person_ref, stadsdel, source, mangd, version, gone)
       values ('0123456789012345678901', 'p', 'bromma', 'paraplyet', 'avgift', nextval('uppgift_version'), true)`,
    )
    const ref = await proof.mirror(B, beslut('flyter'))
    await proof.relayed()
    expect([await newest(ref), await proof.count('dead_letter')]).toEqual([beslut('flyter'), 1])
    await createTopics(bus.kafka).create(topics(bus.options).filter(({ name }) => name.includes('.avgift.')))
    await delay(ABSENCE_MS)
    expect(await requeueDeadLetters(proof.db.pool, {})).toBe(1)
    await proof.until(async () => (await proof.count('dead_letter')) === 0)
    expect((await bus.whole('avgift')).map(({ value }) => value)).toEqual([null])
  })

  test('there is one leader at a time, and another takes over', async () => {
    const first = bus.start()
    bus.start()
    const ref = await proof.mirror(A, beslut('1'))
    await proof.relayed()
    await first.stop()
    await proof.mirror(A, beslut('2'))
    await proof.relayed()
    expect(await newest(ref)).toEqual(beslut('2'))
    const own = versions(await bus.whole(), ref)
    expect(own).toEqual([...new Set(own)])
  })

  test('a leader whose session is cut off sends again what it may have sent too late', async () => {
    bus.start()
    const ref = await proof.mirror(A, beslut('1'))
    await proof.relayed()
    await proof.db.pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${0x1c5f_0005} and database = (select oid from pg_database where datname = current_database())`,
    )
    await proof.mirror(A, beslut('2'))
    await proof.relayed()
    expect(await newest(ref)).toEqual(beslut('2'))
    expect(proof.log).toContain('relay-interrupted')
  })
})

describeClusters('the relay, while the broker is away', () => {
  const proof = useRelay()
  let cluster: KafkaCluster
  beforeAll(async () => {
    cluster = await startKafka()
  })
  afterAll(() => cluster.stop())

  test('the outbox grows, and is caught up with in order', async () => {
    const bus = proof.connect(kafkaOptions(cluster.brokers))
    await createTopics(bus.kafka).create(topics(bus.options))
    bus.start()
    const ref = await proof.mirror(A, beslut('före'))
    await proof.relayed()
    await cluster.kill(0)
    for (let round = 0; round < 50; round++) await proof.mirror(A, beslut(String(round)))
    await proof.until(async () => proof.log.includes('bus-unavailable'))
    expect(await proof.count('outbox')).toBe(50)
    await cluster.restart(0)
    await proof.relayed()
    const read = await bus.whole()
    const own = read.map((one) => bus.envelope.head(one).version)
    expect(own).toEqual(own.toSorted((one, other) => one - other))
    const last = read.findLast(({ nyckel }) => nyckel === ref)
    expect(last && (await bus.envelope.open(last))?.poster).toEqual(beslut('49'))
    expect(proof.log.filter((event) => event === 'bus-unavailable')).toHaveLength(1)
  })
})
