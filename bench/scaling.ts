import { newState, startHubProcess, startSimulatorProcess, type SyncResult } from './support/installation.ts'
import { startPeer } from './support/ipc.ts'
import type { Load, LoadResult } from './support/load-process.ts'
import { loadNow, printMachine, printTable } from './support/numbers.ts'
import { agentToken, question, somePeople } from './support/questions.ts'
import { printJson } from './support/report.ts'

/**
 * What a record costs a run, and a lookup the one who asks, in a city that is ten and a hundred times as large: processor time of the hub,
 * all threads together. The answers of a million people are some thirty gigabytes, their database twenty.
 */
const PEOPLE = process.argv.includes('--full') ? [10_000, 100_000, 1_000_000] : [1_000, 10_000]
/** Spread over the whole city. */
const ASKED = 500
const LOOKUPS: Pick<Load, 'connections' | 'seconds'> = { connections: 10, seconds: 6 }

interface Measured {
  readonly people: number
  readonly rows: number
  readonly first: Cost
  readonly unchanged: Cost
  readonly lookup: LoadResult & { readonly microseconds: number }
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
  const peakMb = await hub.peer.peakMb()
  const asked = await somePeople(simulators.base, { most: ASKED, of: people, step: Math.floor(people / ASKED) })
  const load = {
    ...{ ...LOOKUPS, url: `${hub.adress}/api/v1/uppslag`, token: await agentToken(simulators.base) },
    bodies: asked.map((personnummer) => JSON.stringify(question(personnummer))),
  }
  const generator = startPeer('load-process.js', {})
  // The first time warms it up.
  await generator.ask<LoadResult>(load)
  const before = await hub.peer.cpuMs()
  const result = await generator.ask<LoadResult>(load)
  const lookup = { ...result, microseconds: (((await hub.peer.cpuMs()) - before) * 1_000) / result.answers }
  await generator.stop()
  const measured = { people, rows: first.rows, first, unchanged, lookup, peakMb }
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
  [
    ...['people', 'rows', 'first µs/row', 'of the smallest', 'unchanged µs/row', 'of the smallest'],
    ...['µs/lookup', 'of the smallest', 'p50 ms', 'first s', 'peak MB'],
  ],
  all.map(({ people, rows, first, unchanged, lookup, peakMb }) => [
    ...[String(people), String(rows)],
    ...[first.microseconds.toFixed(0), (first.microseconds / (smallest?.first.microseconds ?? NaN)).toFixed(2)],
    ...[
      unchanged.microseconds.toFixed(0),
      (unchanged.microseconds / (smallest?.unchanged.microseconds ?? NaN)).toFixed(2),
    ],
    ...[
      lookup.microseconds.toFixed(0),
      (lookup.microseconds / (smallest?.lookup.microseconds ?? NaN)).toFixed(2),
      lookup.p50.toFixed(1),
    ],
    ...[(first.ms / 1_000).toFixed(1), peakMb.toFixed(0)],
  ]),
)
printJson('scaling', { all })
