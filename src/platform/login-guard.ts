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

/** At least as long as the count of wrong passwords is commonly kept; a further refusal doubles it. */
const PAUSE_MS = 15 * 60_000
const MOST_DOUBLINGS = 4
/** With as many refusals in a row it is the credentials, whatever part was asked. */
const REFUSALS = 2
/** As many faults before the first acceptance may be a service's way of refusing a login. */
const FAULTS = 3

interface Refusal {
  readonly why: string
  readonly at: number
  readonly until: number
  readonly times: number
}

const WHOLE = ''

/**
 * Keeps a wrong password from locking the account: what was refused is not tried again before a pause has passed or the
 * process has been started anew (settings are read at its start). While no use of the credentials has been accepted, one
 * is tried at a time, so that a burst of calls is not a burst of refusals.
 */
export function createLoginGuard(clock: () => Date): LoginGuard {
  const refusals = new Map<string, Refusal>()
  let proven = false
  let refusedInARow = 0
  let faultsInARow = 0
  let trial: Promise<void> | undefined

  function refuseLocally(what: string, part: string): void {
    const now = clock().getTime()
    const standing = [refusals.get(WHOLE), refusals.get(part)].find((one) => one !== undefined && one.until > now)
    if (standing === undefined) return
    const [at, until] = [standing.at, standing.until].map((ms) => new Date(ms).toISOString().slice(0, 16) + 'Z')
    throw new InsynError(
      'KALLA_INLOGGNING',
      `${what}: not asked, since ${standing.why} at ${at}: correct user and password in the settings and restart, ` +
        `before the account is locked; asked again after ${until}`,
    )
  }

  function close(part: string, why = 'the login was refused'): void {
    const at = clock().getTime()
    const times = (refusals.get(part)?.times ?? -1) + 1
    refusals.set(part, { why, at, until: at + PAUSE_MS * 2 ** Math.min(times, MOST_DOUBLINGS), times })
    proven = false
  }

  return {
    async attempt(what, part = WHOLE) {
      while (!proven && trial !== undefined) await trial
      refuseLocally(what, part)
      let end: () => void = () => undefined
      if (!proven) {
        const own = new Promise<void>((resolve) => (end = resolve)).then(() => {
          if (trial === own) trial = undefined
        })
        trial = own
      }
      return {
        accepted() {
          proven = true
          refusedInARow = faultsInARow = 0
          refusals.delete(WHOLE)
          refusals.delete(part)
          end()
        },
        failed(error) {
          if (isRefusal(error)) {
            close(part)
            if (++refusedInARow >= REFUSALS && part !== WHOLE) close(WHOLE)
          } else if (!proven && error instanceof InsynError && error.code === 'KALLA_FAULT' && ++faultsInARow >= FAULTS)
            close(WHOLE, 'every call was answered with a fault, as a refused login may be,')
          end()
        },
      }
    },
  }
}

/** A session that is held elsewhere may become free: that is worth another try, and no refusal of the credentials. */
const isRefusal = (error: unknown): boolean =>
  error instanceof InsynError && error.code === 'KALLA_INLOGGNING' && !error.retryable
