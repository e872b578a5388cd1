import { randomUUID } from 'node:crypto'
import type { Event } from '../atkomstlogg/access.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { parsePersonnummer } from '../mapping/personnummer.ts'
import type { Caller } from './caller.ts'
import type { BodyError } from './outcome.ts'
import { ARENDE_REFERENCE } from './request-schema.ts'

/** What is known of an access before its outcome. */
export interface Grounds {
  readonly handelse: Event
  readonly handelseId: string
  readonly tid: Date
  readonly caller: Caller
  readonly andamal: string | null
  readonly arende: string | null
  readonly relation: string | null
  readonly identifiering: string | null
  readonly policyversion: string
  readonly flaggor: readonly string[]
  readonly tillstand: string | null
  /** 12 digits, when the request named the person by number. */
  readonly personnummer: string | null
  readonly personRef: string | null
}

export interface Stated {
  readonly personnummer?: string | undefined
  readonly andamal?: string | undefined
  readonly arende?: string | undefined
  readonly relation?: string
  readonly identifiering?: string
}

const ARENDE = new RegExp(ARENDE_REFERENCE)

/** A case reference stands in URLs and logs, so one that could be a personnummer is refused. */
const validArende = (text: string, now: Date): boolean =>
  ARENDE.test(text) && parsePersonnummer(text, now) === undefined

/**
 * The grounds for the record, and the errors in the request that its schema cannot find; invalid values are not
 * recorded.
 */
export function groundsOf(
  deps: { readonly policy: { readonly version: string }; readonly keys: Keys; readonly clock: () => Date },
  event: Event,
  caller: Caller,
  { personnummer, andamal, arende, relation, identifiering }: Stated,
): { grounds: Grounds; invalid: readonly BodyError[] } {
  const time = deps.clock()
  const number = personnummer === undefined ? undefined : parsePersonnummer(personnummer, time)
  const invalidArende = arende !== undefined && !validArende(arende, time)
  const invalid: BodyError[] = []
  if (personnummer !== undefined && number === undefined)
    invalid.push({ pekare: '/personnummer', regel: 'är inget giltigt personnummer eller samordningsnummer' })
  if (invalidArende) invalid.push({ pekare: '/arende', regel: 'är ingen giltig ärendereferens' })
  const grounds = {
    handelse: event,
    handelseId: randomUUID(),
    tid: time,
    caller,
    andamal: andamal ?? null,
    arende: invalidArende ? null : (arende ?? null),
    relation: relation ?? null,
    identifiering: identifiering ?? null,
    policyversion: deps.policy.version,
    flaggor: [],
    tillstand: null,
    personnummer: number ?? null,
    personRef: number === undefined ? null : deps.keys.personRef(number),
  }
  return { grounds, invalid }
}
