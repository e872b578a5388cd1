import type { Tx } from '../../platform/database/database.ts'
import type { Access } from '../access.ts'

/** A record with its place in the log. */
export interface FollowedRecord {
  readonly logg: string
  readonly nummer: number
  readonly access: Access
}

/**
 * Derives data from the access log. A reader writes its results in the given transaction, which also moves its place in
 * the log: each record counts once, whichever process is killed in between.
 */
export interface Reader {
  /** Never changed: the reader's place in the logs is stored under this name. */
  readonly name: string
  /** Records in order within each log, log by log. The returned events are reported after the commit. */
  take(tx: Tx, records: readonly FollowedRecord[]): Promise<readonly FollowedEvent[]>
  /** Called when nothing is left to read: deletes expired results. */
  readonly tidy?: (tx: Tx, now: Date) => Promise<void>
}

/** An event that operations staff may see: a kind and a count, without a place in any log. */
export interface FollowedEvent {
  readonly kind: string
  readonly count: number
}
