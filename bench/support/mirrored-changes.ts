import { randomBytes } from 'node:crypto'
import type { Kafka } from 'kafkajs'
import { startKafka } from '../../simulators/kafka/cluster.ts'
import { connectKafka, type Kafkaval } from '../../src/adapters/kafka/connection.ts'
import { createTopics } from '../../src/adapters/kafka/topics.ts'
import { createUtgivare } from '../../src/adapters/kafka/publisher.ts'
import { createLoggskrivare } from '../../src/atkomstlogg/writer.ts'
import { kanonisk } from '../../src/mapping/canonical.ts'
import { amnen } from '../../src/bus/topics.ts'
import { createKuvert, type Kuvert } from '../../src/bus/envelope.ts'
import { postgresSpegel } from '../../src/mirror/postgres-mirror.ts'
import { createRelay } from '../../src/bus/relay.ts'
import { openStore } from '../../src/hub/store.ts'
import { configFor, newState } from './installation.ts'

const STADSDEL = 'bromma'
export const silent = { info: () => undefined, warn: () => undefined, error: () => undefined }

export interface Bus {
  readonly val: Kafkaval
  readonly kafka: Kafka
  readonly kuvert: Kuvert
}

/** A mirror of made-up decisions in a database of its own, and a broker. */
export async function startMirror() {
  const cluster = await startKafka()
  const state = await newState()
  const store = await openStore({ ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }, state.folder, [STADSDEL])
  const { synkpool: pool, nycklar, nyckelskap } = store
  await nyckelskap.skapa([{ stadsdel: STADSDEL, mangd: 'beslut', avtal: 'MATNING', dag: '2026-01-01' }])
  const spegel = postgresSpegel(pool, nycklar)
  const skrivare = createLoggskrivare(store.loggpool)
  await skrivare.start()

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
    const refs = some.map((personRef) => nycklar.uppgiftRef(personRef, STADSDEL, 'paraplyet', 'beslut'))
    const text = kanonisk(items(mark))
    await pool.query(
      `with nya as (
         insert into uppgift as u select ref, person, $3, 'paraplyet', 'beslut', nextval('uppgift_version'), digest, forseglad, '{}', now()
           from unnest($1::text[], $2::text[], $4::bytea[], $5::bytea[]) as r (ref, person, digest, forseglad)
         on conflict (uppgift_ref) do update set version = excluded.version, digest = excluded.digest, forseglad = excluded.forseglad
         returning *)
       insert into utkorg (uppgift_ref, person_ref, stadsdel, kalla, mangd, version, borta)
       select uppgift_ref, person_ref, stadsdel, kalla, mangd, version, false from nya`,
      [
        refs,
        some,
        STADSDEL,
        refs.map(() => nycklar.digest(STADSDEL, 'beslut', text)),
        refs.map((ref) => nycklar.forsegla(STADSDEL, 'beslut', ref, text)),
      ],
    )
    return performance.now()
  }

  /** Topics of its own, so that a round never reads another one's messages. */
  async function newBus(): Promise<Bus> {
    const own = `matning-${randomBytes(4).toString('hex')}`
    const antal = { partitioner: 6, replikering: 1, minInsync: 1, loggDygn: 1 }
    const val = { broker: cluster.brokers, klientId: own, grupp: own, amnesprefix: own, amnen: antal }
    const kafka = connectKafka(val)
    await createTopics(kafka).skapa(amnen(val))
    return { val, kafka, kuvert: createKuvert({ nycklar, amnesprefix: own, ursprung: 'matning' }) }
  }

  function relayOn({ kafka, kuvert }: Bus, sent: (antal: number) => void) {
    const utgivare = createUtgivare(kafka)
    const relay = createRelay({
      pool,
      spegel,
      kuvert,
      utgivare,
      tillatna: () => new Set(['beslut']),
      relayLoggar: async () => 0,
      matt: { leder: () => undefined, skickade: sent, parkerade: () => undefined },
      log: silent,
    })
    relay.start()
    return async () => {
      await relay.stop()
      await utgivare.stang()
    }
  }

  return {
    pool,
    spegel,
    skrivare,
    change,
    newBus,
    relayOn,
    async stop() {
      await skrivare.stop()
      await store.close()
      await state.remove()
      await cluster.stop()
    },
  }
}

/** Opaque references of nobody. */
export const madeUp = (antal: number): readonly string[] =>
  Array.from({ length: antal }, () => randomBytes(16).toString('base64url'))
