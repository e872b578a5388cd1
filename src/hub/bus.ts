import type pg from 'pg'
import type { Registry } from 'prom-client'
import { connectKafka, type Kafkaval } from '../adapters/kafka/connection.ts'
import { createAmneslasare } from '../adapters/kafka/topic-reader.ts'
import { createKonsument } from '../adapters/kafka/consumer.ts'
import { createUtgivare } from '../adapters/kafka/publisher.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import type { Log } from '../log.ts'
import { loggamne } from '../bus/topics.ts'
import { createKuvert } from '../bus/envelope.ts'
import { horBussen } from '../bus/hear.ts'
import type { Spegel } from '../mirror/mirror.ts'
import { relayLoggar } from '../bus/log-relay.ts'
import { createRelaymatt } from '../bus/metrics.ts'
import { createRelay } from '../bus/relay.ts'

export interface BussParts {
  readonly val: Kafkaval
  readonly loggnamn: string
  readonly pool: pg.Pool
  readonly nycklar: Nycklar
  readonly spegel: Pick<Spegel, 'oppna'>
  readonly tillatna: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly register: Registry
  readonly log: Log
}

/** The bus: the relay that publishes the outbox, and this process's member of the group that hears it. */
export function composeBuss({ val, loggnamn, pool, nycklar, spegel, tillatna, register, log }: BussParts) {
  const kafka = connectKafka(val)
  const kuvert = createKuvert({ nycklar, amnesprefix: val.amnesprefix, ursprung: loggnamn })
  const utgivare = createUtgivare(kafka)
  const konsument = createKonsument(kafka, { grupp: val.grupp, log })
  const matt = createRelaymatt(register, pool)
  const loggar = { pool, utgivare, amne: loggamne(val.amnesprefix), ursprung: loggnamn }
  const relay = createRelay({
    pool,
    spegel,
    kuvert,
    utgivare,
    tillatna,
    relayLoggar: () => relayLoggar(loggar),
    matt,
    log,
  })

  return {
    kuvert,
    amneslasare: createAmneslasare(kafka, val.grupp),
    async start(vack: () => void): Promise<void> {
      relay.start()
      await horBussen({ pool, konsument, kuvert, vack, log })
    },
    async stop(): Promise<void> {
      await relay.stop()
      await konsument.stop()
      await utgivare.stang()
    },
  }
}
