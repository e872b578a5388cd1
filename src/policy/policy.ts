import type { Caller } from '../access/caller.ts'
import { OWN_LOG } from '../atkomstlogg/access.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import type { Weekday } from '../platform/stockholm-time.ts'
import type { Holiday } from './holidays.ts'

/** How the person on the line was identified, in rising order. */
export const IDENTIFIERINGAR = ['ingen', 'kontrollfragor', 'motringning', 'bankid'] as const
export type Identifiering = (typeof IDENTIFIERINGAR)[number]

/** Fields of a kind that a rule permits: all that the manifest lists, or these. */
export type FieldList = '*' | readonly string[]
export type MangdRules = { readonly [M in Informationsmangd]?: FieldList }

export interface Stadsdel {
  readonly kod: string
  readonly namn: string
  readonly giltigFran: string
  readonly giltigTill?: string
  readonly efterfoljare?: string
}

/** The processor agreement between a board and the contact centre. */
export interface Avtal {
  /** The file under the config folder. */
  readonly file: string
  readonly stadsdel: string
  readonly diarienummer: string
  readonly giltigFran: string
  readonly giltigTill?: string
  readonly mangder: readonly Informationsmangd[]
  readonly andamal: readonly string[]
  readonly loggAr: number
  /** What an extract of the board's log says of the staff to the person whom it is about; absent: nothing. */
  readonly utdrag?: { readonly personal: StaffShown }
}

/** Of an employee: nothing, the role, or the role and the name of the account (docs/extracts.md). */
export const STAFF_SHOWN = ['ingen', 'roll', 'namn'] as const
export type StaffShown = (typeof STAFF_SHOWN)[number]

/** What a role may do beside lookups. */
export const RIGHTS = [
  'begara-undantag',
  'godkanna-undantag',
  'granska',
  'granska-skyddade',
  'statistik',
  'drifta',
] as const
export type Right = (typeof RIGHTS)[number]

export interface Roll {
  readonly namn: string
  readonly mangder: MangdRules
  readonly ratter?: readonly Right[]
  /** May see a person with protected identity, with an approved enkelttillstånd for that person. */
  readonly skyddade?: true
  /** Name of the opening hours of the role; absent: always open. */
  readonly oppettid?: string
}

/** `08:00-16:30` by day of the week; a day that is not named is closed. */
export type Week = { readonly [D in Weekday]?: string }

export interface OwnTimes {
  readonly namn: string
  readonly veckan: Week
  /** Parts of the year with a week of their own: first and last day, `MM-DD`. */
  readonly perioder?: readonly { readonly fran: string; readonly till: string; readonly veckan: Week }[]
  /** Holidays on which the role is closed. */
  readonly helgdagar: readonly Holiday[]
  /** Further closed days, `YYYY-MM-DD`. */
  readonly stangdaDagar?: readonly string[]
}

/** Opening hours by the clock in Stockholm: their own, or the complement of another entry's. */
export type Oppettid = OwnTimes | { readonly namn: string; readonly utanfor: string }

/**
 * Rules that an enkelttillstånd can override, for a reason and a limited time. Agreement, role and purpose cannot be
 * overridden.
 */
export const EXCEPTION_RULES = ['oppettid', 'arende-saknas', 'skyddad'] as const
export type ExceptionRule = (typeof EXCEPTION_RULES)[number]

export interface Exception {
  /** Minutes that an enkelttillstånd may last. */
  readonly hogstMinuter: number
  /** Whether somebody else has to approve it first. */
  readonly godkannande: boolean
}

/** A calling system and the terms of its contract. */
export interface Client {
  readonly namn: string
  /** Roles that a token for this client may carry; others in it count for nothing. */
  readonly roller: readonly string[]
  /** Source of the end user's name: a claim in the signed token, or a header that this client may set. */
  readonly slutanvandare: 'token' | 'uppgiven'
  /** Names of the issuers whose tokens count for this client. */
  readonly utfardare: readonly string[]
  /** Who prevents that an end user looks up themselves: the hub, by the number in the token, or the client. */
  readonly egetNummer: 'token' | 'klient'
  /** Clients whose cases it may name beside its own; `oprovade`: the hub is not told of its cases. */
  readonly arenden?: readonly string[] | 'oprovade'
  /** Calls a minute, for the whole client and for one of its end users. */
  readonly takt: { readonly klient: number; readonly slutanvandare: number }
  /** The form of the client's case references, a regular expression for all of one; absent: any. */
  readonly arendenummer?: string
}

