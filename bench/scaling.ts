import { newState, settle, startHubProcess, startSimulatorProcess, type SyncResult } from './support/installation.ts'
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
  readonly load: string
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
  await settle(state.folder)
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
  const measured = { people, rows: first.rows, first, unchanged, lookup, peakMb, load: loadNow() }
  await hub.peer.stop()
  await simulators.stop()
  await state.remove()
  return measured
}

const HEADINGS = [
  ...['people', 'rows', 'first µs/row', 'of the smallest', 'unchanged µs/row', 'of the smallest'],
  ...['µs/lookup', 'of the smallest', 'p50 ms', 'first s', 'unchanged s', 'peak MB', 'load'],
]

function figures({ people, rows, first, unchanged, lookup, peakMb, load }: Measured, smallest: Measured): string[] {
  const pair = (cost: number, of: number): [string, string] => [cost.toFixed(0), (cost / of).toFixed(2)]
  return [
    ...[String(people), String(rows)],
    ...pair(first.microseconds, smallest.first.microseconds),
    ...pair(unchanged.microseconds, smallest.unchanged.microseconds),
    ...pair(lookup.microseconds, smallest.lookup.microseconds),
    ...[lookup.p50.toFixed(1), (first.ms / 1_000).toFixed(1), (unchanged.ms / 1_000).toFixed(1)],
    ...[peakMb.toFixed(0), load],
  ]
}

printMachine()
const all: Measured[] = []
// As they come: the largest takes the better part of an hour, and what was measured before it must not wait for it.
for (const people of PEOPLE) {
  const measured = await measure(people)
  all.push(measured)
  printTable(HEADINGS, [figures(measured, all[0] ?? measured)])
}
printJson('scaling', { all })
