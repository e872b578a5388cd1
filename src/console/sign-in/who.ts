import { randomBytes } from 'node:crypto'
import type { Caller } from '../../access/caller.ts'
import { claimAt, employeeNumber, isEndUserName, isShortText, namesFrom } from '../../api/claims.ts'
import type { Issuer } from '../../config.ts'
import type { ConsoleOptions } from '../../config/console-options.ts'
import { mayBePersonnummer } from '../../mapping/text.ts'
import { bothKinds, type Policy, RIGHTS, rollWith } from '../../policy/policy.ts'

/** Why somebody whom the identity provider knows does not get in; the cause in the access log. */
export type SignInRefusal = 'inga-roller' | 'roller-oforenliga' | 'svag-inloggning' | 'inloggning-ogiltig'

/** Somebody whom the identity provider has named. */
export interface Named {
  readonly caller: Caller
  /** As the pages show it. */
  readonly name: string
  /** By which the identity provider ends sessions: its subject, which need not be the claim that names the person, and its session. */
  readonly providerSubject?: string
  readonly providerSession?: string
}

export type Judged =
  | { readonly admitted: Named }
  /** `caller`: as much as is known, for the record. `acr`: what a new sign-in has to ask for. */
  | { readonly refused: SignInRefusal; readonly caller?: Caller; readonly acr?: readonly string[] }

export interface WhoDeps {
  readonly policy: Policy
  readonly options: ConsoleOptions
  readonly issuer: Issuer
  readonly personRef: (personnummer: string) => string
}

type Claims = Readonly<Record<string, unknown>>

/** Who the claims name, with the roles that count here, or why that person does not get in. */
export function judge({ policy, options, issuer, personRef }: WhoDeps, claims: Claims, now: Date): Judged {
  const { ansprak, klient } = options
  const subject = claims[issuer.ansprak.slutanvandare]
  const logs = ansprak.loggar === undefined ? undefined : claimAt(claims, ansprak.loggar)
  const number = ansprak.personnummer === undefined ? undefined : claimAt(claims, ansprak.personnummer)
  const ownNumber = employeeNumber(number, now)
  const logNames = logs === undefined ? [] : namesFrom(logs)
  if (!isEndUserName(subject, now) || logNames === undefined || (number !== undefined && ownNumber === undefined))
    return { refused: 'inloggning-ogiltig' }

  const roller = rollerOf(policy, options, claimAt(claims, ansprak.roller))
  const contract = policy.klienter[klient]?.roller ?? []
  const caller: Caller = {
    slutanvandare: subject,
    identitet: 'token',
    utfardare: issuer.namn,
    klient,
    roller: roller.filter((roll) => contract.includes(roll)),
    ownRef: ownNumber === undefined ? null : personRef(ownNumber),
    ...(ansprak.loggar === undefined ? {} : { loggar: logNames }),
  }
  // By all roles that the person has: what the contract leaves out was given to the same person.
  if (bothKinds(policy, roller)) return { refused: 'roller-oforenliga', caller }
  if (caller.roller.length === 0) return { refused: 'inga-roller', caller }
  const acr = missingLevel(policy, options, caller.roller, claims.acr)
  if (acr !== undefined) return { refused: 'svag-inloggning', caller, acr }
  const { sid, sub } = claims
  const name = claimAt(claims, ansprak.namn)
  return {
    admitted: {
      caller,
      name: isShortText(name) && !mayBePersonnummer(name, now) ? name : subject,
      ...(isShortText(sub) ? { providerSubject: sub } : {}),
      ...(isShortText(sid) ? { providerSession: sid } : {}),
    },
  }
}

/** A name that is no role here counts for nothing. */
function rollerOf(policy: Policy, { rollkarta }: ConsoleOptions, claim: unknown): readonly string[] {
  const roller = (namesFrom(claim) ?? []).flatMap((name) => {
    if (rollkarta === undefined) return [name]
    return Object.hasOwn(rollkarta, name) ? [rollkarta[name] ?? ''] : []
  })
  return [...new Set(roller)].filter((roll) => Object.hasOwn(policy.roller, roll)).sort()
}

/** The levels of which one is demanded for a right of these roles, and which the sign-in has not. */
function missingLevel(policy: Policy, { acr }: ConsoleOptions, roller: readonly string[], level: unknown) {
  return RIGHTS.filter((right) => rollWith(policy, roller, right) !== undefined)
    .flatMap((right) => (Object.hasOwn(acr, right) ? [acr[right] ?? []] : []))
    .find((levels) => typeof level !== 'string' || !levels.includes(level))
}

export const newToken = (): string => randomBytes(24).toString('base64url')
