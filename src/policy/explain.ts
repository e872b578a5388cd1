import { type Informationsmangd, INFORMATIONSMANGDER } from '../informationsmangd.ts'
import {
  avtalInForce,
  entryOf,
  includes,
  isOpen,
  lacksArende,
  mayHaveAndamal,
  type Query,
  requirementFor,
  suffices,
  todaysStadsdelar,
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

/** The rule that hides a field, and where under the config folder it is written. */
export interface Barrier {
  readonly regel: Rule
  readonly file: string
  /** JSON pointer into the file. */
  readonly pekare: string
  /** The least sufficient identification, when the identification is the barrier. */
  readonly requires?: Identifiering
}

export interface Hidden extends Barrier {
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
 * For each stadsdel and kind: which fields the request would be shown, and which rule hides the others. The named rule
 * is the first in the order of RULES; others may hide the field as well. Independent of any person.
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
  const avtalBarrier = barrierOfAvtal(policy, query, stadsdel, mangd)
  const shown: string[] = []
  const hiddenByRule = new Map<string, Hidden & { readonly falt: string[] }>()
  for (const field of policy.listed[mangd]) {
    const barrier = avtalBarrier ?? barrierOfField(policy, query, mangd, field)
    if (barrier === undefined) shown.push(field)
    else {
      const key = `${barrier.regel} ${barrier.pekare}`
      const hidden = hiddenByRule.get(key) ?? { ...barrier, falt: [] }
      hidden.falt.push(field)
      hiddenByRule.set(key, hidden)
    }
  }
  return { stadsdel, mangd, avtal, visas: shown, doljs: [...hiddenByRule.values()] }
}

function barrierOfAvtal(
  policy: Policy,
  { date, andamal }: Query,
  stadsdel: string,
  mangd: Informationsmangd,
): Barrier | undefined {
  const avtal = avtalInForce(policy, stadsdel, date)
  if (avtal === undefined) return whyWithoutAvtal(policy, stadsdel, date)
  if (!avtal.mangder.includes(mangd)) return { regel: 'avtal-mangd', file: avtal.file, pekare: '/mangder' }
  return avtal.andamal.includes(andamal) ? undefined : { regel: 'avtal-andamal', file: avtal.file, pekare: '/andamal' }
}

function whyWithoutAvtal(policy: Policy, stadsdel: string, date: string): Barrier {
  if (!todaysStadsdelar(policy, date).some(({ kod }) => kod === stadsdel)) {
    const place = policy.stadsdelar.findIndex(({ kod }) => kod === stadsdel)
    return {
      regel: 'stadsdel-galler-ej',
      file: 'stadsdelar.yaml',
      pekare: place === -1 ? '/stadsdelar' : `/stadsdelar/${String(place)}`,
    }
  }
  const all = policy.avtal.filter((one) => one.stadsdel === stadsdel)
  const future = all.find(({ giltigFran }) => giltigFran > date)
  if (future !== undefined) return { regel: 'avtal-ej-borjat', file: future.file, pekare: '/giltigFran' }
  const [first] = all
  return first === undefined
    ? { regel: 'avtal-saknas', file: 'avtal', pekare: '' }
    : {
        regel: 'avtal-upphort',
        pekare: '/giltigTill',
        file: all.reduce((latest, one) => (one.giltigFran > latest.giltigFran ? one : latest), first).file,
      }
}

function barrierOfField(policy: Policy, query: Query, mangd: Informationsmangd, field: string): Barrier | undefined {
  const [andamal, roll] = [entryOf(policy.andamal, query.andamal), entryOf(policy.roller, query.roll)]
  const inAndamal = { file: 'andamal.yaml', pekare: `/andamal/${query.andamal}` }
  const inRoll = { file: 'roller.yaml', pekare: `/roller/${query.roll}` }
  if (andamal === undefined) return { regel: 'andamal', ...inAndamal, pekare: '/andamal' }
  const andamalFields = andamal.mangder[mangd]
  if (andamalFields === undefined || !includes(andamalFields, field))
    return { regel: 'andamal', ...under(inAndamal, mangd, andamalFields) }
  if (roll === undefined) return { regel: 'roll', ...inRoll, pekare: '/roller' }
  if (!mayHaveAndamal(query.roll, query.andamal)) return { regel: 'roll', ...inRoll }
  const rollFields = roll.mangder[mangd]
  if (rollFields === undefined || !includes(rollFields, field))
    return { regel: 'roll', ...under(inRoll, mangd, rollFields) }
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

const under = (place: Pick<Barrier, 'file' | 'pekare'>, mangd: Informationsmangd, rule: unknown) => ({
  ...place,
  pekare: `${place.pekare}/mangder${rule === undefined ? '' : `/${mangd}`}`,
})
