import { randomUUID } from 'node:crypto'
import { InsynError } from '../errors.ts'
import { textFault } from '../mapping/text.ts'
import { type Access, type Atkomstlogg, type Event, type LogPosition, type LogRecord, OWN_LOG } from './access.ts'

/**
 * For an act that discloses nothing: first the durable record, then the act. When the record cannot be written the act
 * is not done. Every disclosure goes through `disclose`.
 */
export type RecordThen = <R>(record: LogRecord, act: (place: LogPosition) => R | Promise<R>) => Promise<R>

export const recordThrough =
  (log: Atkomstlogg): RecordThen =>
  async (record, act) => {
    const [place] = await log.write([record])
    if (place === undefined) throw new Error('a record was written without a place')
    return act(place)
  }

/** Who performs an act on a log, and for which purpose and case: fields of the access record. */
export interface Actor {
  readonly slutanvandare: string | null
  readonly klient: string
  readonly andamal: string | null
  readonly arende: string | null
}

export const LONGEST_NAME = 100
export const LONGEST_REASON = 500

/** The access record of an operator's act. Throws BEGARAN_OGILTIG when who performs it, or why, is no text to be recorded. */
export function createAccess(event: Event, actor: Actor, time: Date): Access {
  if (actor.slutanvandare !== null) checkText('--av', actor.slutanvandare, LONGEST_NAME, time)
  if (actor.andamal !== null) checkText('--skal', actor.andamal, LONGEST_REASON, time)
  return {
    ...actor,
    handelse: event,
    handelseId: randomUUID(),
    tid: time.toISOString(),
    personRef: null,
    personnummerForseglat: null,
    roll: null,
    relation: null,
    identifiering: null,
    visat: [],
    utfall: 'visat',
    orsak: event,
    identitet: null,
    utfardare: null,
    flaggor: [],
    tillstand: null,
    avtal: null,
    policyversion: null,
  }
}

/** An operator's act, as its record describes it. */
export interface OperatorAct {
  /** The board whose data the act concerns; absent, the hub's own log. */
  readonly logg?: string
  readonly handelse: Event
  readonly orsak: string
  /** Who performs the act; null where the command does not ask. */
  readonly by: string | null
  /** The calling system that the act concerns; absent, the CLI. */
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

/** An operator's text about an act is kept for years: one line, without a personnummer. */
export function checkText(name: string, text: string, longest: number, now: Date): void {
  const fault = textFault(text, { longest }, now)
  if (fault === undefined) return
  throw new InsynError(
    'BEGARAN_OGILTIG',
    fault === 'personnummer'
      ? `${name} holds what may be a personnummer`
      : `${name} is a text of at most ${String(longest)} characters on one line, in Unicode form NFC`,
  )
}
