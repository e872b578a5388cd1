import type pg from 'pg'
import { checkText, operatorRecord, type RecordThen } from '../atkomstlogg/record-then.ts'
import { type DeadLetterSelection, requeueDeadLetters } from '../bus/dead-letter.ts'
import { renewVersions } from '../mirror/write.ts'
import type { BusKey } from '../platform/keys/keys.ts'
import { handOutKey, handOutKeys, type KeyDeps, type KeySet, type Request, type SetRequest } from './hand-out-key.ts'

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
  handOutKeys(request: SetRequest): Promise<KeySet>
}

export interface BusToolsParts extends KeyDeps {
  readonly pool: pg.Pool
  readonly recordThen: RecordThen
}

export function createBusTools({ pool, recordThen, ...keyDeps }: BusToolsParts): BusTools {
  const { clock } = keyDeps
  return {
    async replay({ parked, by, reason, ...selection }) {
      checkText('--av', by, 100, clock())
      checkText('--skal', reason, 500, clock())
      const record = operatorRecord({ handelse: 'buss', orsak: 'spela-om', by, andamal: reason }, clock())
      return await recordThen(record, () =>
        parked ? requeueDeadLetters(pool, selection) : renewVersions(pool, selection),
      )
    },
    handOutKey: (request) => handOutKey(keyDeps, request),
    handOutKeys: (request) => handOutKeys(keyDeps, request),
  }
}
