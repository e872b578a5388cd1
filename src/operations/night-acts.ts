import type { Caller } from '../access/caller.ts'
import type { DeadLetterSelection } from '../bus/dead-letter.ts'
import type { DeliverySelection } from '../cases/delivery-tools.ts'
import type { PauseTarget } from '../cases/pause.ts'
import type { QuarantineSelection } from '../sync/quarantined.ts'
import type { RunKind } from '../sync/run-record.ts'
import type { Scope } from '../sync/source.ts'
import type { RunOrder } from './night-runs.ts'

/** Who acts and why: both stand in a record before anything is done. */
export interface Act {
  /** As pages and lists show it. */
  readonly by: string
  readonly reason: string
  /** Who has signed in; absent: a command, whose user only says who it is. */
  readonly caller?: Caller
}

/**
 * What an operator does. Each throws BEGARAN_OGILTIG for a text that may not be recorded or a scope that is not there, FINNS_EJ,
 * or KONFLIKT when it is so already; nothing is then recorded or done.
 */
export interface NightActs {
  /**
   * Orders a run, which the process that does the background work begins within two seconds. `key`: of the form, so that sending
   * it twice gives the same order.
   */
  runNow(
    order: { readonly scopes: readonly Scope[]; readonly kind: RunKind; readonly key: string },
    act: Act,
  ): Promise<RunOrder>
  /** Asks the process that runs it to end it; it does so within two seconds, and ends it as `avbruten`. */
  abort(run: number, act: Act): Promise<void>
  /** Nothing scheduled is read meanwhile; a run under way goes on. Absent source or stadsdel: all. */
  pause(scope: Partial<Scope>, act: Act): Promise<void>
  resume(scope: Partial<Scope>, act: Act): Promise<void>
  /** The next complete read may take something away from up to `atMost` uppgifter; with `runNow` that read is ordered as well. */
  approve(run: number, atMost: number, act: Act, options?: { readonly runNow?: boolean }): Promise<void>
  /** Nothing is taken away; the hold needs nobody until the next complete read finds the same. */
  reject(run: number, act: Act): Promise<void>
  pauseDeliveries(target: PauseTarget, act: Act): Promise<void>
  resumeDeliveries(target: PauseTarget, act: Act): Promise<void>
  /** Tries again now what is not delivered; gives how many. */
  retryDeliveries(selection: DeliverySelection, act: Act): Promise<number>
  /** Orders a complete read of the scopes that have these rows in quarantine: ids, or all that match. */
  redriveQuarantine(
    selection: QuarantineSelection | { readonly ids: readonly number[] },
    act: Act & { readonly key: string },
  ): Promise<RunOrder>
  /** Publishes dead letters once more: references, or all that match. Gives how many. */
  redriveDeadLetters(selection: DeadLetterSelection, act: Act): Promise<number>
  /** Holds the mirror against sources, topics and cases, in the process that does the background work. */
  reconcile(options: { readonly repair: boolean; readonly key: string }, act: Act): Promise<RunOrder>
}
