import { randomBytes } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import { startKafka } from '../../simulators/kafka/cluster.ts'
import { connectKafka } from '../../src/adapters/kafka/connection.ts'
import { createPublisher } from '../../src/adapters/kafka/publisher.ts'
import { createTopics } from '../../src/adapters/kafka/topics.ts'
import { createLogWriter } from '../../src/atkomstlogg/writer.ts'
import { createEnvelope, type Envelope } from '../../src/bus/envelope.ts'
import { createRelay } from '../../src/bus/relay.ts'
import { topics } from '../../src/bus/topics.ts'
import type { KafkaOptions } from '../../src/config/kafka-options.ts'
import { openStore } from '../../src/hub/store.ts'
import { canonical } from '../../src/mapping/canonical.ts'
import { postgresMirror } from '../../src/mirror/postgres-mirror.ts'
import { configFor, newState } from './installation.ts'

const STADSDEL = 'bromma'
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Bus {
  readonly options: KafkaOptions
  readonly kafka: Kafka
  readonly envelope: Envelope
}

/** A mirror of made-up decisions in a database of its own, and a broker. */
export async function startMirror() {
  const cluster = await startKafka()
  const state = await newState()
  const store = await openStore({ ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }, state.folder, [STADSDEL])
  const { syncPool: pool, keys, keyStore } = store
  await keyStore.create([{ stadsdel: STADSDEL, mangd: 'beslut', avtal: 'MATNING', day: '2026-01-01' }])
  const mirror = postgresMirror(pool, keys)
  const writer = createLogWriter(store.logPool)
  await writer.start()

  /** Three decisions, some 700 bytes. */
  const items = (mark: string) =>
    Array.from({ length: 3 }, (_, at) => ({
      beslutId: `B-${at}-${mark}`,
      lagSfs: '2001:453',
      lagKapitel: 4,
      lagParagraf: '1',
      insatsKod: 'HT',
      insats: 'Hemtjänst i ordinärt boende',
      beslutsdatum: '2026-01-01',
      franOchMed: '2026-01-01',
      omfattning: 12.5,
      enhet: 'tim/vecka',
      status: 'pagaende',
    }))

  /** Mirror row and message in one commit, as a sync writes them; resolves with the time of the commit. */
  async function change(some: readonly string[], mark: string): Promise<number> {
    const refs = some.map((personRef) => keys.uppgiftRef(personRef, STADSDEL, 'paraplyet', 'beslut'))
    const text = canonical(items(mark))
    await pool.query(
      `with added as (
         insert into uppgift as u select ref, person, $3, 'paraplyet', 'beslut', nextval('uppgift_version'), digest, sealed, '{}', now()
           from unnest($1::text[], $2::text[], $4::bytea[], $5::bytea[]) as r (ref, person, digest, sealed)
         on conflict (uppgift_ref) do update set version = excluded.version, digest = excluded.digest, sealed = excluded.sealed
         returning *)
       insert into outbox (uppgift_ref, person_ref, stadsdel, source, mangd, version, gone)
       select uppgift_ref, person_ref, stadsdel, source, mangd, version, false from added`,
      [
        refs,
        some,
        STADSDEL,
        refs.map(() => keys.digest(STADSDEL, 'beslut', text)),
        refs.map((ref) => keys.seal(STADSDEL, 'beslut', ref, text)),
      ],
    )
    return performance.now()
  }

  /** Topics of its own, so that a round never reads another one's messages. */
  async function newBus(): Promise<Bus> {
    const own = `matning-${randomBytes(4).toString('hex')}`
    const count = { partitioner: 6, replikering: 1, minInsync: 1, loggDygn: 1 }
    const options = { broker: cluster.brokers, klientId: own, grupp: own, amnesprefix: own, amnen: count }
    const kafka = connectKafka(options)
    await createTopics(kafka).create(topics(options))
    return { options, kafka, envelope: createEnvelope({ keys, amnesprefix: own, origin: 'matning' }) }
  }

  function relayOn({ kafka, envelope }: Bus, sent: (count: number) => void) {
    const publisher = createPublisher(kafka)
    const relay = createRelay({
      pool,
      mirror,
      envelope,
      publisher,
      allowed: () => new Set(['beslut']),
      relayLogs: async () => 0,
      metrics: { leads: () => undefined, sent: sent, parked: () => undefined },
      log: silent,
    })
    relay.start()
    return async () => {
      await relay.stop()
      await publisher.close()
    }
  }

  return {
    pool,
    mirror,
    writer,
    change,
    newBus,
    relayOn,
    async stop() {
      await writer.stop()
      await store.close()
      await state.remove()
      await cluster.stop()
    },
  }
}

/** Opaque references of nobody. */
export const madeUp = (count: number): readonly string[] =>
  Array.from({ length: count }, () => randomBytes(16).toString('base64url'))
