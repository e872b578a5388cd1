import { INFORMATIONSMANGDER, type Informationsmangd } from '../informationsmangd.ts'
import {
  isOpen,
  todaysStadsdelar,
  own,
  mayHaveAndamal,
  avtalInForce,
  includes,
  requirementFor,
  suffices,
  lacksArende,
  type Query,
} from './decide.ts'
import type { Identifiering, Policy } from './policy.ts'

export const RULES = [
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
export type Rule = (typeof RULES)[number]

/** What keeps a field from being shown, and where under the config folder that is written. */
export interface Obstacle {
  readonly regel: Rule
  readonly file: string
  /** JSON pointer into the file. */
  readonly pekare: string
  /** The least identification that would do, where that is what is lacking. */
  readonly requires?: Identifiering
}

export interface Hidden extends Obstacle {
  readonly falt: readonly string[]
}

export interface MangdExplanation {
  readonly stadsdel: string
  readonly mangd: Informationsmangd
  /** Diarienummer of the agreement in force. */
  readonly avtal: string | null
  readonly visas: readonly string[]
  readonly doljs: readonly Hidden[]
}

/**
 * For each stadsdel and kind: which fields the request would be shown, and which rule hides the others. The rule that is
 * told is the first in the order of REGLER; others may hide the field as well. Says nothing of any person.
 */
export function explain(
  policy: Policy,
  query: Query,
  stadsdelar: readonly string[] = todaysStadsdelar(policy, query.date).map(({ kod }) => kod),
): readonly MangdExplanation[] {
  return stadsdelar.flatMap((stadsdel) =>
    INFORMATIONSMANGDER.map((mangd) => explainMangd(policy, query, stadsdel, mangd)),
  )
}

function explainMangd(policy: Policy, query: Query, stadsdel: string, mangd: Informationsmangd): MangdExplanation {
  const avtal = avtalInForce(policy, stadsdel, query.date)?.diarienummer ?? null
  const inAvtal = avtalObstacle(policy, query, stadsdel, mangd)
  const visas: string[] = []
  const hides = new Map<string, Hidden & { readonly falt: string[] }>()
  for (const field of policy.listed[mangd]) {
    const obstacle = inAvtal ?? obstacleOfField(policy, query, mangd, field)
    if (obstacle === undefined) visas.push(field)
    else {
      const key = `${obstacle.regel} ${obstacle.pekare}`
      const hidden = hides.get(key) ?? { ...obstacle, falt: [] }
      hidden.falt.push(field)
      hides.set(key, hidden)
    }
  }
  return { stadsdel, mangd, avtal, visas, doljs: [...hides.values()] }
}

function avtalObstacle(
  policy: Policy,
  { date, andamal }: Query,
  stadsdel: string,
  mangd: Informationsmangd,
): Obstacle | undefined {
  const avtal = avtalInForce(policy, stadsdel, date)
  if (avtal === undefined) return whyWithoutAvtal(policy, stadsdel, date)
  if (!avtal.mangder.includes(mangd)) return { regel: 'avtal-mangd', file: avtal.file, pekare: '/mangder' }
  return avtal.andamal.includes(andamal) ? undefined : { regel: 'avtal-andamal', file: avtal.file, pekare: '/andamal' }
}

function whyWithoutAvtal(policy: Policy, stadsdel: string, date: string): Obstacle {
  if (!todaysStadsdelar(policy, date).some(({ kod }) => kod === stadsdel)) {
    const place = policy.stadsdelar.findIndex(({ kod }) => kod === stadsdel)
    return {
      regel: 'stadsdel-galler-ej',
      file: 'stadsdelar.yaml',
      pekare: place === -1 ? '/stadsdelar' : `/stadsdelar/${String(place)}`,
    }
  }
  const all = policy.avtal.filter((one) => one.stadsdel === stadsdel)
  const coming = all.find(({ giltigFran }) => giltigFran > date)
  if (coming !== undefined) return { regel: 'avtal-ej-borjat', file: coming.file, pekare: '/giltigFran' }
  const [first] = all
  return first === undefined
    ? { regel: 'avtal-saknas', file: 'avtal', pekare: '' }
    : {
        regel: 'avtal-upphort',
        pekare: '/giltigTill',
        file: all.reduce((latest, one) => (one.giltigFran > latest.giltigFran ? one : latest), first).file,
      }
}

function obstacleOfField(policy: Policy, query: Query, mangd: Informationsmangd, field: string): Obstacle | undefined {
  const [andamal, roll] = [own(policy.andamal, query.andamal), own(policy.roller, query.roll)]
  const inAndamal = { file: 'andamal.yaml', pekare: `/andamal/${query.andamal}` }
  const inRoll = { file: 'roller.yaml', pekare: `/roller/${query.roll}` }
  if (andamal === undefined) return { regel: 'andamal', ...inAndamal, pekare: '/andamal' }
  const opens = andamal.mangder[mangd]
  if (opens === undefined || !includes(opens, field)) return { regel: 'andamal', ...under(inAndamal, mangd, opens) }
  if (roll === undefined) return { regel: 'roll', ...inRoll, pekare: '/roller' }
  if (!mayHaveAndamal(query.roll, query.andamal)) return { regel: 'roll', ...inRoll }
  const rollen = roll.mangder[mangd]
  if (rollen === undefined || !includes(rollen, field)) return { regel: 'roll', ...under(inRoll, mangd, rollen) }
  if (!isOpen(policy, query)) return { regel: 'oppettid', ...inRoll, pekare: `${inRoll.pekare}/oppettid` }
  if (lacksArende(policy, query, andamal, mangd))
    return { regel: 'arende-saknas', ...inAndamal, pekare: `${inAndamal.pekare}/kraverArende` }
  const requires = requirementFor(andamal, mangd, field)
  if (suffices(query.identifiering, requires)) return undefined
  const requirement = andamal.hogreKrav?.[mangd]
  const ofAndamal = requires === andamal.identifiering || requirement === undefined
  const path = ofAndamal ? 'identifiering' : `hogreKrav/${mangd}${typeof requirement === 'string' ? '' : `/${field}`}`
  return { regel: 'identifiering', ...inAndamal, pekare: `${inAndamal.pekare}/${path}`, requires }
}

const under = (place: Pick<Obstacle, 'file' | 'pekare'>, mangd: Informationsmangd, rule: unknown) => ({
  ...place,
  pekare: `${place.pekare}/mangder${rule === undefined ? '' : `/${mangd}`}`,
})
