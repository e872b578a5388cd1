import type { Command } from 'commander'
import type { Config } from '../config.ts'
import type { Env } from '../config/references.ts'
import { codeOrUnknown } from '../errors.ts'
import type { Hub } from '../hub.ts'
import { SYNC_THREAD } from '../hub/sync-threads/create-sync-threads.ts'
import { createLog, type Log } from '../log.ts'
import { requireFreePort } from '../platform/http-server.ts'
import { stateFolder } from '../platform/state-folder.ts'
import { VERSION } from '../platform/version.ts'
import { type ApiProcesses, isApiProcess, metricsOfAll, runApiProcess, startApiProcesses } from './api-processes.ts'
import { type Cli, collect, type Terminal, verb } from './command.ts'
import { createProgress, type Progress } from './progress.ts'

export interface Hooks {
  /** Called once, when the initial sync of `start` has finished. */
  readonly ready?: (address: string, state: string, hub: Hub) => Promise<void>
  /** Syncs of other commands run in their own thread: where one process runs many of them, it is compiled, and a new one is not. */
  readonly syncsHere?: boolean
}

export function addStartCommand(program: Command, cli: Cli, hooks: Hooks): void {
  verb(program, 'start', 'serve the API and mirror the open cases', {
    examples: ['', '--config /etc/insyn/insyn.yaml', '--kontrollpunkt /mnt/kontrollpunkter'],
  })
    .option('--kontrollpunkt <fil>', CHECKPOINTS, collect)
    .action(
      cli.action(({ kontrollpunkt: checkpoints }: { readonly kontrollpunkt?: readonly string[] }) => {
        const { configFile, env, terminal } = cli
        return start({ config: cli.config(), configFile, env, checkpoints }, terminal, hooks)
      }),
    )
}

/** Of the option by which a loss of access records is found. */
export const CHECKPOINTS = 'checkpoints kept elsewhere: a file or a folder; may be given several times'

export interface StartSettings {
  readonly config: Config
  /** The file that `config` was read from, for the API processes. */
  readonly configFile: string
  readonly env: Env
  /** Files or folders with checkpoints that were kept elsewhere. */
  readonly checkpoints?: readonly string[] | undefined
}

/** Serves until a signal arrives; the exit code is 0 after an orderly stop. */
async function start(settings: StartSettings, { out, cwd }: Terminal, hooks: Hooks): Promise<number> {
  const { config } = settings
  // Handled for the whole life of the process: an unhandled signal would leave the embedded database running, and under
  // npm Ctrl-C arrives twice, from the terminal and from npm.
  const stopRequest = new AbortController()
  const stopped = new Promise<void>((resolve) => stopRequest.signal.addEventListener('abort', () => resolve()))
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stopRequest.abort(signal))

  const state = stateFolder(config.tillstand, cwd)
  const log = createLog(config.loggniva)
  const [{ createHub }, { METRICS_REMEDY }] = await Promise.all([import('../hub.ts'), import('../hub/api.ts')])
  if (isApiProcess()) return runApiProcess(() => createHub(config, state, log, { figures: metricsOfAll }))

  const processes = config.http.processer
  log.info('hub-starting', { version: VERSION, node: process.version, pid: process.pid, processes })
  let started = false
  let hub: Hub | undefined
  let api: ApiProcesses | undefined
  try {
    // Checked before anything is opened: a start that fails on a taken port changes nothing.
    await requireFreePort(config.http)
    if (config.http.matvarden !== undefined) await requireFreePort(config.http.matvarden, METRICS_REMEDY)
    hub = await createHub(config, state, log, {
      syncThread: SYNC_THREAD,
      ...(processes > 1 ? { figures: async () => api?.metrics() ?? hub?.workRegistry.metrics() ?? '' } : {}),
    })
    if (stopRequest.signal.aborted) return 0
    await hub.logs.learnCheckpoints(settings.checkpoints ?? [])
    if (processes === 1) await hub.start(stopRequest.signal)
    else {
      await hub.work(stopRequest.signal)
      api = await startApiProcesses(processes, { ...settings, log, hub })
    }
    const address = api?.adress ?? hub.adress
    started = true
    log.info('hub-started', { version: VERSION, schemaVersion: await hub.schemaVersion(), address })
    out.write(`Insyn serves ${address} and keeps its state in ${state}\n`)
    const progress = createProgress(out, settings.env)
    const prepared = prepare(hub, progress, { out, stopRequest: stopRequest.signal, log }).then(() =>
      stopRequest.signal.aborted || hub === undefined ? undefined : hooks.ready?.(address, state, hub),
    )
    await Promise.race([stopped, hub.fatal, ...(api === undefined ? [] : [api.fatal]), prepared.then(() => stopped)])
    return 0
  } catch (error) {
    // A start that waits, as after a restore from a backup, ends by the signal.
    if (stopRequest.signal.aborted) return 0
    // What keeps a start from succeeding is said in one line, by whoever called.
    if (started) log.error('hub-failed', { errorCode: codeOrUnknown(error) })
    throw error
  } finally {
    const { aborted, reason } = stopRequest.signal as { readonly aborted: boolean; readonly reason: unknown }
    if (aborted) log.info('hub-stopping', { why: String(reason) })
    await api?.stop()
    await hub?.stop()
    log.info('hub-stopped')
  }
}

/** Reads the due scopes before the hub reports itself ready; scopes read within a day are not read again. */
async function prepare(
  hub: Hub,
  progress: Progress,
  { out, stopRequest, log }: { out: NodeJS.WriteStream; stopRequest: AbortSignal; log: Log },
): Promise<void> {
  // A failure to determine the due scopes does not stop a serving hub.
  const due = await hub.due().catch((error: unknown) => {
    log.error('due-scopes-not-read', { errorCode: codeOrUnknown(error) })
    return []
  })
  let failed = 0
  if (due.length > 0) {
    const states = await hub.sync({ scopes: due, kind: 'fullstandig', trigger: 'start' }, progress.watch)
    progress.end()
    failed = states.filter(({ status }) => status !== 'lyckad').length
  }
  if (stopRequest.aborted) return
  out.write(`what was due has been read${failed > 0 ? `, except ${failed} of ${due.length} scopes` : ''}\n`)
}
