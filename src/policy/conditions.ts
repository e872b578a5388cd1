import type { Informationsmangd } from '../informationsmangd.ts'
import { own, avtalInForce, requiresArendeFor, requirementFor, opensFor, suffices } from './decide.ts'
import type { Identifiering, Policy } from './policy.ts'

/** What a request must bring for a field to be shown while the role is at work. */
export interface Condition {
  readonly identifiering: Identifiering
  readonly arende: boolean
}

export interface Cell {
  readonly roll: string
  readonly andamal: string
  readonly stadsdel: string
  readonly mangd: Informationsmangd
}

/** The fields of a kind that can be shown at all on a day, each with what it takes. */
export function conditionFor(
  policy: Policy,
  { roll, andamal, stadsdel, mangd }: Cell,
  date: string,
): ReadonlyMap<string, Condition> {
  const [avtal, one] = [avtalInForce(policy, stadsdel, date), own(policy.andamal, andamal)]
  if (one === undefined || avtal?.mangder.includes(mangd) !== true || !avtal.andamal.includes(andamal)) return NONE
  const arende = requiresArendeFor(one, mangd)
  return new Map(
    opensFor(policy, { roll, andamal }, mangd).map((field) => [
      field,
      { identifiering: requirementFor(one, mangd, field), arende },
    ]),
  )
}

const NONE: ReadonlyMap<string, Condition> = new Map()

/** Whether some request is shown the field under the second conditions and not under the first. */
export const widens = (fore: Condition | null, after: Condition | null): boolean =>
  after !== null &&
  (fore === null || !suffices(after.identifiering, fore.identifiering) || (fore.arende && !after.arende))

export const sameCondition = (one: Condition | null, another: Condition | null): boolean =>
  one?.identifiering === another?.identifiering && one?.arende === another?.arende
