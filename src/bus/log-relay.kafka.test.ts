import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { enLoggpost } from '../../test/support/access-records.ts'
import { useDatabase } from '../../test/support/database/database.ts'
import { describeKafka, kafkaval } from '../../test/support/bus/kafka.ts'
import { createAmneslasare } from '../adapters/kafka/topic-reader.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createUtgivare } from '../adapters/kafka/publisher.ts'
import { createLoggskrivare } from '../atkomstlogg/writer.ts'
import { amnen, loggamne } from './topics.ts'
import type { Loggrad } from './log-message.ts'
import { relayLoggar } from './log-relay.ts'

jest.setTimeout(60_000)

describeKafka('the access log on the bus', () => {
  const db = useDatabase()
  const val = kafkaval()
  const kafka = connectKafka(val)
  const utgivare = createUtgivare(kafka)
  const amne = loggamne(val.amnesprefix)
  beforeAll(async () => void (await createTopics(kafka).skapa(amnen(val))))
  afterAll(() => utgivare.stang())

  async function published(): Promise<Loggrad[]> {
    const rows: Loggrad[] = []
    await createAmneslasare(kafka, val.grupp).lasHela(amne, (some) => {
      rows.push(...some.map(({ varde }) => JSON.parse(varde?.toString() ?? '') as Loggrad))
    })
    return rows
  }

  test('has every record of every log once and in order, also after a broker was not there', async () => {
    const skrivare = createLoggskrivare(db.pool)
    await skrivare.start()
    const skriv = (logg: string, antal: number) =>
      skrivare.skriv(Array.from({ length: antal }, (_, at) => enLoggpost(logg, { orsak: `post ${at}` })))
    const deps = { pool: db.pool, utgivare, amne, ursprung: 'insyn.example' }
    await skriv('bromma', 1_500)
    await skriv('insyn', 3)
    expect(await relayLoggar(deps)).toBe(1_003)
    const away = { ...deps, utgivare: createUtgivare(connectKafka({ ...val, broker: ['127.0.0.1:1'] })) }
    await expect(relayLoggar(away)).rejects.toMatchObject({ code: 'KAFKA_OTILLGANGLIG' })
    expect(await relayLoggar(deps)).toBe(500)
    await skriv('bromma', 1)
    expect(await relayLoggar(deps)).toBe(1)
    expect(await relayLoggar(deps)).toBe(0)

    const rows = await published()
    const numbers = (logg: string) => rows.filter((row) => row.logg === logg).map(({ nummer }) => nummer)
    expect(numbers('bromma')).toEqual(Array.from({ length: 1_501 }, (_, nummer) => nummer))
    expect(numbers('insyn')).toEqual([0, 1, 2])
    expect(rows[0]).toMatchObject({ orsak: 'post 0', slutanvandare: 'anna.åkesson', utfall: 'visat' })
    expect(rows[0]).not.toHaveProperty('personRef')
    await skrivare.stop()
  })
})
