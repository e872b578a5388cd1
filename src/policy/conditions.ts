import type { Informationsmangd } from '../informationsmangd.ts'
import { avtalInForce, entryOf, openFields, requirementFor, requiresArendeFor, suffices } from './decide.ts'
import type { Identifiering, Policy } from './policy.ts'

/** What a request must state for a field to be shown, within the role's opening hours. */
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

/** The fields of a kind that some request can be shown on a day, each with its condition. */
export function conditionsOf(
  policy: Policy,
  { roll, andamal, stadsdel, mangd }: Cell,
  date: string,
): ReadonlyMap<string, Condition> {
  const [avtal, rules] = [avtalInForce(policy, stadsdel, date), entryOf(policy.andamal, andamal)]
  if (rules === undefined || avtal?.mangder.includes(mangd) !== true || !avtal.andamal.includes(andamal)) return NONE
  const arende = requiresArendeFor(rules, mangd)
  return new Map(
    openFields(policy, { roll, andamal }, mangd).map((field) => [
      field,
      { identifiering: requirementFor(rules, mangd, field), arende },
    ]),
  )
}

const NONE: ReadonlyMap<string, Condition> = new Map()

/** Whether some request is shown the field under the second conditions and not under the first. */
export const widens = (before: Condition | null, after: Condition | null): boolean =>
  after !== null &&
  (before === null || !suffices(after.identifiering, before.identifiering) || (before.arende && !after.arende))

export const sameCondition = (one: Condition | null, another: Condition | null): boolean =>
  one?.identifiering === another?.identifiering && one?.arende === another?.arende
