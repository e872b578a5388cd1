import type { Config } from '../config.ts'
import { createHub, type Hub } from '../hub.ts'
import { createLog } from '../log.ts'
import { stateFolder } from '../state-folder.ts'
import type { Terminal } from './terminal.ts'
import { createProgress } from './progress.ts'

export interface StartHooks {
  /** Called once, when what was due has been read. */
  readonly ready?: (hub: Hub, state: string) => Promise<void>
}

/** Serves until it is told to stop; the exit code is 0 when everything ended in order. */
export async function start(config: Config, { out, cwd }: Terminal, hooks: StartHooks): Promise<number> {
  const state = stateFolder(config.tillstand, cwd)
  const log = createLog(config.loggniva)
  const hub = await createHub(config, state, log)
  const stopped = new Promise<void>((resolve) => {
    const stop = () => resolve()
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, stop)
  })
  try {
    await hub.start()
    out.write(`Insyn serves ${hub.adress} and keeps its state in ${state}\n`)
    const prepared = prepare(hub, out).then(() => hooks.ready?.(hub, state))
    await Promise.race([stopped, prepared.then(() => stopped)])
    return 0
  } finally {
    await hub.stop()
  }
}

/** What is due is read before the hub calls itself ready; what was read within a day is not read again. */
async function prepare(hub: Hub, out: NodeJS.WriteStream): Promise<void> {
  const due = await hub.forfallna()
  if (due.length > 0) {
    const progress = createProgress(out)
    await hub.synka(due, 'start', progress.watch)
    progress.end()
  }
  out.write('what was due has been read\n')
}
