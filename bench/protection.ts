import { setTimeout as delay } from 'node:timers/promises'
import { createSupportManagement } from '../src/adapters/supportmanagement/client.ts'
import { discloseThrough } from '../src/atkomstlogg/disclose.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { createArendeStore } from '../src/cases/arende-store.ts'
import { routeOutbox } from '../src/cases/route.ts'
import { createMirrorWorker } from '../src/cases/worker.ts'
import { openStore } from '../src/hub/store.ts'
import { canonical } from '../src/mapping/canonical.ts'
import { postgresMirror } from '../src/mirror/postgres-mirror.ts'
import { protect } from '../src/sync/protection.ts'
import { registersNothing } from '../test/support/case-system/registers-nothing.ts'
import {
  MUNICIPALITY,
  NAMESPACE,
  startSupportManagement,
} from '../test/support/case-system/simulated-support-management.ts'
import { configFor, newState } from './support/installation.ts'
import { madeUp, silent } from './support/mirrored-changes.ts'
import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'

/**
 * How long it takes from the commit of a flag until nothing of its person's five uppgifter is in the errand, in
 * support-management: on a quiet day, and while its JSON-schema service hangs and writes into other errands wait for it.
 */
const PEOPLE = process.argv.includes('--full') ? 500 : 100
const BOARDS = ['bromma', 'farsta', 'jarva', 'kungsholmen', 'skarpnack']
const WAITING = 200
const TOKEN = 'matning'

printMachine()
const state = await newState()
const store = await openStore({ ...configFor('http://127.0.0.1:1'), databas: 'inbyggd' }, state.folder, BOARDS)
const { syncPool: pool, keys, keyStore } = store
await keyStore.create(BOARDS.map((stadsdel) => ({ stadsdel, mangd: 'beslut', avtal: 'MATNING', day: '2026-01-01' })))
const writer = createLogWriter(store.logPool)
await writer.start()
const system = await startSupportManagement(TOKEN)
const arendesystem = createSupportManagement({
  url: system.url,
  token: TOKEN,
  deadlineMs: 10_000,
  kommun: MUNICIPALITY,
  namnrymd: NAMESPACE,
  avsandare: 'insyn',
  oppnaStatus: ['NEW', 'ONGOING'],
  arendetagg: 'caseId',
})
const worker = createMirrorWorker({
  pool,
  route: () => routeOutbox(pool),
  mirror: postgresMirror(pool, keys),
  arendesystem,
  disclose: discloseThrough(writer),
  decide: () => ({ falt: new Set(['beslutId', 'status']), reason: 'tillaten', avtal: 'MATNING' }),
  registrations: registersNothing,
  lookDays: 30,
  policyversion: 'matning',
  clock: () => new Date(),
  log: silent,
})
const arenden = createArendeStore(pool, 0)

async function openCase(personRef: string): Promise<string> {
  for (const stadsdel of BOARDS) {
    const uppgiftRef = keys.uppgiftRef(personRef, stadsdel, 'paraplyet', 'beslut')
    const text = canonical([{ beslutId: 'B-1', status: 'pagaende' }])
    await pool.query(
      `insert into uppgift values ($1, $2, $3, 'paraplyet', 'beslut', nextval('uppgift_version'), $4, $5, '{}', now())`,
      [
        uppgiftRef,
        personRef,
        stadsdel,
        keys.digest(stadsdel, 'beslut', text),
        keys.seal(stadsdel, 'beslut', uppgiftRef, text),
      ],
    )
  }
  const arendeId = system.create()
  await arenden.open({ arendeId, klient: 'arendesystem', personRef, andamal: 'beslutsfraga', category: {} })
  return arendeId
}
const held = (errandId: string): number => system.errand(errandId).jsonParameters.length

async function openCases(count: number): Promise<ReadonlyMap<string, string>> {
  const cases = new Map<string, string>()
  for (const personRef of madeUp(count)) cases.set(personRef, await openCase(personRef))
  return cases
}

/** Milliseconds for each of them. */
async function flagAll(cases: ReadonlyMap<string, string>): Promise<number[]> {
  const taken: number[] = []
  for (const [personRef, errandId] of cases) {
    const scope = { source: 'paraplyet', stadsdel: 'bromma' } as const
    await protect(pool, scope, [personRef], new Date())
    const begun = performance.now()
    // As a sync does when it has met a flag.
    worker.wake()
    while (held(errandId) > 0) await delay(1)
    taken.push(performance.now() - begun)
  }
  return taken
}

/** One removal of one json-parameter, by itself. */
async function floor(): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < PEOPLE; n++) {
    const errandId = system.create({ jsonParameters: [{ key: 'k', schemaId: 's', value: 1, version: 0 }] })
    const begun = performance.now()
    const url = `${system.url}/${MUNICIPALITY}/${NAMESPACE}/errands/${errandId}/json-parameters/k`
    await fetch(url, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${TOKEN}`, 'x-sent-by': 'insyn; type=adAccount' },
    })
    taken.push(performance.now() - begun)
  }
  return taken
}

worker.start()
const [quiet, hanging] = [await openCases(PEOPLE), await openCases(PEOPLE)]
for (const errandId of [...quiet.values(), ...hanging.values()]) while (held(errandId) < BOARDS.length) await delay(20)
const rows: [string, readonly number[]][] = [
  ['one DELETE', await floor()],
  ['flag to gone', await flagAll(quiet)],
]
system.fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'hanger' })
await openCases(WAITING)
worker.wake()
await delay(1_000)
rows.push([`flag to gone, schemas hang, ${WAITING * BOARDS.length} writes wait`, await flagAll(hanging)])
const least = quantile(rows[0]?.[1] ?? [], 0.5)
printTable(
  ['', 'p50 ms', 'p99 ms', 'p99 of a DELETE'],
  rows.map(([name, taken]) => [
    name,
    quantile(taken, 0.5).toFixed(1),
    quantile(taken, 0.99).toFixed(1),
    (quantile(taken, 0.99) / least).toFixed(1),
  ]),
)
console.log(`${PEOPLE} people each, five uppgifter in one errand; load ${loadNow()}`)
system.fel.purge()
await worker.stop()
await arendesystem.close()
system.stop()
await writer.stop()
await store.close()
await state.remove()
