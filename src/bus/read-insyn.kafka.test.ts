import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { kafkaJars } from '../../simulators/kafka/jars.ts'
import { describeClusters, describeKafka, kafkaval } from '../../test/support/bus/kafka.ts'
import { testNycklar } from '../../test/support/keys.ts'
import { connectKafka } from '../adapters/kafka/connection.ts'
import { createTopics } from '../adapters/kafka/topics.ts'
import { createUtgivare } from '../adapters/kafka/publisher.ts'
import { amnen } from './topics.ts'
import { createKuvert } from './envelope.ts'

jest.setTimeout(120_000)

const run = promisify(execFile)
const PROGRAM = join(import.meta.dirname, '../../client/kafka/LasInsyn.java')

const both = (name: string, tests: () => void) => describeKafka(name, () => describeClusters('with Java', tests))

both('a consumer in another language, as docs/kafka.md has it', () => {
  const val = kafkaval()
  const kafka = connectKafka(val)
  const utgivare = createUtgivare(kafka)
  const nycklar = testNycklar(['bromma', 'jarva'])
  const kuvert = createKuvert({ nycklar, amnesprefix: val.amnesprefix, ursprung: 'insyn.example' })
  const amne = kuvert.amne('beslut')
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'insyn-java-'))
    await createTopics(kafka).skapa(amnen(val))
  })
  afterAll(async () => {
    await utgivare.stang()
    await rm(folder, { recursive: true })
  })

  const lage = (person: string, stadsdel: string, version: number, beslutId: string) => {
    const personRef = nycklar.personRef(person)
    const uppgiftRef = nycklar.uppgiftRef(personRef, stadsdel, 'paraplyet', 'beslut')
    const vad = { uppgiftRef, version, stadsdel, kalla: 'paraplyet' } as const
    return {
      andring: { ...vad, mangd: 'beslut', tid: new Date('2026-10-15T10:00:00Z') } as const,
      lage: {
        ...vad,
        personRef,
        informationsmangd: 'beslut',
        last: '2026-10-15T09:59:00.000Z',
        poster: [{ beslutId }],
      } as const,
    }
  }

  test('opens what its key is for, keeps the newest, forgets what is gone, and leaves the rest shut', async () => {
    const send = async (person: string, stadsdel: string, version: number, beslutId?: string) => {
      const { andring, lage: state } = lage(person, stadsdel, version, beslutId ?? '')
      const message = beslutId === undefined ? kuvert.borta(andring) : kuvert.andrad(andring, state)
      await utgivare.skicka(amne, await utgivare.partition(amne, message.nyckel), [message])
      return message.nyckel
    }
    const anna = await send('anna', 'bromma', 1, 'B-1')
    await send('anna', 'bromma', 4, 'B-Å')
    await send('anna', 'bromma', 3, 'kom för sent')
    await send('bo', 'bromma', 5, 'B-2')
    await send('bo', 'bromma', 6)
    await send('eva', 'jarva', 7, 'B-3')

    const keys = join(folder, 'keys.jsonl')
    await writeFile(keys, `${JSON.stringify(nycklar.bussnyckel('bromma', 'beslut'))}\n`)
    const java = [
      '-Dfile.encoding=UTF-8',
      '-Dstdout.encoding=UTF-8',
      '-cp',
      `${kafkaJars()}/*`,
      PROGRAM,
      val.broker.join(','),
      amne,
      keys,
    ]
    const { stdout } = await run('java', java)
    const [line = '', ...others] = stdout.trim().split('\n')
    expect(others).toEqual([])
    expect([line.slice(0, 22), JSON.parse(line.slice(23))]).toEqual([anna, lage('anna', 'bromma', 4, 'B-Å').lage])
  })
})
