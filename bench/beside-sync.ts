import { newState, startHubProcess, startSimulatorProcess } from './support/installation.ts'
import { type Peer, startPeer } from './support/ipc.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'
import type { OpenLoad, OpenLoadResult } from './support/open-load-process.ts'
import { agentToken, question, somePeople } from './support/questions.ts'
import { printJson } from './support/report.ts'

/**
 * Lookups at a set rate, whoever waits, of an idle hub and of the same hub while it reads the whole city again and again. Both in
 * turns, so that a busy moment of the machine falls on both.
 */
const FULL = process.argv.includes('--full')
/** About 27 source rows each: 300,000 of them. */
const PEOPLE = FULL ? 11_000 : 1_000
const ASKED = FULL ? 2_000 : 500
const ROUNDS = FULL ? 3 : 2
const SECONDS = FULL ? 30 : 8
const PER_SECOND = 50

type Load = Omit<OpenLoad, 'seconds'>

const measure = (generator: Peer, load: Load, seconds = SECONDS) =>
  generator.ask<OpenLoadResult>({ ...load, seconds } satisfies OpenLoad)

async function whileReading(generator: Peer, load: Load, sync: () => Promise<unknown>): Promise<OpenLoadResult> {
  let over = false
  const measuring = measure(generator, load).finally(() => (over = true))
  while (!over) await sync()
  return measuring
}

printMachine()
const simulators = await startSimulatorProcess(PEOPLE)
const state = await newState()
const hub = await startHubProcess(simulators.base, state.folder)
const { rows, written } = await hub.sync()
const token = await agentToken(simulators.base)
const people = await somePeople(simulators.base, { most: ASKED, of: PEOPLE })
const bodies = people.map((personnummer) => JSON.stringify(question(personnummer)))
const load = { url: `${hub.adress}/api/v1/uppslag`, perSecond: PER_SECOND, token, bodies }
const generator = startPeer('open-load-process.js', {})
await measure(generator, load, 4)
const rounds: { idle: OpenLoadResult; reading: OpenLoadResult }[] = []
const loads: string[] = []
for (let round = 0; round < ROUNDS; round++) {
  const idle = await measure(generator, load)
  rounds.push({ idle, reading: await whileReading(generator, load, () => hub.sync()) })
  loads.push(loadNow())
}
const peakMb = await hub.peer.peakMb()
await Promise.all([generator.stop(), hub.peer.stop()])
await simulators.stop()
await state.remove()

const of = (when: 'idle' | 'reading', figure: 'p50' | 'p99' | 'slowest') =>
  median(rounds.map((round) => round[when][figure]))
console.log(
  `\n${PER_SECOND} lookups a second, ${PEOPLE} people, ${rows} source rows, ${written} uppgifter, ` +
    `median of ${ROUNDS} × ${SECONDS} s, peak ${peakMb.toFixed(0)} MB, load ${loads.join(' ')}`,
)
const figures = ['p50', 'p99', 'slowest'] as const
printTable(
  ['', 'p50 ms', 'p99 ms', 'slowest ms'],
  [
    ...(['idle', 'reading'] as const).map((when) => [when, ...figures.map((figure) => of(when, figure).toFixed(1))]),
    ['of idle', ...figures.map((figure) => (of('reading', figure) / of('idle', figure)).toFixed(2))],
  ],
)
printJson('beside-sync', { people: PEOPLE, rows, perSecond: PER_SECOND, rounds, peakMb })
