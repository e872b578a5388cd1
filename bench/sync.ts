import type { FloorResult } from './support/floor-process.ts'
import { newState, startHubProcess, startSimulatorProcess, type SyncResult } from './support/installation.ts'
import { startPeer } from './support/ipc.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'
import { printJson } from './support/report.ts'

/**
 * A first load and an unchanged second one of a whole city, through the built hub into its embedded PostgreSQL, against
 * the floor (floor-process.ts). Every measurement has a process of its own; they take turns, so that a busy moment of
 * the machine falls on all of them.
 */
const ROUNDS = 3
/** About 27 source rows each: 10,000, 300,000 and 1,000,000 of them. */
const PEOPLE = process.argv.includes('--full') ? [400, 11_000, 37_000] : [1_000]
const MB = 1_000_000

interface Measured {
  readonly ms: number
  /** Of the measured process itself, without the database and the server: hardly moves when the machine is busy. */
  readonly cpuMs: number
  readonly bytes: number
  readonly rows?: number
  readonly peakMb: number
}

async function floor(base: string): Promise<Measured> {
  const peer = startPeer('floor-process.js', { base })
  const before = await peer.cpuMs()
  const result = await peer.ask<FloorResult>({})
  const measured = { ...result, cpuMs: (await peer.cpuMs()) - before, peakMb: await peer.peakMb() }
  await peer.stop()
  return measured
}

async function hub(base: string, state: string): Promise<Measured & SyncResult> {
  const started = await startHubProcess(base, state)
  const before = await started.peer.cpuMs()
  const result = await started.sync()
  const measured = { ...result, cpuMs: (await started.peer.cpuMs()) - before, peakMb: await started.peer.peakMb() }
  await started.peer.stop()
  return measured
}

async function measure(people: number): Promise<void> {
  const simulators = await startSimulatorProcess(people)
  // Renders every answer to disk, so that the server is the slow side for nobody.
  await floor(simulators.base)
  const rounds: { floor: Measured; first: Measured & SyncResult; second: Measured & SyncResult }[] = []
  const loads: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const state = await newState()
    const measured = {
      floor: await floor(simulators.base),
      first: await hub(simulators.base, state.folder),
      second: await hub(simulators.base, state.folder),
    }
    rounds.push(measured)
    loads.push(loadNow())
    await state.remove()
    if (measured.second.written > 0) throw new Error(`an unchanged sync wrote ${measured.second.written} uppgifter`)
  }
  await simulators.stop()

  const rows = rounds[0]?.first.rows ?? 0
  const bytes = rounds[0]?.floor.bytes ?? 0
  console.log(
    `\n${people} people, ${rows} source rows, ${(bytes / MB).toFixed(0)} MB, ${rounds[0]?.first.written} uppgifter, ` +
      `median of ${ROUNDS}, load ${loads.join(' ')}`,
  )
  const of = (what: 'floor' | 'first' | 'second', figure: (one: Measured) => number) =>
    rounds.map((round) => figure(round[what]))
  const floorMs = median(of('floor', ({ ms }) => ms))
  const floorCpu = median(of('floor', ({ cpuMs }) => cpuMs))
  const line = (name: string, what: 'floor' | 'first' | 'second') => {
    const ms = median(of(what, (one) => one.ms))
    const cpu = median(of(what, ({ cpuMs }) => cpuMs))
    return [
      name,
      ms.toFixed(0),
      ((rows / ms) * 1000).toFixed(0),
      (bytes / MB / (ms / 1000)).toFixed(1),
      (ms / floorMs).toFixed(2),
      (cpu / floorCpu).toFixed(2),
      Math.max(...of(what, ({ peakMb }) => peakMb)).toFixed(0),
    ]
  }
  printTable(
    ['', 'ms', 'rows/s', 'MB/s', 'of the floor', 'own CPU of the floor', 'peak MB'],
    [line('floor', 'floor'), line('first load', 'first'), line('unchanged', 'second')],
  )
  const sorted = median(rounds.map(({ first }) => first.sortedMs - first.ms))
  console.log(`outbox sorted ${sorted.toFixed(0)} ms after the first load`)
  printJson('sync', { people, rows, rounds })
}

printMachine()
for (const people of PEOPLE) await measure(people)
