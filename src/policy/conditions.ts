import type { Informationsmangd } from '../informationsmangd.ts'
import { egen, gallandeAvtal, kraverArendeFor, kravFor, oppnasFor, racker } from './decide.ts'
import type { Identifiering, Policy } from './policy.ts'

/** What a request must bring for a field to be shown while the role is at work. */
export interface Villkor {
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
export function villkorFor(
  policy: Policy,
  { roll, andamal, stadsdel, mangd }: Cell,
  datum: string,
): ReadonlyMap<string, Villkor> {
  const [avtal, ett] = [gallandeAvtal(policy, stadsdel, datum), egen(policy.andamal, andamal)]
  if (ett === undefined || avtal?.mangder.includes(mangd) !== true || !avtal.andamal.includes(andamal)) return INGA
  const arende = kraverArendeFor(ett, mangd)
  return new Map(
    oppnasFor(policy, { roll, andamal }, mangd).map((falt) => [
      falt,
      { identifiering: kravFor(ett, mangd, falt), arende },
    ]),
  )
}

const INGA: ReadonlyMap<string, Villkor> = new Map()

/** Whether some request is shown the field under the second conditions and not under the first. */
export const vidgar = (fore: Villkor | null, efter: Villkor | null): boolean =>
  efter !== null &&
  (fore === null || !racker(efter.identifiering, fore.identifiering) || (fore.arende && !efter.arende))

export const sammaVillkor = (ett: Villkor | null, annat: Villkor | null): boolean =>
  ett?.identifiering === annat?.identifiering && ett?.arende === annat?.arende
