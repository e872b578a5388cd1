import { newState, startHubProcess, startSimulatorProcess, type SyncResult } from './support/installation.ts'
import { loadNow, printMachine, printTable } from './support/numbers.ts'
import { printJson } from './support/report.ts'

/** What a record costs a run in a city that is ten and a hundred times as large: processor time of the hub, all threads together. */
const PEOPLE = process.argv.includes('--full') ? [10_000, 100_000, 1_000_000] : [1_000, 10_000]

interface Measured {
  readonly people: number
  readonly rows: number
  readonly first: Cost
  readonly unchanged: Cost
  readonly peakMb: number
}

interface Cost {
  readonly ms: number
  /** Of the hub's own processor time, for each source row. */
  readonly microseconds: number
}

async function measure(people: number): Promise<Measured> {
  const simulators = await startSimulatorProcess(people)
  const state = await newState()
  const hub = await startHubProcess(simulators.base, state.folder)
  const cost = async (): Promise<Cost & SyncResult> => {
    const before = await hub.peer.cpuMs()
    const result = await hub.sync()
    return { ...result, microseconds: (((await hub.peer.cpuMs()) - before) * 1_000) / result.rows }
  }
  // The first one also renders the answers; what the simulated city does is not the hub's processor time.
  const first = await cost()
  const unchanged = await cost()
  const measured = { people, rows: first.rows, first, unchanged, peakMb: await hub.peer.peakMb() }
  await hub.peer.stop()
  await simulators.stop()
  await state.remove()
  console.log(`${people} people: load ${loadNow()}`)
  return measured
}

printMachine()
const all: Measured[] = []
for (const people of PEOPLE) all.push(await measure(people))
const [smallest] = all
printTable(
  ['people', 'rows', 'first µs/row', 'of the smallest', 'unchanged µs/row', 'of the smallest', 'first s', 'peak MB'],
  all.map(({ people, rows, first, unchanged, peakMb }) => [
    ...[String(people), String(rows)],
    ...[first.microseconds.toFixed(0), (first.microseconds / (smallest?.first.microseconds ?? NaN)).toFixed(2)],
    ...[
      unchanged.microseconds.toFixed(0),
      (unchanged.microseconds / (smallest?.unchanged.microseconds ?? NaN)).toFixed(2),
    ],
    ...[(first.ms / 1_000).toFixed(1), peakMb.toFixed(0)],
  ]),
)
printJson('scaling', { all })
