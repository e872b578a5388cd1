import type { SimulatorOptions } from './simulators.ts'
import { startSimulators } from './start-simulators.ts'

/**
 * The simulators as a process of their own: SimulatorOptions as JSON in the first argument. Says `{ klar: bas }` to the
 * process that forked it, or on a line of its own when nobody did.
 */
const simulators = await startSimulators(JSON.parse(process.argv[2] ?? '') as SimulatorOptions)
const klar = { klar: simulators.bas }

let stannar = false
const stanna = (): void => {
  if (stannar) return
  stannar = true
  void simulators.stop().finally(() => process.exit(0))
}
// Ctrl-C goes to the whole process group: the parent stops first, and closes the channel when it no longer needs us.
process.on('SIGINT', () => undefined)
process.once('SIGTERM', stanna)
process.once('disconnect', stanna)

if (process.send === undefined) process.stdout.write(`${JSON.stringify(klar)}\n`)
else process.send(klar)
