import { randomUUID } from 'node:crypto'
import type { Event } from '../atkomstlogg/access.ts'
import { readPersonnummer } from '../mapping/personnummer.ts'
import { textFault } from '../mapping/text.ts'
import type { Keys } from '../platform/keys/keys.ts'
import type { Caller } from './caller.ts'
import type { BodyError } from './outcome.ts'
import { ARENDE_FORM, GATE_RULES } from './request-schema.ts'

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

/** The part of the policy that a request is held against before it is judged. */
interface Contracts {
  readonly version: string
  readonly andamal: Readonly<Record<string, unknown>>
  /** `arendenummer`: the form of the client's case references. */
  readonly klienter: Readonly<Record<string, { readonly arendenummer?: string }>>
}

const NO_NUMBER = 'är inget giltigt personnummer eller samordningsnummer'
const AMBIGUOUS = 'kan vara två personers: ange tolv siffror, med århundradet'

const ARENDE = new RegExp(ARENDE_FORM)

/** The forms of the clients' contracts, which are few. */
const forms = new Map<string, RegExp>()

function whole(form: string): RegExp {
  const known = forms.get(form) ?? new RegExp(`^(?:${form})$`, 'u')
  forms.set(form, known)
  return known
}

/**
 * The rule that a case reference breaks. It stands in URLs, logs and tables, so one that could be a personnummer is
 * refused, also when it follows the form that the client's contract states.
 */
export function brokenArendeRule(text: string, form: string | undefined, now: Date): string | undefined {
  if (!ARENDE.test(text)) return 'är ingen giltig ärendereferens'
  const fault = textFault(text, {}, now)
  if (fault !== undefined) return GATE_RULES[fault]
  return form === undefined || whole(form).test(text)
    ? undefined
    : 'följer inte den form för ärendenummer som klientens avtal anger'
}

/**
 * The grounds for the record, and the errors in the request that its schema cannot find; invalid values are not
 * recorded.
 */
export function groundsOf(
  deps: { readonly policy: Contracts; readonly keys: Keys; readonly clock: () => Date },
  event: Event,
  caller: Caller,
  { personnummer, andamal, arende, relation, identifiering }: Stated,
): { grounds: Grounds; invalid: readonly BodyError[] } {
  const time = deps.clock()
  const read = personnummer === undefined ? undefined : readPersonnummer(personnummer, time)
  const number = read?.kind === 'personnummer' ? read.personnummer : undefined
  const { klienter } = deps.policy
  const form = Object.hasOwn(klienter, caller.klient) ? klienter[caller.klient]?.arendenummer : undefined
  const arendeRule = arende === undefined ? undefined : brokenArendeRule(arende, form, time)
  const invalid: BodyError[] = []
  if (read !== undefined && number === undefined)
    invalid.push({ pekare: '/personnummer', regel: read.kind === 'tvetydigt' ? AMBIGUOUS : NO_NUMBER })
  if (arendeRule !== undefined) invalid.push({ pekare: '/arende', regel: arendeRule })
  const grounds = {
    handelse: event,
    handelseId: randomUUID(),
    tid: time,
    caller,
    // One that does not exist is a text of the caller's own.
    andamal: andamal !== undefined && Object.hasOwn(deps.policy.andamal, andamal) ? andamal : null,
    arende: arendeRule === undefined ? (arende ?? null) : null,
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
