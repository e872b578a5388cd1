import { CompressionTypes } from 'kafkajs'
import { createConsumer } from '../src/adapters/kafka/consumer.ts'
import { createTopicReader } from '../src/adapters/kafka/topic-reader.ts'
import { hearBus } from '../src/bus/hear.ts'
import type { ReadMessage } from '../src/bus/message.ts'
import { type Bus, madeUp, silent, startMirror } from './support/mirrored-changes.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'

/**
 * The relay from a full outbox, and the mirror worker's hearing, against a bare kafkajs producer and consumer of the very same
 * bytes on the same broker.
 */
const CHANGES = process.argv.includes('--full') ? 100_000 : 20_000
const ROUNDS = 3

printMachine()
const mirror = await startMirror()
const { pool } = mirror
const persons = madeUp(CHANGES)

async function relayed(bus: Bus): Promise<number> {
  let left = 1
  let ended: () => void = () => undefined
  const sent = (count: number) => {
    left -= count
    if (left <= 0) ended()
  }
  // The first one shows that it leads.
  await mirror.change(persons.slice(0, 1), 'först')
  const first = new Promise<void>((resolve) => (ended = resolve))
  const stop = mirror.relayOn(bus, sent)
  await first
  left = CHANGES
  const all = new Promise<void>((resolve) => (ended = resolve))
  const held = await pool.connect()
  await held.query('begin')
  await held.query(
    `insert into outbox (uppgift_ref, person_ref, stadsdel, source, mangd, version, gone)
     select uppgift_ref, person_ref, stadsdel, source, mangd, version, false from uppgift`,
  )
  const start = performance.now()
  await held.query('commit')
  held.release()
  await all
  const rate = CHANGES / ((performance.now() - start) / 1000)
  await stop()
  return rate
}

async function bareProducer(target: Bus, messages: readonly ReadMessage[]): Promise<number> {
  const producer = target.kafka.producer({ idempotent: true, maxInFlightRequests: 5 })
  await producer.connect()
  const partitions = new Map([0, 1, 2, 3, 4, 5].map((n) => [n, messages.filter(({ partition }) => partition === n)]))
  const start = performance.now()
  await Promise.all(
    [...partitions].map(async ([partition, all]) => {
      for (let from = 0; from < all.length; from += 330)
        await producer.send({
          topic: target.envelope.topic('beslut'),
          acks: -1,
          compression: CompressionTypes.GZIP,
          messages: all
            .slice(from, from + 330)
            .map(({ nyckel, value, headers }) => ({ key: nyckel, value: value, headers: { ...headers }, partition })),
        })
    }),
  )
  const rate = messages.length / ((performance.now() - start) / 1000)
  await producer.disconnect()
  return rate
}

/** From the first message to the last one; joining the group is not counted. */
function counting(total: number) {
  let start = 0
  let seen = 0
  let ended: (rate: number) => void = () => undefined
  const rate = new Promise<number>((resolve) => (ended = resolve))
  return {
    rate,
    saw(count: number) {
      if (start === 0) start = performance.now()
      seen += count
      if (seen >= total) ended(total / ((performance.now() - start) / 1000))
    },
  }
}

async function heard({ kafka, envelope, options }: Bus, total: number): Promise<number> {
  const count = counting(total)
  const consumer = createConsumer(kafka, { grupp: options.grupp, log: silent })
  const counted: typeof consumer = {
    start: (topics, take) =>
      consumer.start(topics, async (some) => {
        count.saw(0)
        await take(some)
        count.saw(some.length)
      }),
    stop: () => consumer.stop(),
  }
  await hearBus({
    pool,
    consumer: counted,
    envelope,
    wake: () => undefined,
    watch: { unreadable: () => undefined },
    log: silent,
  })
  const rate = await count.rate
  await consumer.stop()
  return rate
}

async function bareConsumer({ kafka, envelope, options }: Bus, total: number): Promise<number> {
  const count = counting(total)
  const consumer = kafka.consumer({ groupId: `${options.grupp}-bart`, maxWaitTimeInMs: 500 })
  await consumer.connect()
  await consumer.subscribe({ topics: [envelope.topic('beslut')], fromBeginning: true })
  await consumer.run({ eachBatch: async ({ batch }) => count.saw(batch.messages.length) })
  const rate = await count.rate
  await consumer.disconnect()
  return rate
}

for (let from = 0; from < CHANGES; from += 2_000) await mirror.change(persons.slice(from, from + 2_000), 'början')
await pool.query('truncate outbox')
const rounds: { relay: number; producer: number; hearing: number; consumer: number }[] = []
for (let round = 0; round <= ROUNDS; round++) {
  const bus = await mirror.newBus()
  const relay = await relayed(bus)
  const messages: ReadMessage[] = []
  await createTopicReader(bus.kafka, bus.options.grupp).readWhole(
    bus.envelope.topic('beslut'),
    (some) => void messages.push(...some),
  )
  const producer = await bareProducer(await mirror.newBus(), messages)
  const hearing = await heard(bus, messages.length)
  const consumer = await bareConsumer(bus, messages.length)
  // The first round warms them up.
  if (round > 0) rounds.push({ relay, producer, hearing, consumer })
}
const of = (name: keyof (typeof rounds)[number]) => median(rounds.map((round) => round[name]))
printTable(
  ['', 'messages/s', 'bare kafkajs/s', 'of bare'],
  [
    ['relay', of('relay').toFixed(0), of('producer').toFixed(0), (of('relay') / of('producer')).toFixed(2)],
    ['hearing', of('hearing').toFixed(0), of('consumer').toFixed(0), (of('hearing') / of('consumer')).toFixed(2)],
  ],
)
console.log(`${CHANGES} messages, median of ${ROUNDS}, load ${loadNow()}`)
await mirror.stop()
