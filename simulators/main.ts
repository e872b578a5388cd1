import type { SimulatorOptions } from './simulators.ts'
import { type StartedSimulators, startSimulators } from './start-simulators.ts'

/** What the process that forked us is told, or a line says when nobody did. */
export type Notice = { readonly done: string } | { readonly fel: string }

let simulators: StartedSimulators | undefined
const halt = (): void => void (simulators?.stop() ?? Promise.resolve()).finally(() => process.exit(0))
// Ctrl-C goes to the whole process group: the parent stops first, and closes the channel when it no longer needs us.
process.on('SIGINT', () => undefined)
process.once('SIGTERM', halt)
// Also when the parent is killed, at whatever moment.
process.once('disconnect', halt)

/** The simulators as a process of their own: SimulatorOptions as JSON in the first argument. */
try {
  simulators = await startSimulators(JSON.parse(process.argv[2] ?? '') as SimulatorOptions)
  await tell({ done: simulators.base })
} catch (error) {
  await tell({ fel: (error as NodeJS.ErrnoException).code ?? (error as Error).name })
  process.exit(1)
}

function tell(notice: Notice): Promise<void> {
  return new Promise((resolve) => {
    if (process.send !== undefined) process.send(notice, () => resolve())
    else process.stdout.write(`${JSON.stringify(notice)}\n`, () => resolve())
  })
}
