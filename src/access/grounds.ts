import { randomUUID } from 'node:crypto'
import type { Handelse } from '../atkomstlogg/access.ts'
import type { Nycklar } from '../platform/keys/keys.ts'
import { tolkaPersonnummer } from '../mapping/personnummer.ts'
import type { Policy } from '../policy/policy.ts'
import type { Anropare } from './caller.ts'
import { giltigArendereferens } from './arende-reference.ts'
import type { Kroppsfel } from './outcome.ts'

/** What is known of an access before it is known what it gave. */
export interface Atkomstgrund {
  readonly handelse: Handelse
  readonly handelseId: string
  readonly tid: Date
  readonly anropare: Anropare
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

export interface Uppgivet {
  readonly personnummer?: string | undefined
  readonly andamal?: string | undefined
  readonly arende?: string | undefined
  readonly relation?: string
  readonly identifiering?: string
}

/** The ground for the record, and what is wrong with the request beyond its schema; what is wrong is not recorded. */
export function laggGrund(
  deps: { readonly policy: Policy; readonly nycklar: Nycklar; readonly klocka: () => Date },
  handelse: Handelse,
  anropare: Anropare,
  { personnummer, andamal, arende, relation, identifiering }: Uppgivet,
): { grund: Atkomstgrund; ogiltigt: readonly Kroppsfel[] } {
  const tid = deps.klocka()
  const nummer = personnummer === undefined ? undefined : tolkaPersonnummer(personnummer, tid)
  const ogiltigtArende = arende !== undefined && !giltigArendereferens(arende, tid)
  const ogiltigt: Kroppsfel[] = []
  if (personnummer !== undefined && nummer === undefined)
    ogiltigt.push({ pekare: '/personnummer', regel: 'är inget giltigt personnummer eller samordningsnummer' })
  if (ogiltigtArende) ogiltigt.push({ pekare: '/arende', regel: 'är ingen giltig ärendereferens' })
  const grund = {
    handelse,
    handelseId: randomUUID(),
    tid,
    anropare,
    andamal: andamal ?? null,
    arende: ogiltigtArende ? null : (arende ?? null),
    relation: relation ?? null,
    identifiering: identifiering ?? null,
    policyversion: deps.policy.version,
    flaggor: [],
    tillstand: null,
    personnummer: nummer ?? null,
    personRef: nummer === undefined ? null : deps.nycklar.personRef(nummer),
  }
  return { grund, ogiltigt }
}
