import type { Access } from '../../atkomstlogg/access.ts'
import type { FollowedRecord } from '../../atkomstlogg/follow/log-reader.ts'
import { swedishDate } from '../../platform/stockholm-time.ts'
import type { RulesContent } from './rules-file.ts'

/** A record as the rules see it: with its moment and its month by the clock in Stockholm. */
export interface Seen {
  readonly logg: string
  readonly nummer: number
  readonly access: Access
  readonly time: number
  /** Whether it is a lookup of the month that is judged; other records are only what a lookup is compared with. */
  readonly judged: boolean
}

/** What is followed up: a person at work looked up somebody, whatever came of it. */
export const isLookup = ({ handelse, slutanvandare }: Access): boolean =>
  (handelse === 'uppslag' || handelse === 'faktura') && slutanvandare !== null

export const monthOf = (time: string): string => swedishDate(new Date(time)).slice(0, 7)

export function seenIn(month: string, { logg, nummer, access }: FollowedRecord): Seen {
  const time = Date.parse(access.tid)
  return { logg, nummer, access, time, judged: isLookup(access) && monthOf(access.tid) === month }
}

/** One end user: issuer and subject of a signed token; otherwise a name, within the client that gave it. */
export const userOf = ({ identitet, utfardare, slutanvandare, klient }: Access): string =>
  JSON.stringify(identitet === 'token' ? [utfardare, slutanvandare] : [utfardare, slutanvandare, identitet, klient])

export interface Units {
  /** Its code, which statistics and medians are kept by. */
  of(access: Pick<Access, 'identitet' | 'utfardare' | 'slutanvandare' | 'roll'>): string
  /** Users whose unit is their own, and not that of their role. */
  readonly named: readonly { readonly utfardare: string; readonly slutanvandare: string }[]
  /** Name of its working hours; undefined: none are stated. */
  hoursOf(unit: string): string | undefined
}

const NO_UNIT = 'ingen-enhet'

/** By the user first, then by the role; a role of no unit is one of its own. A refused call may tell several roles. */
export function unitsOf({ enheter }: Pick<RulesContent, 'enheter'>): Units {
  const byUser = new Map<string, string>()
  const byRole = new Map<string, string>()
  for (const [unit, { anvandare = [], roller = [] }] of Object.entries(enheter)) {
    for (const { utfardare, slutanvandare } of anvandare) byUser.set(JSON.stringify([utfardare, slutanvandare]), unit)
    for (const roll of roller) byRole.set(roll, unit)
  }
  return {
    of({ identitet, utfardare, slutanvandare, roll }) {
      const ofUser = identitet === 'token' ? byUser.get(JSON.stringify([utfardare, slutanvandare])) : undefined
      if (ofUser !== undefined) return ofUser
      const roller = (roll ?? '').split(' ').filter((one) => one !== '')
      const known = roller.find((one) => byRole.has(one))
      return known === undefined ? (roller[0] ?? NO_UNIT) : (byRole.get(known) ?? NO_UNIT)
    },
    named: Object.values(enheter).flatMap(({ anvandare = [] }) => anvandare),
    hoursOf: (unit) => (Object.hasOwn(enheter, unit) ? enheter[unit]?.arbetstid : undefined),
  }
}
