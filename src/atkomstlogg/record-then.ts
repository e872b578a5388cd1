import { OWN_LOG, type Atkomstlogg, type Event, type LogPosition, type LogRecord } from './access.ts'
import { createAccess } from './export.ts'

/**
 * For an act that lets nothing out of the hub: first the durable record, then the act. When the record cannot be written the
 * act is not done. What lets something out goes through `disclose`.
 */
export type RecordThen = <R>(record: LogRecord, act: (place: LogPosition) => R | Promise<R>) => Promise<R>

export const recordThrough =
  (log: Atkomstlogg): RecordThen =>
  async (record, act) => {
    const [place] = await log.write([record])
    if (place === undefined) throw new Error('a record was written without a place')
    return act(place)
  }

/** What an operator does, as its record says it. */
export interface OperatorAct {
  /** The board whose data it is about; the hub's own log when it is about no board alone. */
  readonly logg?: string
  readonly handelse: Event
  readonly orsak: string
  /** Who does it; null where the command does not ask. */
  readonly by: string | null
  /** The calling system that it is about; the CLI otherwise. */
  readonly klient?: string
  readonly andamal?: string | null
}

export function operatorRecord(
  { logg = OWN_LOG, handelse, orsak, by, klient = 'insyn-cli', andamal = null }: OperatorAct,
  now: Date,
): LogRecord {
  const actor = { slutanvandare: by, klient, andamal, arende: null }
  return { logg, access: { ...createAccess(handelse, actor, now), utfall: 'tomt', orsak } }
}
