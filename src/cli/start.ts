import { requireFreePort } from '../platform/http-server.ts'
import type { Config } from '../config.ts'
import type { Env } from '../config/references.ts'
import { createHub, type Hub } from '../hub.ts'
import { METRICS_REMEDY } from '../hub/api.ts'
import { createLog, type Log } from '../log.ts'
import { stateFolder } from '../platform/state-folder.ts'
import { type ApiProcesses, metricsOfAll, runApiProcess, isApiProcess, startApiProcesses } from './api-processes.ts'
import type { Terminal } from './command.ts'
import { createProgress } from './progress.ts'

export interface StartHooks {
  /** Called once, when the initial sync has finished. */
  readonly ready?: (address: string, state: string, hub: Hub) => Promise<void>
}

export interface StartSettings {
  readonly config: Config
  /** The file that `config` was read from, for the API processes. */
  readonly configFile: string
  readonly env: Env
  /** Files or folders with checkpoints that were kept elsewhere. */
  readonly checkpoints?: readonly string[]
}

/** Serves until a signal arrives; the exit code is 0 after an orderly stop. */
export async function start(settings: StartSettings, { out, cwd }: Terminal, hooks: StartHooks): Promise<number> {
  const { config } = settings
  // Handled for the whole life of the process: an unhandled signal would leave the embedded database running, and under
  // npm Ctrl-C arrives twice, from the terminal and from npm.
  const stopRequest = new AbortController()
  const stopped = new Promise<void>((resolve) => stopRequest.signal.addEventListener('abort', () => resolve()))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopRequest.abort())

  const state = stateFolder(config.tillstand, cwd)
  const log = createLog(config.loggniva)
  if (isApiProcess()) return runApiProcess(() => createHub(config, state, log, { figures: metricsOfAll }))

  // Checked before anything is opened: a start that fails on a taken port changes nothing.
  await requireFreePort(config.http)
  if (config.http.matvarden !== undefined) await requireFreePort(config.http.matvarden, METRICS_REMEDY)
  let api: ApiProcesses | undefined
  const several = config.http.processer > 1
  const hub: Hub = await createHub(config, state, log, {
    ...(several ? { figures: () => (api === undefined ? hub.workRegistry.metrics() : api.metrics()) } : {}),
  })
  try {
    if (stopRequest.signal.aborted) return 0
    await hub.logs.learnCheckpoints(settings.checkpoints ?? [])
    if (config.http.processer === 1) await hub.start(stopRequest.signal)
    else {
      await hub.work(stopRequest.signal)
      api = await startApiProcesses(config.http.processer, { ...settings, log, hub })
    }
    out.write(`Insyn serves ${api?.adress ?? hub.adress} and keeps its state in ${state}\n`)
    const prepared = prepare(hub, out, stopRequest.signal, log).then(() =>
      stopRequest.signal.aborted ? undefined : hooks.ready?.(api?.adress ?? hub.adress, state, hub),
    )
    await Promise.race([stopped, hub.fatal, ...(api === undefined ? [] : [api.fatal]), prepared.then(() => stopped)])
    return 0
  } catch (error) {
    // A start that waits, as after a restore from a backup, ends by the signal.
    if (stopRequest.signal.aborted) return 0
    throw error
  } finally {
    await api?.stop()
    await hub.stop()
  }
}

/** Reads the due scopes before the hub reports itself ready; scopes read within a day are not read again. */
async function prepare(hub: Hub, out: NodeJS.WriteStream, stopRequest: AbortSignal, log: Log): Promise<void> {
  // A failure to determine the due scopes does not stop a serving hub.
  const due = await hub.due().catch(() => {
    log.error('due-scopes-not-read')
    return []
  })
  let failed = 0
  if (due.length > 0) {
    const progress = createProgress(out)
    const states = await hub.sync({ scopes: due, kind: 'fullstandig', trigger: 'start' }, progress.watch)
    progress.end()
    failed = states.filter(({ status }) => status !== 'lyckad').length
  }
  if (stopRequest.aborted) return
  out.write(`what was due has been read${failed > 0 ? `, except ${failed} of ${due.length} scopes` : ''}\n`)
}
