import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Client } from '../policy/policy.ts'

/** Counts one call. Resolves with the whole seconds to wait when the rate is exceeded, otherwise undefined. */
export interface RateLimit {
  klient(client: string): Promise<number | undefined>
  slutanvandare(client: string, endUser: string): Promise<number | undefined>
}

const WINDOW_S = 60
/** End users' names come from callers: a client that names more than this in a minute is refused for new ones. */
const MAX_END_USERS = 10_000

/** The rates of the clients' contracts, in this process: calls within a minute of the first one counted. */
export function createRateLimit(
  clients: Readonly<Record<string, Client>>,
  { maxEndUser = MAX_END_USERS } = {},
): RateLimit {
  const countersByClient = new Map(
    Object.entries(clients).map(([code, { takt }]) => [
      code,
      { whole: createCounter(takt.klient), slutanvandare: createBoundedCounter(takt.slutanvandare, maxEndUser) },
    ]),
  )
  return {
    klient: (client) => countersByClient.get(client)?.whole('') ?? NO_WAIT,
    slutanvandare: (client, endUser) => countersByClient.get(client)?.slutanvandare(endUser) ?? NO_WAIT,
  }
}

/** A client without a contract is refused before its calls are counted. */
const NO_WAIT = Promise.resolve(undefined)

type Count = (key: string) => Promise<number | undefined>

function createCounter(max: number): Count {
  const counter = new RateLimiterMemory({ points: max, duration: WINDOW_S, keyPrefix: '' })
  return (key) => counter.consume(key).then(() => undefined, seconds)
}

function createBoundedCounter(max: number, maxKeys: number): Count {
  const counter = new RateLimiterMemory({ points: max, duration: WINDOW_S, keyPrefix: '' })
  let window = -Infinity
  let keyCount = 0
  return async (key) => {
    const now = performance.now()
    if (now - window >= WINDOW_S * 1000) {
      window = now
      keyCount = 0
    }
    if (keyCount >= maxKeys && (await counter.get(key)) === null) return Math.ceil((window - now) / 1000) + WINDOW_S
    try {
      if ((await counter.consume(key)).isFirstInDuration) keyCount++
      return undefined
    } catch (refused) {
      return seconds(refused)
    }
  }
}

const seconds = (refused: unknown): number => Math.max(1, Math.ceil((refused as RateLimiterRes).msBeforeNext / 1000))
