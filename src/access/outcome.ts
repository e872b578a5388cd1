import type { LogRecord } from '../atkomstlogg/access.ts'
import type { Disclosure } from '../atkomstlogg/disclose.ts'
import type { ErrorCode } from '../errors.ts'

/** One thing wrong with a request: a JSON pointer and the rule, never the value. */
export interface BodyError {
  readonly pekare: string
  readonly regel: string
}

/** A request that gets no answer; refusals and failures are accesses too and are recorded before they are told. */
export interface Refusal {
  readonly refused: {
    readonly kod: ErrorCode | 'OVANTAT'
    /** Swedish; says nothing that depends on a person. */
    readonly forklaring?: string
    readonly fel?: readonly BodyError[]
    /** Whole seconds until it is worth another try. */
    readonly waitSeconds?: number
    /** What was thrown; never leaves the process. */
    readonly cause?: unknown
  }
  readonly poster: readonly [LogRecord, ...LogRecord[]]
  /** Refused for a cause that may be about a person: leaves when answers do that show nothing. */
  readonly neutral?: { readonly earliestMs: number }
}

export interface Answer<B> extends Disclosure<B> {
  /**
   * Nothing is shown, for a cause that may be about the person: the answer leaves when all such answers do, and not
   * before so many milliseconds have gone.
   */
  readonly neutral?: { readonly earliestMs: number }
  /** What takes effect only now that the records are durable, and before the answer leaves. */
  readonly carryOut?: () => Promise<void>
}

export type Outcome<B> = Answer<B> | Refusal

export const isRefused = (outcome: object): outcome is Refusal => 'refused' in outcome
