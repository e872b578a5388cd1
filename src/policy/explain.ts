import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import {
  arOppen,
  dagensStadsdelar,
  egen,
  farHaAndamalet,
  gallandeAvtal,
  ingar,
  kravFor,
  racker,
  saknarArende,
  type Fraga,
} from './decide.ts'
import type { Identifiering, Policy } from './policy.ts'

export const REGLER = [
  'stadsdel-galler-ej',
  'avtal-saknas',
  'avtal-ej-borjat',
  'avtal-upphort',
  'avtal-mangd',
  'avtal-andamal',
  'andamal',
  'roll',
  'oppettid',
  'arende-saknas',
  'identifiering',
] as const
export type Regel = (typeof REGLER)[number]

/** What keeps a field from being shown, and where under the config folder that is written. */
export interface Hinder {
  readonly regel: Regel
  readonly fil: string
  /** JSON pointer into the file. */
  readonly pekare: string
  /** The least identification that would do, where that is what is lacking. */
  readonly kraver?: Identifiering
}

export interface Dolt extends Hinder {
  readonly falt: readonly string[]
}

export interface Mangdforklaring {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Diarienummer of the agreement in force. */
  readonly avtal: string | null
  readonly visas: readonly string[]
  readonly doljs: readonly Dolt[]
}

/**
 * For each stadsdel and kind: which fields the request would be shown, and which rule hides the others. The rule that is
 * told is the first in the order of REGLER; others may hide the field as well. Says nothing of any person.
 */
export function forklara(
  policy: Policy,
  fraga: Fraga,
  stadsdelar: readonly string[] = dagensStadsdelar(policy, fraga.datum).map(({ kod }) => kod),
): readonly Mangdforklaring[] {
  return stadsdelar.flatMap((stadsdel) =>
    INFORMATIONSMANGDER.map((mangd) => forklaraMangd(policy, fraga, stadsdel, mangd)),
  )
}

function forklaraMangd(policy: Policy, fraga: Fraga, stadsdel: string, mangd: Informationsmangd): Mangdforklaring {
  const avtal = gallandeAvtal(policy, stadsdel, fraga.datum)?.diarienummer ?? null
  const iAvtalet = avtalshinder(policy, fraga, stadsdel, mangd)
  const visas: string[] = []
  const doljs = new Map<string, Dolt & { readonly falt: string[] }>()
  for (const falt of policy.listade[mangd]) {
    const hinder = iAvtalet ?? faltetsHinder(policy, fraga, mangd, falt)
    if (hinder === undefined) visas.push(falt)
    else {
      const nyckel = `${hinder.regel} ${hinder.pekare}`
      const dolt = doljs.get(nyckel) ?? { ...hinder, falt: [] }
      dolt.falt.push(falt)
      doljs.set(nyckel, dolt)
    }
  }
  return { stadsdel, mangd, avtal, visas, doljs: [...doljs.values()] }
}

function avtalshinder(
  policy: Policy,
  { datum, andamal }: Fraga,
  stadsdel: string,
  mangd: Informationsmangd,
): Hinder | undefined {
  const avtal = gallandeAvtal(policy, stadsdel, datum)
  if (avtal === undefined) return varforUtanAvtal(policy, stadsdel, datum)
  if (!avtal.mangder.includes(mangd)) return { regel: 'avtal-mangd', fil: avtal.fil, pekare: '/mangder' }
  return avtal.andamal.includes(andamal) ? undefined : { regel: 'avtal-andamal', fil: avtal.fil, pekare: '/andamal' }
}

function varforUtanAvtal(policy: Policy, stadsdel: string, datum: string): Hinder {
  if (!dagensStadsdelar(policy, datum).some(({ kod }) => kod === stadsdel)) {
    const plats = policy.stadsdelar.findIndex(({ kod }) => kod === stadsdel)
    return {
      regel: 'stadsdel-galler-ej',
      fil: 'stadsdelar.yaml',
      pekare: plats === -1 ? '/stadsdelar' : `/stadsdelar/${String(plats)}`,
    }
  }
  const alla = policy.avtal.filter((ett) => ett.stadsdel === stadsdel)
  const kommande = alla.find(({ giltigFran }) => giltigFran > datum)
  if (kommande !== undefined) return { regel: 'avtal-ej-borjat', fil: kommande.fil, pekare: '/giltigFran' }
  const [forsta] = alla
  return forsta === undefined
    ? { regel: 'avtal-saknas', fil: 'avtal', pekare: '' }
    : {
        regel: 'avtal-upphort',
        pekare: '/giltigTill',
        fil: alla.reduce((senast, ett) => (ett.giltigFran > senast.giltigFran ? ett : senast), forsta).fil,
      }
}

function faltetsHinder(policy: Policy, fraga: Fraga, mangd: Informationsmangd, falt: string): Hinder | undefined {
  const [andamal, roll] = [egen(policy.andamal, fraga.andamal), egen(policy.roller, fraga.roll)]
  const iAndamalet = { fil: 'andamal.yaml', pekare: `/andamal/${fraga.andamal}` }
  const iRollen = { fil: 'roller.yaml', pekare: `/roller/${fraga.roll}` }
  if (andamal === undefined) return { regel: 'andamal', ...iAndamalet, pekare: '/andamal' }
  const oppnas = andamal.mangder[mangd]
  if (oppnas === undefined || !ingar(oppnas, falt)) return { regel: 'andamal', ...under(iAndamalet, mangd, oppnas) }
  if (roll === undefined) return { regel: 'roll', ...iRollen, pekare: '/roller' }
  if (!farHaAndamalet(fraga.roll, fraga.andamal)) return { regel: 'roll', ...iRollen }
  const rollen = roll.mangder[mangd]
  if (rollen === undefined || !ingar(rollen, falt)) return { regel: 'roll', ...under(iRollen, mangd, rollen) }
  if (!arOppen(policy, fraga)) return { regel: 'oppettid', ...iRollen, pekare: `${iRollen.pekare}/oppettid` }
  if (saknarArende(policy, fraga, andamal, mangd))
    return { regel: 'arende-saknas', ...iAndamalet, pekare: `${iAndamalet.pekare}/kraverArende` }
  const kraver = kravFor(andamal, mangd, falt)
  if (racker(fraga.identifiering, kraver)) return undefined
  const krav = andamal.hogreKrav?.[mangd]
  const avAndamalet = kraver === andamal.identifiering || krav === undefined
  const vag = avAndamalet ? 'identifiering' : `hogreKrav/${mangd}${typeof krav === 'string' ? '' : `/${falt}`}`
  return { regel: 'identifiering', ...iAndamalet, pekare: `${iAndamalet.pekare}/${vag}`, kraver }
}

const under = (plats: Pick<Hinder, 'fil' | 'pekare'>, mangd: Informationsmangd, regel: unknown) => ({
  ...plats,
  pekare: `${plats.pekare}/mangder${regel === undefined ? '' : `/${mangd}`}`,
})
