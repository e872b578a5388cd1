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
  // From the first moment to the last: a signal that nobody hears would leave the embedded database running, and
  // Ctrl-C comes twice under npm, once from the terminal and once handed on.
  const told = new AbortController()
  const stopped = new Promise<void>((resolve) => told.signal.addEventListener('abort', () => resolve()))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => told.abort())

  const state = stateFolder(config.tillstand, cwd)
  const hub = await createHub(config, state, createLog(config.loggniva))
  try {
    if (told.signal.aborted) return 0
    await hub.start()
    out.write(`Insyn serves ${hub.adress} and keeps its state in ${state}\n`)
    const prepared = prepare(hub, out, told.signal).then(() =>
      told.signal.aborted ? undefined : hooks.ready?.(hub, state),
    )
    await Promise.race([stopped, hub.ohjalpligt, prepared.then(() => stopped)])
    return 0
  } finally {
    await hub.stop()
  }
}

/** What is due is read before the hub calls itself ready; what was read within a day is not read again. */
async function prepare(hub: Hub, out: NodeJS.WriteStream, told: AbortSignal): Promise<void> {
  const due = await hub.forfallna()
  let failed = 0
  if (due.length > 0) {
    const progress = createProgress(out)
    const lagen = await hub.synka({ omraden: due, slag: 'fullstandig', utlosare: 'start' }, progress.watch)
    progress.end()
    failed = lagen.filter(({ status }) => status !== 'lyckad').length
  }
  if (told.aborted) return
  out.write(`what was due has been read${failed > 0 ? `, except ${failed} of ${due.length} scopes` : ''}\n`)
}
