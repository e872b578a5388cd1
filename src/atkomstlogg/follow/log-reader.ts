import type { Tx } from '../../platform/database/database.ts'
import type { Atkomst } from '../access.ts'

/** A record as a follower meets it. */
export interface Foljdpost {
  readonly logg: string
  readonly nummer: number
  readonly atkomst: Atkomst
}

/**
 * Makes something out of the access log. What it keeps it writes in the transaction it is given, in which its place in
 * the log moves on as well: so each record counts once, whatever is killed in between.
 */
export interface Lasare {
  /** Never changed: it is what its place in the logs is kept under. */
  readonly namn: string
  /** Records in order within each log; the logs one after the other. What comes back is told once they are kept. */
  ta(tx: Tx, poster: readonly Foljdpost[]): Promise<readonly Foljdhandelse[]>
  /** When nothing is left to read: forgets what is too old. */
  stada(tx: Tx, nu: Date): Promise<void>
}

/** Something that operations staff may know: a kind and a number, and no place in any log. */
export interface Foljdhandelse {
  readonly slag: string
  readonly antal: number
}
