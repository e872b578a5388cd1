import { setTimeout as delay } from 'node:timers/promises'
import { registrerarInget } from '../test/support/case-system/registers-nothing.ts'
import { createArendesystem } from '../src/adapters/casesystem/client.ts'
import { createKonsument } from '../src/adapters/kafka/consumer.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { createArendelager } from '../src/cases/arende-store.ts'
import { horBussen } from '../src/bus/hear.ts'
import { createMirrorWorker } from '../src/cases/worker.ts'
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
const { pool, spegel, skrivare } = mirror
const persons = madeUp(CASES + OTHERS)
await mirror.change(persons.slice(0, CASES), 'början')
const bus = await mirror.newBus()
const cases = await startCaseSystem()
const { lager } = cases
const arendesystem = createArendesystem({ url: cases.url, token: CASE_TOKEN, deadlineMs: 10_000 })
const worker = createMirrorWorker({
  pool,
  sortera: async () => 0,
  spegel,
  arendesystem,
  disclose: discloseThrough(skrivare),
  besluta: () => ({ falt: new Set(['beslutId', 'insats', 'status']), orsak: 'tillaten', avtal: 'MATNING' }),
  registrering: registrerarInget,
  policyversion: 'matning',
  klocka: () => new Date(),
  log: silent,
})
const waiting = new Map<unknown, (at: number) => void>()
const system = { ...lager }
lager.skriv = (arendeId, spegling) => {
  const taken = system.skriv(arendeId, spegling)
  waiting.get(spegling.poster[0]?.beslutId)?.(performance.now())
  return taken
}
const stopRelay = mirror.relayOn(bus, () => undefined)
const konsument = createKonsument(bus.kafka, { grupp: bus.val.grupp, log: silent })
worker.start()
await horBussen({ pool, konsument, kuvert: bus.kuvert, vack: () => worker.vack(), log: silent })
const watched = persons.slice(0, CASES)
for (const personRef of watched) {
  const { arendeId } = lager.skapa('189001019802', 'beslutsfraga')
  await createArendelager(pool, 0).oppna({ arendeId, personRef, andamal: 'beslutsfraga', kategori: {} })
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
await konsument.stop()
await worker.stop()
await arendesystem.stang()
cases.stop()
await mirror.stop()
