import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible'
import type { Klient } from '../policy/policy.ts'

/** Counts one call. Gives how many whole seconds to wait when there have been too many, else undefined. */
export interface Takt {
  klient(klient: string): Promise<number | undefined>
  slutanvandare(klient: string, slutanvandare: string): Promise<number | undefined>
}

const FONSTER_S = 60
/** End users are callers' text. A client that names more of them in a minute is refused those that are new. */
const MAX_SLUTANVANDARE = 10_000

/** The rates of the clients' contracts, in this process: calls within a minute of the first one counted. */
export function createTakt(
  klienter: Readonly<Record<string, Klient>>,
  { maxSlutanvandare = MAX_SLUTANVANDARE } = {},
): Takt {
  const rakneverk = new Map(
    Object.entries(klienter).map(([kod, { takt }]) => [
      kod,
      { hela: rakna(takt.klient), slutanvandare: raknaVarje(takt.slutanvandare, maxSlutanvandare) },
    ]),
  )
  return {
    klient: (klient) => rakneverk.get(klient)?.hela('') ?? INGEN_VANTAN,
    slutanvandare: (klient, slutanvandare) => rakneverk.get(klient)?.slutanvandare(slutanvandare) ?? INGEN_VANTAN,
  }
}

/** Whoever has no contract has been turned away before anything is counted. */
const INGEN_VANTAN = Promise.resolve(undefined)

type Rakna = (nyckel: string) => Promise<number | undefined>

function rakna(hogst: number): Rakna {
  const raknare = new RateLimiterMemory({ points: hogst, duration: FONSTER_S, keyPrefix: '' })
  return (nyckel) => raknare.consume(nyckel).then(() => undefined, sekunder)
}

function raknaVarje(hogst: number, maxNycklar: number): Rakna {
  const raknare = new RateLimiterMemory({ points: hogst, duration: FONSTER_S, keyPrefix: '' })
  let fonster = -Infinity
  let nya = 0
  return async (nyckel) => {
    const nu = performance.now()
    if (nu - fonster >= FONSTER_S * 1000) {
      fonster = nu
      nya = 0
    }
    if (nya >= maxNycklar && (await raknare.get(nyckel)) === null) return Math.ceil((fonster - nu) / 1000) + FONSTER_S
    try {
      if ((await raknare.consume(nyckel)).isFirstInDuration) nya++
      return undefined
    } catch (nekad) {
      return sekunder(nekad)
    }
  }
}

const sekunder = (nekad: unknown): number => Math.max(1, Math.ceil((nekad as RateLimiterRes).msBeforeNext / 1000))
