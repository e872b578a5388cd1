import { Worker } from 'node:worker_threads'
import { InsynError } from '../../errors.ts'
import type { Log } from '../../log.ts'
import type { Keys } from '../../platform/keys/keys.ts'
import type { Found } from '../../sync/dry-run.ts'
import type { Round, RunResult } from '../../sync/run-frame.ts'
import type { Runner } from '../../sync/runner.ts'
import type { ReadScope } from '../../sync/source.ts'
import { createAnswering, type Once } from './answering.ts'
import { errorOf, type FromThread, share, type ThreadSettings, type ToThread } from './messages.ts'

export interface ThreadPoolParts {
  readonly program: URL
  /** So many runs at the same time. */
  readonly most: number
  /** A run that needs more fails alone, and not with the hub. */
  readonly heapMb: number
  readonly settings: ThreadSettings
  readonly once: Once
  readonly keys: Pick<Keys, 'generations'>
  readonly log: Log
}

export interface ThreadPool extends Runner {
  /** When no run is under way. */
  close(): Promise<void>
}

/**
 * What is young is what was read a moment ago: a thread of the usual 48 MB holds more memory and takes no less time, since little
 * of a read outlives its batch.
 */
const YOUNG_MB = 12

/** How often a run's keys are looked at. */
const KEYS_MS = 200
/** A thread that has had nothing to do for so long gives its memory back. */
const IDLE_MS = 60_000
const CLOSE_MS = 10_000

/** Carries out each run in a thread of its own. Threads are kept for the next run; one that ends costs the run that it had. */
export function createThreadPool(parts: ThreadPoolParts): ThreadPool {
  const settings = share(parts.settings)
  const idle: Thread[] = []
  const waiting: (() => void)[] = []
  const all = new Set<Thread>()
  let busy = 0

  async function withThread<T>(work: (thread: Thread) => Promise<T>): Promise<T> {
    if (busy >= parts.most) await new Promise<void>((free) => waiting.push(free))
    else busy++
    const thread = idle.pop() ?? begin()
    try {
      return await work(thread)
    } finally {
      if (all.has(thread)) {
        idle.push(thread)
        thread.rest(() => void idle.splice(idle.indexOf(thread), 1))
      }
      const next = waiting.shift()
      if (next === undefined) busy--
      else next()
    }
  }

  function begin(): Thread {
    const thread = new Thread(parts, settings, () => {
      all.delete(thread)
      const at = idle.indexOf(thread)
      if (at >= 0) idle.splice(at, 1)
    })
    all.add(thread)
    return thread
  }

  return {
    run: (round, scope) => {
      const { kind, trigger, due, order } = round.job
      const job = { ...{ scopes: [], kind, trigger }, ...(due && { due }), ...(order !== undefined && { order }) }
      return withThread((thread) => thread.perform({ run: scope, job }, round)) as Promise<RunResult | undefined>
    },
    compare: (scope, stop) => withThread((thread) => thread.perform({ compare: scope }, { stop })) as Promise<Found>,
    close: async () => void (await Promise.all([...all].map((thread) => thread.close()))),
  }
}

type Hearing = Pick<Round, 'stop'> & Partial<Pick<Round, 'watch' | 'liftedFlags'>>
type Work = Extract<ToThread, { run: unknown } | { compare: unknown }>

class Thread {
  readonly #worker: Worker
  readonly #ended: Promise<void>
  readonly #answering: ReturnType<typeof createAnswering>
  readonly #parts: ThreadPoolParts
  #hear: (message: FromThread) => void = () => undefined
  #lost: () => void = () => undefined
  #resting: NodeJS.Timeout | undefined

  constructor(parts: ThreadPoolParts, settings: SharedArrayBuffer, ended: () => void) {
    this.#parts = parts
    this.#worker = new Worker(parts.program, {
      workerData: settings,
      resourceLimits: { maxOldGenerationSizeMb: parts.heapMb, maxYoungGenerationSizeMb: YOUNG_MB },
      // What a library prints is nothing that a log may have.
      ...{ stdout: true, stderr: true },
    })
    for (const printed of [this.#worker.stdout, this.#worker.stderr]) printed.resume()
    this.#answering = createAnswering(parts.once, (message) => this.#post(message))
    this.#worker.on('message', (message: FromThread) => this.#take(message))
    // The end follows. What an error says may quote what the run was reading.
    this.#worker.on('error', () => undefined)
    this.#ended = new Promise((resolve) =>
      this.#worker.once('exit', () => {
        clearTimeout(this.#resting)
        ended()
        this.#answering.ended()
        this.#lost()
        resolve()
      }),
    )
  }

  perform(work: Work, { stop, watch, liftedFlags }: Hearing): Promise<unknown> {
    clearTimeout(this.#resting)
    this.#worker.ref()
    const scope = 'run' in work ? work.run : work.compare
    const abort = () => this.#post({ stop: true })
    const looking = setInterval(this.#followsKeys(scope), KEYS_MS)
    return new Promise<unknown>((resolve, reject) => {
      this.#lost = () => reject(lostRun(scope))
      this.#hear = (message) => {
        if ('state' in message) watch?.(message.state)
        else if ('lifted' in message) liftedFlags?.lifted(message.lifted)
        else if ('withheld' in message) liftedFlags?.withheld(scope, message.withheld)
        else if ('done' in message) resolve(message.done)
        else if ('failed' in message) reject(errorOf(message.failed))
      }
      stop.addEventListener('abort', abort, { once: true })
      this.#post(work)
      if (stop.aborted) abort()
    }).finally(() => {
      clearInterval(looking)
      stop.removeEventListener('abort', abort)
      this.#hear = this.#lost = () => undefined
    })
  }

  /** Nobody waits for the thread now; it ends by itself when nothing comes for a while. */
  rest(closing: () => void): void {
    this.#worker.unref()
    this.#resting = setTimeout(() => {
      closing()
      void this.close()
    }, IDLE_MS).unref()
  }

  async close(): Promise<void> {
    clearTimeout(this.#resting)
    this.#worker.ref()
    this.#post({ close: true })
    const late = setTimeout(() => void this.#worker.terminate(), CLOSE_MS)
    await this.#ended
    clearTimeout(late)
  }

  #post(message: ToThread): void {
    this.#worker.postMessage(message)
  }

  #take(message: FromThread): void {
    if ('log' in message) this.#parts.log[message.log](message.event, message.fields)
    else if ('ask' in message || 'over' in message || 'sessionGone' in message || 'obey' in message)
      this.#answering.take(message)
    else this.#hear(message)
  }

  /** What this thread learns of keys that come and go, the other learns at once. */
  #followsKeys({ stadsdel, mangder }: ReadScope): () => void {
    const state = () => [...mangder].map((mangd) => this.#parts.keys.generations(stadsdel, mangd)).join(' ')
    let before = state()
    return () => {
      const now = state()
      if (now !== before) this.#post({ follow: true })
      before = now
    }
  }
}

const lostRun = ({ source, stadsdel }: ReadScope): InsynError =>
  new InsynError(
    'KORNING_FORLORAD',
    `${source} ${stadsdel}: the thread of the run has ended: look at the memory of the machine and at the size of the source's answer`,
  )