export interface Andamal {
  readonly namn: string
  readonly mangder: MangdRules
  /** Whether the request must name a case: for everything, or for these kinds only. */
  readonly kraverArende: boolean | readonly Informationsmangd[]
  readonly identifiering: Identifiering
  /** Kinds or fields that require a better identification than the purpose itself. */
  readonly hogreKrav?: { readonly [M in Informationsmangd]?: Identifiering | Readonly<Record<string, Identifiering>> }
  /** Kinds that are not written into its cases: whoever has the case looks them up. Of `spegling`: into no case at all. */
  readonly hanvisning?: readonly Informationsmangd[]
}

/** Who reads access logs: a person, by issuer and subject of the person's own token, and the logs. */
export interface LogAssignment {
  readonly utfardare: string
  readonly slutanvandare: string
  /** Codes of stadsdelar; OWN_LOG for the processor's own log. */
  readonly loggar: readonly string[]
  /** Has the right granska-skyddade by a role of the token; this gives none. */
  readonly skyddade?: boolean
}

/** All rules under config/ about who may see what, validated and frozen. */
export interface Policy {
  /** Digest of the policy's content; stands in every access record. */
  readonly version: string
  readonly stadsdelar: readonly Stadsdel[]
  readonly avtal: readonly Avtal[]
  readonly roller: Readonly<Record<string, Roll>>
  readonly oppettider: Readonly<Record<string, Oppettid>>
  readonly andamal: Readonly<Record<string, Andamal>>
  readonly klienter: Readonly<Record<string, Client>>
  readonly undantag: { readonly [R in ExceptionRule]?: Exception }
  readonly granskare: readonly LogAssignment[]
  /** All listed fields per kind, from the manifests. */
  readonly listed: Readonly<Record<Informationsmangd, readonly string[]>>
}

/** The caller's first role, by name, that has this right; undefined when none has. */
export const rollWith = (policy: Policy, roller: readonly string[], right: Right): string | undefined =>
  [...roller].sort().find((roll) => rollOf(policy, roll)?.ratter?.includes(right) === true)

/** The caller's roles that may see a person with protected identity, with an enkelttillstånd. */
export const rollerForProtected = (policy: Policy, roller: readonly string[]): readonly string[] =>
  roller.filter((roll) => rollOf(policy, roll)?.skyddade === true)

/** Whether nothing keeps this caller from being shown their own data: their number is not known, and the client answers for nothing. */
export const lacksOwnNumber = (
  { klienter }: Policy,
  { klient, ownRef }: { readonly klient: string; readonly ownRef: string | null },
): boolean => ownRef === null && klienter[klient]?.egetNummer !== 'klient'

const REVIEWING: ReadonlySet<Right> = new Set(['granska', 'granska-skyddade', 'statistik'])

/** Every log that there is: of a stadsdel by its code, and the processor's own. */
export const everyLog = ({ stadsdelar }: Policy): readonly string[] => [OWN_LOG, ...stadsdelar.map(({ kod }) => kod)]

/** The logs of a person by granskare.yaml and by the token, in the order of `everyLog`. A name that is no log counts for nothing. */
export function assignedLogs(
  policy: Policy,
  { utfardare, slutanvandare, loggar = [] }: Pick<Caller, 'utfardare' | 'slutanvandare' | 'loggar'>,
): readonly string[] {
  const assigned = policy.granskare.find(
    (one) => one.utfardare === utfardare && one.slutanvandare === slutanvandare,
  )?.loggar
  return everyLog(policy).filter((log) => loggar.includes(log) || assigned?.includes(log) === true)
}

/**
 * What a role is for: looking persons up, reviewing those who do, or operating the hub. Approving is of no kind: four eyes hold
 * by themselves, and a group leader may answer calls too.
 */
export function kindsOf({ mangder, skyddade, ratter = [] }: Roll): {
  readonly looksUp: boolean
  readonly reviews: boolean
  readonly operates: boolean
} {
  return {
    looksUp: Object.keys(mangder).length > 0 || skyddade === true || ratter.includes('begara-undantag'),
    reviews: ratter.some((right) => REVIEWING.has(right)),
    operates: ratter.includes('drifta'),
  }
}

/** Whether the role is one of those that look persons up. */
export const looksUp = (policy: Policy, roll: string): boolean => {
  const one = rollOf(policy, roll)
  return one !== undefined && kindsOf(one).looksUp
}

/** Whether these roles together are of more than one kind. */
export function bothKinds(policy: Policy, roller: readonly string[]): boolean {
  const kinds = roller.flatMap((roll) => {
    const one = rollOf(policy, roll)
    return one === undefined ? [] : [kindsOf(one)]
  })
  const some = (kind: keyof ReturnType<typeof kindsOf>) => kinds.some((one) => one[kind])
  return [some('looksUp'), some('reviews'), some('operates')].filter(Boolean).length > 1
}

const rollOf = ({ roller }: Policy, roll: string) => (Object.hasOwn(roller, roll) ? roller[roll] : undefined)
