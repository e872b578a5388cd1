/** The verdict on a file that is not what it claims to be: the first thing that fails, and where. */
export interface Refuted {
  readonly ok: false
  readonly fel: string
  /** The line of the file, when the fault is a line's own. */
  readonly line?: number
  /** The first bad record is one of `[from, to)`. */
  readonly from?: number
  readonly to?: number
}

type Where = Omit<Refuted, 'ok' | 'fel'>

class Refutation extends Error {
  readonly verdict: Refuted
  constructor(verdict: Refuted) {
    super(verdict.fel)
    this.verdict = verdict
  }
}

export function refute(fel: string, where: Where = {}): never {
  throw new Refutation({ ok: false, fel, ...where })
}

/** The verdict that `refute` threw; any other error goes on. */
export function refutedBy(error: unknown): Refuted {
  if (error instanceof Refutation) return error.verdict
  throw error
}

/** The records `[from, to)`. */
export interface Stretch {
  readonly from: number
  readonly to: number
}
