import { setTimeout as delay } from 'node:timers/promises'
import { createCaseSystem } from '../src/adapters/casesystem/client.ts'
import { createConsumer } from '../src/adapters/kafka/consumer.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { hearBus } from '../src/bus/hear.ts'
import { createArendeStore } from '../src/cases/arende-store.ts'
import { createMirrorWorker } from '../src/cases/worker.ts'
import { registersNothing } from '../test/support/case-system/registers-nothing.ts'
import { CASE_TOKEN, startCaseSystem } from './support/case-system.ts'
import { madeUp, silent, startMirror } from './support/mirrored-changes.ts'
import { loadNow, printMachine, quantile } from './support/numbers.ts'

/**
 * How long a change takes over the bus from its commit in the mirror until the case system has taken the write, while other
 * changes keep the relay at work.
 */
const SAMPLES = process.argv.includes('--full') ? 2_000 : 500
const CASES = 50
const OTHERS = 20_000
const OTHERS_PER_SECOND = 500

printMachine()
const mirror = await startMirror()
const { pool, mirror: theMirror, writer } = mirror
const persons = madeUp(CASES + OTHERS)
await mirror.change(persons.slice(0, CASES), 'början')
const bus = await mirror.newBus()
const cases = await startCaseSystem()
const { store } = cases
const caseSystem = createCaseSystem({ url: cases.url, token: CASE_TOKEN, deadlineMs: 10_000 })
const worker = createMirrorWorker({
  pool,
  route: async () => 0,
  mirror: theMirror,
  arendesystem: caseSystem,
  disclose: discloseThrough(writer),
  decide: () => ({ falt: new Set(['beslutId', 'insats', 'status']), reason: 'tillaten', avtal: 'MATNING' }),
  registrations: registersNothing,
  lookDays: 30,
  policyversion: 'matning',
  clock: () => new Date(),
  log: silent,
})
const waiting = new Map<unknown, (at: number) => void>()
const system = { ...store }
store.write = (arendeId, mirroring) => {
  const taken = system.write(arendeId, mirroring)
  waiting.get(mirroring.poster[0]?.beslutId)?.(performance.now())
  return taken
}
const stopRelay = mirror.relayOn(bus, () => undefined)
const consumer = createConsumer(bus.kafka, { grupp: bus.options.grupp, log: silent })
worker.start()
await hearBus({
  pool,
  consumer,
  envelope: bus.envelope,
  wake: () => worker.wake(),
  watch: { unreadable: () => undefined },
  log: silent,
})
const watched = persons.slice(0, CASES)
for (const personRef of watched) {
  const { arendeId } = store.create('189001019802', 'beslutsfraga')
  await createArendeStore(pool, 0).open({
    arendeId,
    klient: 'arendesystem',
    personRef,
    andamal: 'beslutsfraga',
    category: {},
  })
}
let measuring = true
const background = (async () => {
  for (let from = CASES; measuring; from = from + 50 < persons.length ? from + 50 : CASES) {
    await mirror.change(persons.slice(from, from + 50), String(from))
    await delay(50_000 / OTHERS_PER_SECOND)
  }
})()
// Until the group has its partitions and everything is warm.
await delay(5_000)
const taken: number[] = []
for (let sample = 0; sample < SAMPLES; sample++) {
  const mark = `prov-${sample}`
  const seen = new Promise<number>((resolve) => waiting.set(`B-0-${mark}`, resolve))
  const committed = await mirror.change([watched[sample % CASES] ?? ''], mark)
  taken.push((await seen) - committed)
}
measuring = false
await background
console.log(
  `\nfrom the mirror's commit to the case, ${SAMPLES} changes one at a time beside ${OTHERS_PER_SECOND} others a second: ` +
    `p50 ${quantile(taken, 0.5).toFixed(0)} ms, p99 ${quantile(taken, 0.99).toFixed(0)} ms, load ${loadNow()}`,
)
await stopRelay()
await consumer.stop()
await worker.stop()
await caseSystem.close()
cases.stop()
await mirror.stop()
