import type { Loggpost } from '../atkomstlogg/access.ts'
import type { Disclosure } from '../atkomstlogg/disclose.ts'
import type { ErrorCode } from '../errors.ts'

/** One thing wrong with a request: a JSON pointer and the rule, never the value. */
export interface Kroppsfel {
  readonly pekare: string
  readonly regel: string
}

/** A request that gets no answer; refusals and failures are accesses too and are recorded before they are told. */
export interface Nekad {
  readonly nekad: {
    readonly kod: ErrorCode | 'OVANTAT'
    /** Swedish; says nothing that depends on a person. */
    readonly forklaring?: string
    readonly fel?: readonly Kroppsfel[]
    /** Whole seconds until it is worth another try. */
    readonly vanta?: number
    /** What was thrown; never leaves the process. */
    readonly cause?: unknown
  }
  readonly poster: readonly [Loggpost, ...Loggpost[]]
  /** Refused for a cause that may be about a person: leaves when answers do that show nothing. */
  readonly neutral?: { readonly tidigastMs: number }
}

export interface Svar<B> extends Disclosure<B> {
  /**
   * Nothing is shown, for a cause that may be about the person: the answer leaves when all such answers do, and not
   * before so many milliseconds have gone.
   */
  readonly neutral?: { readonly tidigastMs: number }
  /** What takes effect only now that the records are durable, and before the answer leaves. */
  readonly verkstall?: () => Promise<void>
}

export type Utgang<B> = Svar<B> | Nekad

export const arNekad = (utgang: object): utgang is Nekad => 'nekad' in utgang
