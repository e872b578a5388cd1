import { InsynError } from '../errors.ts'

/** One use of the credentials. Ends at the first call of either; calls after that count as well and harm nothing. */
export interface LoginAttempt {
  accepted(): void
  failed(error: unknown): void
}

export interface LoginGuard {
  /**
   * Before each use of the credentials with the service. Rejects with KALLA_INLOGGNING, without the service being asked,
   * while a refusal stands. `part`: what else a service may refuse the same credentials for, such as one company of many.
   */
  attempt(what: string, part?: string): Promise<LoginAttempt>
}

export interface Refusal {
  readonly why: string
  readonly at: Date
  /** Null: until the credentials are others, or a person says that they may be tried again. */
  readonly until: Date | null
  readonly times: number
}

/** Where the refusals of one account with these credentials are kept, by part; '' is the account as a whole. */
export interface LoginMemory {
  read(): Promise<ReadonlyMap<string, Refusal>>
  keep(part: string, refusal: Refusal): Promise<void>
  forget(parts: readonly string[]): Promise<void>
}

/** Of one process, which knows nothing of what others were refused. */
export function processMemory(): LoginMemory {
  const refusals = new Map<string, Refusal>()
  return {
    read: async () => refusals,
    async keep(part, refusal) {
      refusals.set(part, refusal)
    },
    async forget(parts) {
      for (const part of parts) refusals.delete(part)
    },
  }
}

/** What may be a service's way of refusing a login is tried again after so long; a further one doubles it. */
const PAUSE_MS = 15 * 60_000
const MOST_DOUBLINGS = 4
/** With as many refusals in a row it is the credentials, whatever part was asked. */
const REFUSALS = 2
/** As many faults before the first acceptance may be a service's way of refusing a login. */
const FAULTS = 3
/** How long what others have met may stay unknown here. */
const LOOK_MS = 1_000

const WHOLE = ''

/**
 * Keeps a wrong password from locking the account: what was refused is not tried again, by nobody who shares the memory, before the
 * credentials are others or a person says so. While no use of the credentials has been accepted, one is tried at a time, so that a
 * burst of calls is not a burst of refusals.
 */
export function createLoginGuard(clock: () => Date, memory: LoginMemory = processMemory()): LoginGuard {
  let proven = false
  let refusedInARow = 0
  let faultsInARow = 0
  let trial: Promise<void> | undefined
  let known: ReadonlyMap<string, Refusal> = new Map()
  let lookedAt = -Infinity
  /** What was met here and could not be kept stands here all the same. */
  const own = new Map<string, Refusal>()
  let keeping: Promise<void> = Promise.resolve()

  async function standing(): Promise<ReadonlyMap<string, Refusal>> {
    await keeping
    if (own.size > 0) await keepOwn().catch(() => undefined)
    if (performance.now() - lookedAt > LOOK_MS) {
      known = await memory.read()
      lookedAt = performance.now()
    }
    return new Map([...known, ...own])
  }

  async function refuseLocally(what: string, part: string): Promise<void> {
    const now = clock()
    const refusals = await standing()
    const found = [refusals.get(WHOLE), refusals.get(part)].find(
      (one) => one !== undefined && (one.until === null || one.until > now),
    )
    if (found === undefined) return
    const minute = (time: Date): string => time.toISOString().slice(0, 16) + 'Z'
    const again =
      found.until === null ? 'asked again then, or when a person says so' : `asked again after ${minute(found.until)}`
    throw new InsynError(
      'KALLA_INLOGGNING',
      `${what}: not asked, since ${found.why} at ${minute(found.at)}: correct user and password in the settings and restart, ` +
        `before the account is locked; ${again}`,
    )
  }

  function save(work: () => Promise<void>): void {
    lookedAt = -Infinity
    keeping = keeping.then(work).catch(() => undefined)
  }

  function close(part: string, why: string, forGood: boolean): void {
    const at = clock()
    const times = ((own.get(part) ?? known.get(part))?.times ?? -1) + 1
    const until = forGood ? null : new Date(at.getTime() + PAUSE_MS * 2 ** Math.min(times, MOST_DOUBLINGS))
    const refusal = { why, at, until, times }
    own.set(part, refusal)
    proven = false
    save(keepOwn)
  }

  async function keepOwn(): Promise<void> {
    for (const [part, refusal] of own) {
      await memory.keep(part, refusal)
      own.delete(part)
    }
  }

  return {
    async attempt(what, part = WHOLE) {
      while (!proven && trial !== undefined) await trial
      let end: () => void = () => undefined
      if (!proven) {
        const mine = new Promise<void>((resolve) => (end = resolve)).then(() => {
          if (trial === mine) trial = undefined
        })
        trial = mine
      }
      try {
        await refuseLocally(what, part)
      } catch (error) {
        end()
        throw error
      }
      return {
        accepted() {
          proven = true
          refusedInARow = faultsInARow = 0
          const parts = [WHOLE, part].filter((one) => known.has(one) || own.has(one))
          for (const one of parts) own.delete(one)
          if (parts.length > 0) save(() => memory.forget(parts))
          end()
        },
        failed(error) {
          if (isRefusal(error)) {
            close(part, 'the login was refused', true)
            if (++refusedInARow >= REFUSALS && part !== WHOLE) close(WHOLE, 'the login was refused', true)
          } else if (!proven && error instanceof InsynError && error.code === 'KALLA_FAULT' && ++faultsInARow >= FAULTS)
            close(WHOLE, 'every call was answered with a fault, as a refused login may be,', false)
          end()
        },
      }
    },
  }
}

/** A session that is held elsewhere may become free: that is worth another try, and no refusal of the credentials. */
const isRefusal = (error: unknown): boolean =>
  error instanceof InsynError && error.code === 'KALLA_INLOGGNING' && !error.retryable
