import type pg from 'pg'
import type { Disclose } from '../atkomstlogg/disclose.ts'
import { operatorRecord, type RecordThen, checkText } from '../atkomstlogg/record-then.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { BusKey, Keys } from '../platform/keys/keys.ts'
import { type Request, handOutKey } from './hand-out-key.ts'
import { type DeadLetterSelection, requeueDeadLetters } from '../bus/dead-letter.ts'
import { renewVersions } from '../mirror/write.ts'

export interface ReplayRequest extends DeadLetterSelection {
  /** Only what the bus has refused. */
  readonly parked: boolean
  readonly by: string
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
  readonly recordThen: RecordThen
  readonly clock: () => Date
}

export function createBusTools({ pool, disclose, recordThen, clock, ...others }: BusToolsParts): BusTools {
  return {
    async replay({ parked, by, reason, ...selection }) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      const record = operatorRecord({ handelse: 'buss', orsak: 'spela-om', by, andamal: reason }, clock())
      return await recordThen(record, () =>
        parked ? requeueDeadLetters(pool, selection) : renewVersions(pool, selection),
      )
    },
    handOutKey: (request) => handOutKey({ ...others, disclose, clock }, request),
  }
}
