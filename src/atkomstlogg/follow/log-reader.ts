import type { Tx } from '../../platform/database/database.ts'
import type { Access } from '../access.ts'

/** A record as a follower meets it. */
export interface FollowedRecord {
  readonly logg: string
  readonly nummer: number
  readonly access: Access
}

/**
 * Makes something out of the access log. What it keeps it writes in the transaction it is given, in which its place in
 * the log moves on as well: so each record counts once, whatever is killed in between.
 */
export interface Reader {
  /** Never changed: it is what its place in the logs is kept under. */
  readonly name: string
  /** Records in order within each log; the logs one after the other. What comes back is told once they are kept. */
  take(tx: Tx, records: readonly FollowedRecord[]): Promise<readonly FollowedEvent[]>
  /** When nothing is left to read: forgets what is too old. */
  tidy(tx: Tx, now: Date): Promise<void>
}

/** Something that operations staff may know: a kind and a number, and no place in any log. */
export interface FollowedEvent {
  readonly slag: string
  readonly antal: number
}
