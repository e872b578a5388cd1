import type { Fraga } from './decide.ts'
import type { Policy } from './policy.ts'
import { rollerForSkyddade } from './rights.ts'
import type { Tillstand } from './tillstand/tillstand.ts'
import type { Nekandeorsak, Rackvidd, Rackvidder, Uppslagsrackvidd } from './reach.ts'

export interface Bedomd {
  readonly rackvidd: Rackvidd | Nekandeorsak
  /** For the record: the enkelttillstånd by which a rule gave way. */
  readonly tillstand: string | null
  readonly flaggor: readonly string[]
  /** The sources are read for this one person, protected or not. */
  readonly lasNu: boolean
}

type UtanRoll = Omit<Fraga, 'roll' | 'undantag'>

/**
 * What the request can reach, with the enkelttillstånd that it names and that holds. One that does not hold, or that no
 * rule had to give way for, changes nothing.
 */
export function bedom(
  policy: Policy,
  rackvidder: Rackvidder,
  roller: readonly string[],
  fraga: UtanRoll,
  namnt: { readonly galler: Tillstand | undefined } | undefined,
): Bedomd {
  const utan = rackvidder.uppslag(roller, fraga)
  const somVanligt = { rackvidd: utan, tillstand: null, flaggor: [], lasNu: false }
  if (namnt === undefined) return somVanligt
  const { galler: tillstand } = namnt
  const galler = tillstand === undefined ? undefined : medTillstand(policy, rackvidder, roller, fraga, tillstand)
  if (tillstand === undefined || galler === undefined) return { ...somVanligt, flaggor: [TILLSTAND_GALLER_EJ] }
  const { tillstandId, regel } = tillstand
  if (regel !== 'skyddad' && typeof utan !== 'string' && utan.antalFalt >= galler.antalFalt) return somVanligt
  return { rackvidd: galler, tillstand: tillstandId, flaggor: [UNDANTAG], lasNu: regel === 'skyddad' }
}

/** Flags of a record: a rule gave way; a protected person was shown; what was named did not hold. */
export const UNDANTAG = 'undantag'
export const SKYDDAD_VISAD = 'skyddad-visad'
const TILLSTAND_GALLER_EJ = 'tillstand-galler-ej'

function medTillstand(
  policy: Policy,
  rackvidder: Rackvidder,
  roller: readonly string[],
  fraga: UtanRoll,
  { regel }: Tillstand,
): Uppslagsrackvidd | undefined {
  const rackvidd =
    regel === 'skyddad'
      ? rackvidder.uppslag(rollerForSkyddade(policy, roller), fraga)
      : rackvidder.uppslag(roller, { ...fraga, undantag: new Set([regel]) })
  return typeof rackvidd === 'string' ? undefined : rackvidd
}
