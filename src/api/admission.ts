import type { IncomingMessage } from 'node:http'
import { type Caller, endUserKey } from '../access/caller.ts'
import { type Grounds, groundsOf } from '../access/grounds.ts'
import type { Refusal } from '../access/outcome.ts'
import { accessRefused, clientRefused, clientStateUnknown, invalidRequest, tooManyCalls } from '../access/refusals.ts'
import type { Event } from '../atkomstlogg/access.ts'
import { mayBePersonnummer } from '../mapping/text.ts'
import type { Keys } from '../platform/keys/keys.ts'
import { bothKinds, type Client, type Policy } from '../policy/policy.ts'
import type { RateLimit } from './rate-limit.ts'

/** Whether a client is suspended; `okant` when the state has been unknown for some seconds. */
export type Suspended = (client: string) => boolean | 'okant'

export interface AdmissionDeps {
  readonly policy: Policy
  readonly keys: Keys
  readonly clock: () => Date
  readonly suspended: Suspended
  readonly rateLimit: RateLimit
}

/** Checks the token's caller against the client's contract: the admitted caller, or a refusal to record. */
export type Admit = (event: Event, token: Caller, stated: readonly string[]) => Promise<Caller | Refusal>

/** The header in which a client names its end user, when its contract allows that. */
export const END_USER = 'X-Slutanvandare'
/** The plain names of caller.ts in ASCII: headers have no standard encoding for other characters. */
export const END_USER_FORM = "^[a-z0-9'.@_:-]{1,100}$"
const FORM = new RegExp(END_USER_FORM)

/**
 * Checks, in order: the client is known, the issuer is one of the client's, the client's rate, that it is not suspended, the
 * kinds of the token's roles, the end user's name against the contract, the end user's rate.
 */
export function createAdmission(deps: AdmissionDeps): Admit {
  const { policy, keys, clock, suspended, rateLimit } = deps
  // One token's calls have one caller, for as long as its verification counts.
  const ofBothKinds = new WeakMap<Caller, boolean>()

  return async (event, token, stated) => {
    const grounds = (caller: Caller): Grounds => groundsOf(deps, event, caller, {}).grounds
    const contract = Object.hasOwn(policy.klienter, token.klient) ? policy.klienter[token.klient] : undefined
    if (contract === undefined) return clientRefused(keys, grounds({ ...token, roller: [] }), 'klient-okand')
    if (!contract.utfardare.includes(token.utfardare))
      return clientRefused(keys, grounds({ ...token, roller: [] }), 'klient-utfardare')
    const system = withContractRoller(token, contract)

    const wait = await rateLimit.klient(system.klient)
    if (wait !== undefined) return tooManyCalls(keys, grounds(system), wait)
    const state = suspended(system.klient)
    if (state === 'okant') return clientStateUnknown(keys, grounds(system))
    if (state) return clientRefused(keys, grounds(system), 'klient-avstangd')

    // By the token's own roles: what the contract leaves out was given to the same end user.
    const both = ofBothKinds.get(token) ?? bothKinds(policy, token.roller)
    ofBothKinds.set(token, both)
    if (both) return accessRefused(keys, grounds(system), 'roller-oforenliga')
    const caller = withEndUser(system, contract, stated, clock)
    if (typeof caller === 'string')
      return invalidRequest(keys, grounds(system), [{ pekare: `/${END_USER}`, regel: caller }])
    const endUserWait = await rateLimit.slutanvandare(caller.klient, endUserKey(caller))
    return endUserWait === undefined ? caller : tooManyCalls(keys, grounds(caller), endUserWait)
  }
}

/** Every value of a header: Node drops or joins repeated ones, which would leave unclear which of them counts. */
export function allValues({ rawHeaders }: IncomingMessage, name: string): string[] {
  const values: string[] = []
  for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
    const headerName = rawHeaders[i] ?? ''
    if (headerName.length === name.length && headerName.toLowerCase() === name.toLowerCase())
      values.push(rawHeaders[i + 1] ?? '')
  }
  return values
}

function withContractRoller(token: Caller, { roller }: Client): Caller {
  return token.roller.every((roll) => roller.includes(roll))
    ? token
    : { ...token, roller: token.roller.filter((roll) => roller.includes(roll)) }
}

/** The caller, or the rule that the named end user breaks. */
function withEndUser(system: Caller, contract: Client, stated: readonly string[], clock: () => Date): Caller | string {
  const [name, ...several] = stated
  // Without the header the system acts on its own, or its token names the end user.
  if (name === undefined) return contract.slutanvandare === 'uppgiven' ? { ...system, identitet: 'system' } : system
  if (contract.slutanvandare !== 'uppgiven') return 'får inte anges av den här klienten'
  if (several.length > 0) return 'får anges en gång'
  if (!FORM.test(name)) return 'har fel form'
  if (mayBePersonnummer(name, clock())) return 'får inte vara ett personnummer'
  // The number in the token, if any, is not that of the person named here.
  return { ...system, slutanvandare: name, identitet: 'uppgiven', ownRef: null }
}
