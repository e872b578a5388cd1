import type { Truth } from '../simulators/population/truth.ts'
import { newState, startHubProcess, startSimulatorProcess } from './support/installation.ts'
import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'
import { request } from './support/request.ts'

/**
 * Lookups one at a time through the built hub: read live with every source well and with one that hangs, beside the
 * mirrored lookup of the same people, in turns of one run. All of it on the same cores, simulators included.
 */
const FULL = process.argv.includes('--full')
const PEOPLE = FULL ? 20_000 : 1_000
const ASKED = FULL ? 200 : 60
const HUNG = FULL ? 30 : 10
const ROUNDS = FULL ? 5 : 3
const NOBODY = '200306252396'

/** Unprotected people of one district alone, and that district. */
async function somePeople(base: string): Promise<{ stadsdel: string; people: string[] }> {
  const byDistrict = new Map<string, string[]>()
  for (let index = 0; index < PEOPLE; index++) {
    const { skydd, stadsdelar, personnummer } = await request<Truth>('POST', `${base}/styrning/sanning`, { index })
    const [stadsdel, ...others] = Object.keys(stadsdelar)
    if (skydd !== 'ingen' || stadsdel === undefined || others.length > 0) continue
    const people = [...(byDistrict.get(stadsdel) ?? []), personnummer]
    if (people.length === ASKED) return { stadsdel, people }
    byDistrict.set(stadsdel, people)
  }
  const [largest = ['', []]] = [...byDistrict].sort(([, a], [, b]) => b.length - a.length)
  return { stadsdel: largest[0], people: largest[1] }
}

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const state = await newState()
const hub = await startHubProcess(simulators.base, state.folder)
await hub.sync()
const { access_token: token } = await request<{ access_token: string }>('POST', `${simulators.base}/utfardare/token`, {
  slutanvandare: 'matning',
  klient: 'telefoni',
  roller: ['aldre-direkt'],
})
const { stadsdel, people } = await somePeople(simulators.base)

async function ask(people: readonly string[], freshness: 'speglad' | 'direkt', times: number[]): Promise<void> {
  for (const personnummer of people) {
    const question = { personnummer, andamal: 'samlad-fraga', arende: 'MATNING-1', relation: 'sjalv' }
    const start = performance.now()
    await request(
      'POST',
      `${hub.adress}/api/v1/uppslag`,
      { ...question, identifiering: 'bankid', aktualitet: freshness },
      token,
    )
    times.push(performance.now() - start)
  }
}

const ways = {
  mirrored: [] as number[],
  'live, all well, two sources asked': [] as number[],
  'live, one hanging': [] as number[],
  'live, nobody found (the whole deadline)': [] as number[],
}
// Sessions, templates and compiled code are had once.
for (const freshness of ['speglad', 'direkt'] as const) await ask([...people.slice(0, 10), NOBODY], freshness, [])
const loads: string[] = []
for (let round = 0; round < ROUNDS; round++) {
  await ask(people, 'speglad', ways.mirrored)
  await ask(people, 'direkt', ways['live, all well, two sources asked'])
  await ask([NOBODY, NOBODY], 'direkt', ways['live, nobody found (the whole deadline)'])
  // The breaker would spare the callers the wait: it opens after five in a row, so somebody is asked well in between.
  for (const personnummer of people.slice(0, HUNG)) {
    await request('PUT', `${simulators.base}/styrning/fel`, { peer: 'paraplyet', fel: 'sen', stadsdel })
    await ask([personnummer], 'direkt', ways['live, one hanging'])
    await request('DELETE', `${simulators.base}/styrning/fel`)
    await ask([personnummer], 'direkt', [])
  }
  loads.push(loadNow())
}
console.log(`\n${people.length} people of one district, one at a time, ${ROUNDS} rounds, load ${loads.join(' ')}`)
const mirroredMedian = quantile(ways.mirrored, 0.5)
printTable(
  ['', 'p50 ms', 'p99 ms', 'p50, times the mirrored'],
  Object.entries(ways).map(([name, times]) => [
    name,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    (quantile(times, 0.5) / mirroredMedian).toFixed(1),
  ]),
)
await hub.peer.stop()
await simulators.stop()
await state.remove()
