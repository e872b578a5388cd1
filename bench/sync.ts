import type { FloorResult } from './support/floor-process.ts'
import {
  newState,
  startHubProcess,
  startSimulatorProcess,
  type SyncResult,
} from './support/installation.ts'
import { startPeer } from './support/ipc.ts'
import { loadNow, median, printMachine, printTable } from './support/numbers.ts'

/**
 * A first load and an unchanged second one of a whole city, through the built hub into its embedded PostgreSQL, against
 * the floor (floor-process.ts). Every measurement has a process of its own; they take turns, so that a busy moment of
 * the machine falls on all of them.
 */
const ROUNDS = 3
const PEOPLE = process.argv.includes('--full') ? [1_000, 30_000, 100_000] : [1_000]
const MB = 1_000_000

interface Measured {
  readonly ms: number
  readonly bytes: number
  readonly rows?: number
  readonly peakMb: number
}

async function floor(bas: string): Promise<Measured> {
  const peer = startPeer('floor-process.js', { bas })
  const result = await peer.ask<FloorResult>({})
  const measured = { ...result, peakMb: await peer.peakMb() }
  await peer.stop()
  return measured
}

async function hub(bas: string, state: string): Promise<Measured & SyncResult> {
  const { peer, sync } = await startHubProcess(bas, state)
  const result = await sync()
  const measured = { ...result, peakMb: await peer.peakMb() }
  await peer.stop()
  return measured
}

async function measure(people: number): Promise<void> {
  const simulators = await startSimulatorProcess(people)
  // Renders every answer to disk, so that the server is the slow side for nobody.
  await floor(simulators.bas)
  const rounds: { floor: Measured; first: Measured & SyncResult; second: Measured & SyncResult }[] = []
  const loads: string[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const state = await newState()
    const measured = {
      floor: await floor(simulators.bas),
      first: await hub(simulators.bas, state.folder),
      second: await hub(simulators.bas, state.folder),
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
  const floorMs = median(rounds.map((round) => round.floor.ms))
  const line = (name: string, ms: number, peaks: readonly number[]) => [
    name,
    ms.toFixed(0),
    (rows / ms * 1000).toFixed(0),
    (bytes / MB / (ms / 1000)).toFixed(1),
    (ms / floorMs).toFixed(2),
    Math.max(...peaks).toFixed(0),
  ]
  printTable(
    ['', 'ms', 'rows/s', 'MB/s', 'of the floor', 'peak MB'],
    [
      line('floor', floorMs, rounds.map((round) => round.floor.peakMb)),
      line('first load', median(rounds.map((round) => round.first.ms)), rounds.map((round) => round.first.peakMb)),
      line('  outbox sorted too', median(rounds.map((round) => round.first.sortedMs)), [NaN]),
      line('unchanged', median(rounds.map((round) => round.second.ms)), rounds.map((round) => round.second.peakMb)),
    ],
  )
}

printMachine()
for (const people of PEOPLE) await measure(people)
