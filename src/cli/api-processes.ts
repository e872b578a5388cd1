import cluster, { type Worker } from 'node:cluster'
import { once } from 'node:events'
import { join } from 'node:path'
import { AggregatorRegistry } from 'prom-client'
import type { Config } from '../config.ts'
import type { Env } from '../config/references.ts'
import { InsynError } from '../errors.ts'
import type { Hub } from '../hub.ts'
import type { Log } from '../log.ts'

export interface ApiProcesses {
  readonly adress: string
  /** Rejects when the API processes keep ending. */
  readonly fatal: Promise<never>
  /** The metrics of all of them and of the background work. */
  metrics(): Promise<string>
  stop(): Promise<void>
}

/** From an API process to the one that started it: the address that it serves, or a request for the metrics of all. */
type FromWorker = { readonly serves: string } | { readonly metricsOfAll: number }
type ToWorker = { readonly metricsOfAll: number; readonly text: string } | { readonly stop: true }

const MAIN = join(import.meta.dirname, '../main.js')
const RESTART_MS = 1_000
/** Beside `utfasningMs`: an orderly stop waits ten seconds for answers in flight; of what an API process holds only a minute's count of refusals could be lost. */
const STOP_MS = 20_000
/** More exits than this within a minute stop the hub. */
const MANY_ENDS = 10

interface ApiSettings {
  readonly config: Pick<Config, 'http'>
  readonly configFile: string
  readonly env: Env
  readonly log: Log
  readonly hub: Pick<Hub, 'workRegistry'>
}

/**
 * Serves the API from `count` processes behind one port, so that lookups use every core; syncs, mirroring, checkpoints
 * and purging stay in this process. A process that dies is restarted.
 */
export async function startApiProcesses(
  count: number,
  { config, configFile, env, log, hub }: ApiSettings,
): Promise<ApiProcesses> {
  const aggregator = new AggregatorRegistry()
  const ends: number[] = []
  const serving = new Set<Worker>()
  let stopping = false
  /** Where any port was asked for: the one that was got, which callers go on calling when all processes have ended. */
  let port: string | undefined
  let fail: (reason: Error) => void = () => undefined
  const fatal = new Promise<never>((_, reject) => (fail = reject))
  fatal.catch(() => undefined)
  cluster.setupPrimary({ exec: MAIN, args: ['start', '--config', configFile] })

  function start(): Promise<string> {
    return new Promise((resolve, reject) => {
      const worker = cluster.fork(port === undefined ? env : { ...env, INSYN_PORT: port })
      worker.on('message', (message: FromWorker) => {
        // The channel also carries the metrics registry's own messages.
        if ('serves' in message) {
          serving.add(worker)
          if (config.http.port === 0) port ??= new URL(message.serves).port
          resolve(message.serves)
        }
        if ('metricsOfAll' in message) void answerMetrics(worker, message.metricsOfAll)
      })
      // A message to a process that has ended can be dropped.
      worker.on('error', () => undefined)
      worker.once('exit', () => {
        if (!stopping) restart()
        reject(new InsynError('KONFIG_OGILTIG', 'a process that serves the API ended at its start'))
      })
    })
  }

  function restart(): void {
    log.error('api-process-exited')
    const now = Date.now()
    ends.push(now)
    if (ends.filter((end) => end > now - 60_000).length > MANY_ENDS)
      return fail(new InsynError('KONFIG_OGILTIG', 'the processes that serve the API end again and again'))
    setTimeout(() => {
      if (!stopping) start().catch(() => undefined)
    }, RESTART_MS)
  }

  async function metrics(): Promise<string> {
    return (await Promise.all([aggregator.clusterMetrics(), hub.workRegistry.metrics()])).join('\n')
  }

  async function answerMetrics(worker: Worker, question: number): Promise<void> {
    const text = await metrics().catch(() => '')
    // The process may have ended meanwhile.
    worker.send({ metricsOfAll: question, text } satisfies ToWorker, () => undefined)
  }

  async function stop(): Promise<void> {
    stopping = true
    const workers = Object.values(cluster.workers ?? {}).filter((worker) => worker !== undefined)
    await Promise.all(
      workers.map(async (worker) => {
        if (worker.isDead()) return
        const ended = once(worker, 'exit')
        // A process that is still starting does not listen for messages and holds no state.
        if (!serving.has(worker)) worker.process.kill('SIGKILL')
        else worker.send({ stop: true } satisfies ToWorker, () => undefined)
        const killTimer = setTimeout(() => worker.process.kill('SIGKILL'), STOP_MS + config.http.utfasningMs)
        await ended
        clearTimeout(killTimer)
      }),
    )
  }

  try {
    const addresses = await Promise.all(Array.from({ length: count }, start))
    return { adress: addresses[0] ?? '', fatal, metrics, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Whether this is an API process. */
export const isApiProcess = (): boolean => cluster.isWorker

/** Serves until the process that started this one sends stop, or ends. */
export async function runApiProcess(create: () => Promise<Hub>): Promise<number> {
  // Ctrl-C reaches all processes at once; the first one decides when they stop.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined)
  // Listens before the hub is created. `worker.disconnect()` would wait for connections that callers keep open.
  const stopRequested = new Promise<void>((resolve) => {
    process.once('disconnect', () => resolve())
    process.on('message', (message: ToWorker) => 'stop' in message && resolve())
  })
  const hub = await create()
  try {
    AggregatorRegistry.setRegistries([hub.register])
    new AggregatorRegistry()
    await hub.serve()
    process.send?.({ serves: hub.adress } satisfies FromWorker)
    await Promise.race([stopRequested, hub.fatal])
    return 0
  } finally {
    await hub.stop()
    if (process.connected) process.disconnect()
  }
}

let questions = 0

/** The metrics of all API processes, requested from the process that started them. */
export function metricsOfAll(): Promise<string> {
  const question = questions++
  return new Promise((resolve) => {
    const listen = (answer: ToWorker): void => {
      if (!('metricsOfAll' in answer) || answer.metricsOfAll !== question) return
      process.off('message', listen)
      resolve(answer.text)
    }
    process.on('message', listen)
    process.send?.({ metricsOfAll: question } satisfies FromWorker)
  })
}
