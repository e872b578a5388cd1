import { afterAll, afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { randomBytes } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { describeClusters, describeKafka, kafkaval } from '../../test/support/bus/kafka.ts'
import { A, B, useWorker } from '../../test/support/case-system/mirror-worker.ts'
import { startKafka, type KafkaCluster } from '../../simulators/kafka/cluster.ts'
import { createAmneslasare } from '../adapters/kafka/topic-reader.ts'
import { connectKafka, type Kafkaval } from '../adapters/kafka/connection.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createUtgivare } from '../adapters/kafka/publisher.ts'
import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import { amnen } from './topics.ts'
import { createKuvert } from './envelope.ts'
import type { LastMeddelande } from './message.ts'
import { postgresSpegel } from '../mirror/postgres-mirror.ts'
import { createRelay, type Relay } from './relay.ts'
import { spelaOm, spelaOmParkerade } from './replay.ts'

jest.setTimeout(120_000)

/** A relay between the worker tests' mirror and a broker. */
function useRelay() {
  const spegelprov = useWorker()
  const { db, nycklar } = spegelprov
  const tackta = new Set<Informationsmangd>(INFORMATIONSMANGDER)
  const log: string[] = []
  const started: Relay[] = []
  const closing: (() => Promise<void>)[] = []

  const connect = (val: Kafkaval) => {
    const kafka = connectKafka(val)
    const kuvert = createKuvert({ nycklar, amnesprefix: val.amnesprefix, ursprung: 'insyn.example' })
    const utgivare = createUtgivare(kafka)
    closing.push(() => utgivare.stang())
    const lasare = createAmneslasare(kafka, val.grupp)
    return {
      kafka,
      kuvert,
      val,
      start(): Relay {
        const note = (event: string) => void log.push(event)
        const relay = createRelay({
          pool: db.pool,
          spegel: postgresSpegel(db.pool, nycklar),
          kuvert,
          utgivare,
          tillatna: () => tackta,
          relayLoggar: async () => 0,
          matt: { leder: () => undefined, skickade: () => undefined, parkerade: () => undefined },
          log: { info: note, warn: note, error: note },
        })
        relay.start()
        started.push(relay)
        return relay
      },
      async whole(mangd: Informationsmangd = 'beslut'): Promise<LastMeddelande[]> {
        const read: LastMeddelande[] = []
        await lasare.lasHela(kuvert.amne(mangd), (some) => void read.push(...some))
        return read
      },
    }
  }
  afterEach(async () => {
    await Promise.all(started.splice(0).map((relay) => relay.stop()))
    tackta.add('beslut')
    log.length = 0
  })
  afterAll(() => Promise.all(closing.map((close) => close())))

  const count = async (tabell: 'utkorg' | 'parkerat_meddelande') => {
    const { rows } = await db.pool.query<{ antal: number }>(`select count(*) as antal from ${tabell}`)
    return rows[0]?.antal ?? 0
  }
  const until = async (reached: () => Promise<boolean>) => {
    for (const end = Date.now() + 60_000; !(await reached()); await delay(20))
      if (Date.now() > end) throw new Error('not reached in time')
  }
  return {
    ...spegelprov,
    tackta,
    log,
    connect,
    count,
    until,
    relayed: () => until(async () => (await count('utkorg')) === 0),
  }
}

const beslut = (text: string) => [{ beslutId: 'B-1', status: text }]

describeKafka('the relay', () => {
  const prov = useRelay()
  const buss = prov.connect(kafkaval())
  beforeAll(
    async () =>
      void (await createTopics(buss.kafka).skapa(amnen(buss.val).filter(({ namn }) => namn.includes('.beslut.')))),
  )
  const versions = (read: readonly LastMeddelande[], ref: string) =>
    read.filter(({ nyckel }) => nyckel === ref).map((one) => buss.kuvert.huvud(one).version)
  const newest = async (ref: string) => {
    const last = (await buss.whole()).findLast(({ nyckel }) => nyckel === ref)
    return last === undefined ? undefined : ((await buss.kuvert.oppna(last))?.poster ?? null)
  }

  test('sends nothing new while the bus is paused but what is gone, and the rest when it is resumed', async () => {
    buss.start()
    const [kept, lost] = [await prov.mirror(A, beslut('före')), await prov.mirror(B, beslut('före'))]
    await prov.relayed()
    await prov.db.pool.query(`insert into leveranspaus (mal, av, skal) values ('buss', 'prov', 'prov')`)
    await prov.mirror(A, beslut('under'))
    await prov.gone(B)
    await prov.until(async () => (await newest(lost)) === null)
    expect(await newest(kept)).toEqual(beslut('före'))
    await prov.db.pool.query('truncate leveranspaus')
    await prov.relayed()
    expect([await newest(kept), await newest(lost)]).toEqual([beslut('under'), null])
  })

  test('publishes what changes, in order, and the last word is the mirror’s', async () => {
    buss.start()
    await prov.mirror(A, beslut('leder'))
    await prov.relayed()
    const refs = await Promise.all(
      [A, B].map(async (person) => {
        let ref = ''
        for (let round = 0; round < 200; round++, await delay(2)) ref = await prov.mirror(person, beslut(String(round)))
        return ref
      }),
    )
    await prov.relayed()
    const read = await buss.whole()
    for (const ref of refs) {
      const own = versions(read, ref)
      expect(own.length).toBeGreaterThan(1)
      expect(own).toEqual(own.toSorted((one, other) => one - other))
      expect(await newest(ref)).toEqual(beslut('199'))
    }
    await prov.gone(A)
    await prov.relayed()
    expect(await newest(refs[0] ?? '')).toBeNull()
  })

  test('what no avtal covers, and whom a flag protects, is published as gone', async () => {
    buss.start()
    const ref = await prov.mirror(A, beslut('x'))
    await prov.relayed()
    expect(await newest(ref)).toEqual(beslut('x'))
    prov.tackta.delete('beslut')
    expect(await spelaOm(prov.db.pool, { uppgiftRefs: [ref] })).toBe(1)
    await prov.relayed()
    expect(await newest(ref)).toBeNull()

    prov.tackta.add('beslut')
    await prov.db.pool.query(`insert into skyddad values ($1, 'agresso', 'bromma')`, [prov.nycklar.personRef(B)])
    const other = await prov.mirror(B, beslut('y'))
    await prov.relayed()
    expect(await newest(other)).toBeNull()
  })

  test('sets aside what the broker refuses, lets the rest flow, and tries again when it changes', async () => {
    buss.start()
    const large = await prov.mirror(A, beslut(randomBytes(1_500_000).toString('base64')))
    const small = await prov.mirror(B, beslut('liten'))
    await prov.relayed()
    expect(await newest(small)).toEqual(beslut('liten'))
    const { rows } = await prov.db.pool.query('select uppgift_ref, orsak from parkerat_meddelande')
    expect(rows).toEqual([
      { uppgift_ref: large, orsak: `Kafka, sending to ${buss.kuvert.amne('beslut')}: MESSAGE_TOO_LARGE` },
    ])
    await prov.mirror(A, beslut('mindre'))
    await prov.until(async () => (await prov.count('parkerat_meddelande')) === 0)
    expect(await newest(large)).toEqual(beslut('mindre'))
  })

  test('a topic that is missing holds nothing up, and what was for it can be asked for again', async () => {
    buss.start()
    await prov.db.pool.query(
      `insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
       values ('0123456789012345678901', 'p', 'bromma', 'paraplyet', 'avgift', nextval('uppgift_version'), true)`,
    )
    const ref = await prov.mirror(B, beslut('flyter'))
    await prov.relayed()
    expect([await newest(ref), await prov.count('parkerat_meddelande')]).toEqual([beslut('flyter'), 1])
    await createTopics(buss.kafka).skapa(amnen(buss.val).filter(({ namn }) => namn.includes('.avgift.')))
    await delay(10_500)
    expect(await spelaOmParkerade(prov.db.pool, {})).toBe(1)
    await prov.until(async () => (await prov.count('parkerat_meddelande')) === 0)
    expect((await buss.whole('avgift')).map(({ varde }) => varde)).toEqual([null])
  })

  test('there is one leader at a time, and another takes over', async () => {
    const first = buss.start()
    buss.start()
    const ref = await prov.mirror(A, beslut('1'))
    await prov.relayed()
    await first.stop()
    await prov.mirror(A, beslut('2'))
    await prov.relayed()
    expect(await newest(ref)).toEqual(beslut('2'))
    const own = versions(await buss.whole(), ref)
    expect(own).toEqual([...new Set(own)])
  })

  test('a leader whose session is cut off sends again what it may have sent too late', async () => {
    buss.start()
    const ref = await prov.mirror(A, beslut('1'))
    await prov.relayed()
    await prov.db.pool.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and objid = ${0x1c5f_0005} and database = (select oid from pg_database where datname = current_database())`,
    )
    await prov.mirror(A, beslut('2'))
    await prov.relayed()
    expect(await newest(ref)).toEqual(beslut('2'))
    expect(prov.log).toContain('relay-avbruten')
  })
})

describeClusters('the relay, while the broker is away', () => {
  const prov = useRelay()
  let cluster: KafkaCluster
  beforeAll(async () => {
    cluster = await startKafka()
  })
  afterAll(() => cluster.stop())

  test('the outbox grows, and is caught up with in order', async () => {
    const buss = prov.connect(kafkaval(cluster.brokers))
    await createTopics(buss.kafka).skapa(amnen(buss.val))
    buss.start()
    const ref = await prov.mirror(A, beslut('före'))
    await prov.relayed()
    await cluster.kill(0)
    for (let round = 0; round < 50; round++) await prov.mirror(A, beslut(String(round)))
    await prov.until(async () => prov.log.includes('buss-svarar-inte'))
    expect(await prov.count('utkorg')).toBe(50)
    await cluster.restart(0)
    await prov.relayed()
    const read = await buss.whole()
    const own = read.map((one) => buss.kuvert.huvud(one).version)
    expect(own).toEqual(own.toSorted((one, other) => one - other))
    const last = read.findLast(({ nyckel }) => nyckel === ref)
    expect(last && (await buss.kuvert.oppna(last))?.poster).toEqual(beslut('49'))
    expect(prov.log.filter((event) => event === 'buss-svarar-inte')).toHaveLength(1)
  })
})
