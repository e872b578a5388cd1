import { InsynError } from '../errors.ts'
import type { Atkomstlogg, Loggplats } from './access.ts'
import { utkast, type Utkast } from './record.ts'

/** Makes the records durable, all or none, and answers with their places in the same order. */
export type Commit = (batch: readonly Utkast[]) => Promise<readonly Loggplats[]>

export interface GroupCommit extends Atkomstlogg {
  /** Takes no more, and resolves when what was taken is settled. */
  stop(): Promise<void>
}

interface Waiter {
  readonly poster: readonly Utkast[]
  readonly resolve: (platser: readonly Loggplats[]) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Everything that arrives while one commit is on its way to disk shares the next one: the batch follows the load, an
 * idle system pays no delay, and there is no timer to tune. Records of one request are never parted.
 */
export function groupCommit(commit: Commit, limits: { maxBatch: number; maxWaiting: number }): GroupCommit {
  const waiting: Waiter[] = []
  let waitingPosts = 0
  let stopped = false
  let draining: Promise<void> | undefined

  function nextBatch(): Waiter[] {
    let posts = 0
    const end = waiting.findIndex(({ poster }, i) => (posts += poster.length) > limits.maxBatch && i > 0)
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch()
      const poster = batch.flatMap((waiter) => waiter.poster)
      try {
        const platser = await commit(poster)
        let from = 0
        for (const waiter of batch) waiter.resolve(platser.slice(from, (from += waiter.poster.length)))
      } catch (reason) {
        for (const waiter of batch) waiter.reject(reason)
      }
      waitingPosts -= poster.length
    }
    draining = undefined
  }

  return {
    async skriv(poster) {
      if (stopped) throw unavailable('the access log has been stopped')
      // Nothing to write would be an answer without a record.
      if (poster.length === 0) throw unavailable('no access record to write')
      // Whatever their number: a protected person has more, and must not be refused where an absent one is not.
      if (waitingPosts >= limits.maxWaiting) throw unavailable('too many access records wait')
      const utkasten = poster.map(utkast)
      waitingPosts += poster.length
      return new Promise((resolve, reject) => {
        waiting.push({ poster: utkasten, resolve, reject })
        draining ??= drain()
      })
    },
    async stop() {
      stopped = true
      await draining
    },
  }
}

const unavailable = (message: string): InsynError => new InsynError('LOGG_OTILLGANGLIG', message, { retryable: true })
