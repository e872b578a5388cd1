import { InsynError } from '../errors.ts'
import type { Atkomstlogg, LogPosition } from './access.ts'
import { createDraft, type Draft } from './record.ts'

/** Makes the records durable, all or none, and answers with their places in the same order. */
export type Commit = (batch: readonly Draft[]) => Promise<readonly LogPosition[]>

export interface GroupCommit extends Atkomstlogg {
  /** Accepts no more records, and resolves when every accepted one is settled. */
  stop(): Promise<void>
}

interface Waiter {
  readonly drafts: readonly Draft[]
  readonly resolve: (places: readonly LogPosition[]) => void
  readonly reject: (reason: unknown) => void
}

/**
 * Requests that arrive during one commit share the next one: the batch size follows the load, an idle system has no
 * delay, and no timer needs tuning. Records of one request are always in one batch.
 */
export function createGroupCommit(commit: Commit, limits: { maxBatch: number; maxWaiting: number }): GroupCommit {
  const waiting: Waiter[] = []
  let waitingRecords = 0
  let stopped = false
  let draining: Promise<void> | undefined

  function nextBatch(): Waiter[] {
    let count = 0
    const end = waiting.findIndex(({ drafts }, i) => (count += drafts.length) > limits.maxBatch && i > 0)
    return waiting.splice(0, end === -1 ? waiting.length : end)
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = nextBatch()
      const records = batch.flatMap((waiter) => waiter.drafts)
      try {
        const places = await commit(records)
        let from = 0
        for (const waiter of batch) waiter.resolve(places.slice(from, (from += waiter.drafts.length)))
      } catch (reason) {
        for (const waiter of batch) waiter.reject(reason)
      }
      waitingRecords -= records.length
    }
    draining = undefined
  }

  return {
    async write(records) {
      if (stopped) throw unavailable('the access log has been stopped')
      // An empty write would allow an answer without a record.
      if (records.length === 0) throw unavailable('no access record to write')
      // The limit ignores the size of this request: a protected person gives more records, and must not be refused
      // where an absent one is not.
      if (waitingRecords >= limits.maxWaiting) throw unavailable('too many access records wait')
      const drafts = records.map(createDraft)
      waitingRecords += records.length
      return new Promise((resolve, reject) => {
        waiting.push({ drafts, resolve, reject })
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
