import type { Truth } from '../simulators/population/truth.ts'
import { newState, startHubProcess, startSimulatorProcess } from './support/installation.ts'
import { loadNow, printMachine, printTable, quantile } from './support/numbers.ts'
import { request } from './support/request.ts'

/**
 * Cases opened through the built hub, each answered with its enrichment, one at a time and eight at a time; beside lookups
 * of the same people in the same run. Closed again in between, which is not measured.
 */
const FULL = process.argv.includes('--full')
const PEOPLE = FULL ? 20_000 : 2_000
const CASES = FULL ? 2_000 : 300
const ROUNDS = 3

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const state = await newState()
const hub = await startHubProcess(simulators.base, state.folder)
await hub.sync()
const tokenFor = async (client: string, roller: readonly string[]) => {
  const wanted = { slutanvandare: 'matning', klient: client, roller }
  const { access_token: token } = await request<{ access_token: string }>(
    'POST',
    `${simulators.base}/utfardare/token`,
    wanted,
  )
  return token
}
const [caseSystem, agent] = [
  await tokenFor('arendesystem', ['arendesystem']),
  await tokenFor('telefoni', ['aldre-direkt']),
]

const people: string[] = []
for (let index = 0; index < PEOPLE && people.length < CASES; index++) {
  const { skydd, stadsdelar, personnummer } = await request<Truth>('POST', `${simulators.base}/styrning/sanning`, {
    index,
  })
  if (skydd === 'ingen' && Object.keys(stadsdelar).length > 0) people.push(personnummer)
}

async function timed(atOnce: number, each: (personnummer: string, index: number) => Promise<unknown>, times: number[]) {
  const queue = people.map((personnummer, index) => ({ personnummer, index }))
  const worker = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const start = performance.now()
      await each(next.personnummer, next.index)
      times.push(performance.now() - start)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
}

const report = (round: number, index: number, body: object) =>
  request('PUT', `${hub.adress}/api/v1/arenden/KC-MATNING${round}-${index}`, body, caseSystem)
const ways = {
  'a case opens, one at a time': { atOnce: 1, times: [] as number[] },
  'a case opens, eight at a time': { atOnce: 8, times: [] as number[] },
}
const lookups = { times: [] as number[] }
const andamal = 'samlad-fraga'
let round = 0
for (let turn = 0; turn < ROUNDS; turn++) {
  for (const { atOnce, times } of Object.values(ways)) {
    round++
    await timed(
      atOnce,
      (personnummer, index) => report(round, index, { status: 'oppnat', personnummer, andamal }),
      times,
    )
    await timed(8, (_, index) => report(round, index, { status: 'stangt' }), [])
  }
  const question = { andamal, arende: 'MATNING', relation: 'sjalv', identifiering: 'bankid' }
  const lookUp = (personnummer: string) =>
    request('POST', `${hub.adress}/api/v1/uppslag`, { ...question, personnummer }, agent)
  await timed(1, lookUp, lookups.times)
}
console.log(`\n${people.length} people, ${ROUNDS} rounds, load ${loadNow()} at the end`)
const base = quantile(lookups.times, 0.5)
printTable(
  ['', 'p50 ms', 'p99 ms', 'p50, times a lookup'],
  Object.entries({ ...ways, 'a lookup, one at a time': lookups }).map(([name, { times }]) => [
    name,
    quantile(times, 0.5).toFixed(1),
    quantile(times, 0.99).toFixed(1),
    (quantile(times, 0.5) / base).toFixed(1),
  ]),
)
await hub.peer.stop()
await simulators.stop()
await state.remove()
