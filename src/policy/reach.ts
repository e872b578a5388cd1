import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import {
  ARENDESYSTEM,
  arOppen,
  beslutaFalt,
  beslutaSpegling,
  utanAvtal,
  type Beslutsorsak,
  type Faltbeslut,
  type Fraga,
} from './decide.ts'
import type { Policy, Undantagsregel } from './policy.ts'

/** What one request can reach, whoever the person is. */
export interface Rackvidd {
  readonly roll: string
  beslut(stadsdel: string, mangd: Informationsmangd): Faltbeslut
}

/** Of a lookup: with how many fields, of all kinds together, the role opens whatever the agreements say. */
export interface Uppslagsrackvidd extends Rackvidd {
  readonly antalFalt: number
}

export type Nekandeorsak = Exclude<Beslutsorsak, 'tillaten' | 'avtal-saknas'>

export interface Rackvidder {
  /** Each role alone; the one that opens most fields for the purpose, by name among equals. Roles never add up. */
  uppslag(roller: readonly string[], fraga: Omit<Fraga, 'roll'>): Uppslagsrackvidd | Nekandeorsak
  /** For an open case; a purpose that the policy does not know opens nothing. */
  spegling(fraga: Pick<Fraga, 'andamal' | 'arende' | 'datum'>): Rackvidd
}

const INGA: ReadonlySet<Undantagsregel> = new Set()

/** Decisions are the same all day for the same kind of request and the same roles at work, so they are made once. */
export function createRackvidder(policy: Policy): Rackvidder {
  const forUppslag = perDag<Uppslagsrackvidd | Nekandeorsak>()
  const forSpegling = perDag<Rackvidd>()

  return {
    uppslag(roller, { andamal, arende, identifiering, datum, minut, undantag = INGA }) {
      // Only names that the policy knows, so that callers cannot make the memory grow.
      if (!Object.hasOwn(policy.andamal, andamal)) return 'andamal'
      const egna = [...new Set(roller)].filter((roll) => Object.hasOwn(policy.roller, roll)).sort()
      const fraga = { andamal, identifiering, datum, minut, undantag, arende: arende === null ? null : 'angivet' }
      // The same all day but for which roles are open.
      const oppna = egna.map((roll) => `${roll}${arOppen(policy, { ...fraga, roll }) ? '' : ' stängd'}`)
      const nyckel = [oppna.join(), andamal, identifiering, String(fraga.arende), [...undantag].sort().join()].join('|')
      return forUppslag(datum, nyckel, () => vidast(policy, egna, fraga))
    },
    spegling({ andamal, arende, datum }) {
      const fraga = { andamal, arende, datum }
      return forSpegling(datum, andamal, () => ({
        roll: ARENDESYSTEM,
        beslut: minns((stadsdel, mangd) => beslutaSpegling(policy, fraga, stadsdel, mangd)),
      }))
    },
  }
}

function perDag<T>(): (datum: string, nyckel: string, gor: () => T) => T {
  let dag = ''
  const gjorda = new Map<string, T>()
  return (datum, nyckel, gor) => {
    if (datum !== dag) {
      gjorda.clear()
      dag = datum
    }
    const gjord = gjorda.get(nyckel) ?? gor()
    gjorda.set(nyckel, gjord)
    return gjord
  }
}

function vidast(
  policy: Policy,
  roller: readonly string[],
  fraga: Omit<Fraga, 'roll'>,
): Uppslagsrackvidd | Nekandeorsak {
  let basta: { fraga: Fraga; antal: number } | undefined
  const orsaker = new Set<Beslutsorsak>()
  for (const roll of roller) {
    const medRoll = { ...fraga, roll }
    const beslut = INFORMATIONSMANGDER.map((mangd) => utanAvtal(policy, medRoll, mangd))
    for (const { orsak } of beslut) orsaker.add(orsak)
    const antal = beslut.reduce((summa, { falt }) => summa + falt.size, 0)
    if (antal > (basta?.antal ?? 0)) basta = { fraga: medRoll, antal }
  }
  if (basta === undefined)
    // What the caller can do something about goes first.
    return (['identifiering', 'arende-saknas', 'oppettid'] as const).find((orsak) => orsaker.has(orsak)) ?? 'roll'
  const { fraga: vald, antal: antalFalt } = basta
  return { roll: vald.roll, antalFalt, beslut: minns((stadsdel, mangd) => beslutaFalt(policy, vald, stadsdel, mangd)) }
}

function minns(beslut: Rackvidd['beslut']): Rackvidd['beslut'] {
  const fattade = new Map<string, Faltbeslut>()
  return (stadsdel, mangd) => {
    const nyckel = `${stadsdel}/${mangd}`
    const fattat = fattade.get(nyckel) ?? beslut(stadsdel, mangd)
    fattade.set(nyckel, fattat)
    return fattat
  }
}
