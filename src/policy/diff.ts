import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { dagarEfter } from '../platform/stockholm-time.ts'
import { gallandeAvtal } from './decide.ts'
import { oppenVid, rollensTider, skrivTider } from './oppettider.ts'
import type { Policy } from './policy.ts'
import { registerskillnader, type Registerskillnad } from './register-difference.ts'
import { sammaVillkor, vidgar, villkorFor, type Cell, type Villkor } from './conditions.ts'

/** A field whose conditions change for a role, a purpose and a stadsdel; null: not shown at all. */
export interface Faltskillnad extends Cell {
  readonly falt: string
  /** The first day on which it differs. */
  readonly fran: string
  readonly fore: Villkor | null
  readonly efter: Villkor | null
}

/** Days of the coming year on which a role is at work at more, or fewer, minutes than before. */
export interface Tidsskillnad {
  readonly roll: string
  readonly fler: number
  readonly farre: number
  /** The first such day. */
  readonly exempel: { readonly datum: string; readonly fore: string; readonly efter: string }
}

export interface Policyskillnad {
  readonly datum: string
  readonly versioner: { readonly fore: string; readonly efter: string }
  readonly falt: readonly Faltskillnad[]
  readonly oppettider: readonly Tidsskillnad[]
  readonly register: readonly Registerskillnad[]
  /** `vidare`: some request is shown, or somebody may do, what was refused before. */
  readonly riktning: 'ingen' | 'snavare' | 'vidare'
}

const ETT_AR = 366

/**
 * What a new policy shows and hides, from a day on: on that day, and on every later one on which an agreement or a
 * stadsdel begins or ends in either policy.
 */
export function jamforPolicy(fore: Policy, efter: Policy, datum: string): Policyskillnad {
  const falt = faltskillnader(fore, efter, datum)
  const oppettider = tidsskillnader(fore, efter, datum)
  const register = registerskillnader(fore, efter)
  const vidare =
    falt.some((ett) => vidgar(ett.fore, ett.efter)) ||
    oppettider.some(({ fler }) => fler > 0) ||
    register.some((en) => en.vidgar)
  const versioner = { fore: fore.version, efter: efter.version }
  const riktning = vidare ? 'vidare' : fore.version === efter.version ? 'ingen' : 'snavare'
  return { datum, versioner, falt, oppettider, register, riktning }
}

function faltskillnader(fore: Policy, efter: Policy, datum: string): Faltskillnad[] {
  const funna = new Map<string, Faltskillnad>()
  for (const fran of brytdagar(fore, efter, datum))
    for (const cell of celler(fore, efter)) {
      if (
        gallandeAvtal(fore, cell.stadsdel, fran) === undefined &&
        gallandeAvtal(efter, cell.stadsdel, fran) === undefined
      )
        continue
      const [da, nu] = [villkorFor(fore, cell, fran), villkorFor(efter, cell, fran)]
      for (const falt of new Set([...da.keys(), ...nu.keys()])) {
        const skillnad = { ...cell, falt, fran, fore: da.get(falt) ?? null, efter: nu.get(falt) ?? null }
        const nyckel = JSON.stringify([cell, falt, skillnad.fore, skillnad.efter])
        if (!sammaVillkor(skillnad.fore, skillnad.efter) && !funna.has(nyckel)) funna.set(nyckel, skillnad)
      }
    }
  return [...funna.values()]
}

/** The days on which what is in force can change, from this one on. */
function brytdagar(fore: Policy, efter: Policy, datum: string): readonly string[] {
  const perioder = [fore, efter].flatMap(({ avtal, stadsdelar }) => [...avtal, ...stadsdelar])
  const dagar = perioder.flatMap(({ giltigFran, giltigTill }) =>
    giltigTill === undefined ? [giltigFran] : [giltigFran, dagarEfter(giltigTill, 1)],
  )
  return [datum, ...[...new Set(dagar)].filter((dag) => dag > datum).sort()]
}

function celler(fore: Policy, efter: Policy): readonly Cell[] {
  const bada = (koder: (policy: Policy) => readonly string[]) => [...new Set([...koder(fore), ...koder(efter)])]
  const andamalen = bada(({ andamal }) => Object.keys(andamal))
  const stadsdelar = bada((policy) => policy.stadsdelar.map(({ kod }) => kod))
  return bada(({ roller }) => Object.keys(roller)).flatMap((roll) =>
    andamalen.flatMap((andamal) =>
      stadsdelar.flatMap((stadsdel) => INFORMATIONSMANGDER.map((mangd) => ({ roll, andamal, stadsdel, mangd }))),
    ),
  )
}

/** Of roles that both policies know: one that is new, or gone, differs in what it is shown. */
function tidsskillnader(fore: Policy, efter: Policy, datum: string): Tidsskillnad[] {
  const roller = Object.keys(fore.roller).filter((roll) => Object.hasOwn(efter.roller, roll))
  const dagar = Array.from({ length: ETT_AR }, (_, dag) => dagarEfter(datum, dag))
  return roller.flatMap((roll) => {
    let [fler, farre] = [0, 0]
    let exempel: Tidsskillnad['exempel'] | undefined
    for (const denna of dagar) {
      const [da, nu] = [rollensTider(fore, roll, denna), rollensTider(efter, roll, denna)]
      // Hours only change at their own beginnings and ends.
      const granser = [...da, ...nu].flat()
      const mer = granser.some((minut) => oppenVid(nu, minut) && !oppenVid(da, minut))
      const mindre = granser.some((minut) => oppenVid(da, minut) && !oppenVid(nu, minut))
      if (mer) fler++
      if (mindre) farre++
      if (mer || mindre) exempel ??= { datum: denna, fore: skrivTider(da), efter: skrivTider(nu) }
    }
    return exempel === undefined ? [] : [{ roll, fler, farre, exempel }]
  })
}
