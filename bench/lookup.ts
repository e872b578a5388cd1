import { newState, startSimulatorProcess } from './support/installation.ts'
import { type Peer, startPeer } from './support/ipc.ts'
import type { Load, LoadResult } from './support/load-process.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'
import { agentToken, question, somePeople } from './support/questions.ts'
import { request } from './support/request.ts'
import { type CpuMs, startServingHub } from './support/serving-hub.ts'

/**
 * Lookups through the built hub with everything that belongs to them (token, policy, read, durable record), against what
 * Express alone can do with the same body, and against asking eleven installations of Paraplyet at once. All of it on
 * loopback with the load generator on the same cores.
 */
const FULL = process.argv.includes('--full')
const PEOPLE = FULL ? 20_000 : 1_000
const ASKED = FULL ? 2_000 : 500
const ROUNDS = FULL ? 5 : 3
const SECONDS = FULL ? 6 : 3
const LIVE = 100

/** Something that answers, and the processor time that it and its database have used until now. */
interface Answering {
  readonly url: string
  readonly cpuMs: () => Promise<CpuMs>
}

interface Way extends Answering {
  readonly name: string
  readonly results: (LoadResult & CpuMs)[]
}

/** Each way against Express that sends a finished text, the last but one, and against Express that writes it. */
function compare(ways: readonly Way[]): void {
  const of = (way: Way, figure: keyof Way['results'][number]) => median(way.results.map((result) => result[figure]))
  const [ready, json] = ways.slice(-2)
  if (ready === undefined || json === undefined) return
  printTable(
    [
      ...['', 'req/s', 'p50 ms', 'p99 ms', 'of finished text', 'of res.json', 'p99 of finished text'],
      ...['own CPU ms', 'database CPU ms'],
    ],
    ways.map((way) => [
      way.name,
      of(way, 'perSecond').toFixed(0),
      of(way, 'p50').toFixed(2),
      of(way, 'p99').toFixed(2),
      (of(way, 'perSecond') / of(ready, 'perSecond')).toFixed(2),
      (of(way, 'perSecond') / of(json, 'perSecond')).toFixed(2),
      (of(way, 'p99') / of(ready, 'p99')).toFixed(2),
      of(way, 'own').toFixed(3),
      of(way, 'database').toFixed(3),
    ]),
  )
}

async function throughput(generator: Peer, ways: Readonly<Record<string, Answering>>, load: Omit<Load, 'url'>) {
  const all: Way[] = Object.entries(ways).map(([name, way]) => ({ ...way, name, results: [] }))
  const loads: string[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    for (const { url, cpuMs, results } of all) {
      const before = await cpuMs()
      const result = await generator.ask<LoadResult>({ ...load, url } satisfies Load)
      const after = await cpuMs()
      const perAnswer = (used: keyof CpuMs) => (after[used] - before[used]) / result.answers
      // The first round warms them up.
      if (round > 0) results.push({ ...result, own: perAnswer('own'), database: perAnswer('database') })
    }
    if (round > 0) loads.push(loadNow())
  }
  console.log(`\n${load.connections} connections, median of ${ROUNDS} × ${load.seconds} s, load ${loads.join(' ')}`)
  compare(all)
}

async function againstLive(base: string, address: string, token: string, people: readonly string[]): Promise<void> {
  const live = startPeer('live-process.js', { base })
  const generator = startPeer('load-process.js', {})
  await live.ask<number[]>({ people: people.slice(0, LIVE) })
  const bodies = people.map((personnummer) => JSON.stringify(question(personnummer)))
  const one: Load = { url: address, connections: 1, seconds: 1, token, bodies }
  const rounds: { live: number; lookup: number }[] = []
  for (let round = 0; round < ROUNDS; round++)
    rounds.push({
      live: median(await live.ask<number[]>({ people: people.slice(0, LIVE) })),
      lookup: (await generator.ask<LoadResult>(one)).p50,
    })
  await Promise.all([live.stop(), generator.stop()])
  const [asked, looked] = [median(rounds.map((round) => round.live)), median(rounds.map((round) => round.lookup))]
  console.log(
    `\none at a time: lookup ${looked.toFixed(2)} ms, eleven Paraplyet at once ${asked.toFixed(2)} ms, ` +
      `${(asked / looked).toFixed(1)} times as long`,
  )
}

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const states = [await newState(), await newState()] as const
const hub = await startServingHub(simulators.base, states[0].folder, 1)
const spread = await startServingHub(simulators.base, states[1].folder, 2)
const token = await agentToken(simulators.base)
const people = await somePeople(simulators.base, { most: ASKED, of: PEOPLE })
const address = `${hub.adress}/api/v1/uppslag`
const answers: string[] = []
for (const personnummer of people)
  answers.push(JSON.stringify(await request('POST', address, question(personnummer), token)))
const body = answers.sort((a, b) => a.length - b.length)[answers.length >> 1] ?? ''
console.log(`${people.length} people in turn, an answer of median size is ${Buffer.byteLength(body)} bytes`)

const bare = startPeer('bare-process.js', { body })
const bareAddress = await bare.ask<string>({})
const generator = startPeer('load-process.js', {})
const bareCpu = async () => ({ own: await bare.cpuMs(), database: 0 })
const ways = {
  'lookup, one process': { url: address, cpuMs: () => hub.cpuMs() },
  'lookup, two processes': { url: `${spread.adress}/api/v1/uppslag`, cpuMs: () => spread.cpuMs() },
  'Express, finished text': { url: `${bareAddress}/ready`, cpuMs: bareCpu },
  'Express, res.json': { url: `${bareAddress}/json`, cpuMs: bareCpu },
}
const bodies = people.map((personnummer) => JSON.stringify(question(personnummer)))
for (const connections of [100, 10]) await throughput(generator, ways, { connections, seconds: SECONDS, token, bodies })
await Promise.all([generator.stop(), bare.stop()])
await againstLive(simulators.base, address, token, people)
await Promise.all([hub.stop(), spread.stop()])
await simulators.stop()
await Promise.all(states.map((state) => state.remove()))
