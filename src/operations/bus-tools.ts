import type pg from 'pg'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { extractAccess } from '../atkomstlogg/export.ts'
import { checkText } from '../atkomstlogg/free-text.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { BusKey, Keys } from '../platform/keys/keys.ts'
import { type Request, handOutKey } from './hand-out-key.ts'
import { type Replay, replay, replayParked } from '../bus/replay.ts'

export interface ReplayRequest extends Replay {
  /** Only what the bus has refused. */
  readonly parked: boolean
  readonly av: string
  readonly reason: string
}

/** What operations do with the bus by hand. */
export interface BusTools {
  /** Asks for uppgifter to be published once more, and gives how many. */
  replay(request: ReplayRequest): Promise<number>
  handOutKey(request: Request): Promise<BusKey>
}

export interface BusToolsParts {
  readonly pool: pg.Pool
  readonly keys: Pick<Keys, 'busKey'>
  readonly allowed: (stadsdel: string) => ReadonlySet<Informationsmangd>
  readonly disclose: Disclose
  readonly clock: () => Date
}

export function createBusTools({ pool, disclose, clock, ...others }: BusToolsParts): BusTools {
  return {
    async replay({ parked, av, reason, ...extent }) {
      checkText('--av', av, 100, clock())
      checkText('--skal', reason, 500, clock())
      const extract = { slutanvandare: av, klient: 'insyn-cli', andamal: reason, arende: null }
      const access = { ...extractAccess('buss', extract, clock()), utfall: 'tomt', orsak: 'spela-om' } as const
      return disclose({ poster: [{ logg: OWN_LOG, access }], body: () => extent }, (chosen) =>
        parked ? replayParked(pool, chosen) : replay(pool, chosen),
      )
    },
    handOutKey: (request) => handOutKey({ ...others, disclose, clock }, request),
  }
}
