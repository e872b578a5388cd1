import type { Informationsmangd } from '../informationsmangd.ts'
import type { Weekday } from '../platform/stockholm-time.ts'
import type { Holiday } from './holidays.ts'

/** Rising: what was done to know who is on the line. */
export const IDENTIFIERINGAR = ['ingen', 'kontrollfragor', 'motringning', 'bankid'] as const
export type Identifiering = (typeof IDENTIFIERINGAR)[number]

/** Fields of a kind that a rule lets through: all that the manifest lists, or these. */
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
  /** Where it was read from, under the config folder. */
  readonly file: string
  readonly stadsdel: string
  readonly diarienummer: string
  readonly giltigFran: string
  readonly giltigTill?: string
  readonly mangder: readonly Informationsmangd[]
  readonly andamal: readonly string[]
  readonly loggAr: number
}

/** What a role may do beside seeing what is looked up. */
export const RIGHTS = ['begara-undantag', 'godkanna-undantag', 'granska', 'statistik'] as const
export type Right = (typeof RIGHTS)[number]

export interface Roll {
  readonly namn: string
  readonly mangder: MangdRules
  readonly ratter?: readonly Right[]
  /** May, with an approved enkelttillstånd for that person, see somebody whose identity is protected. */
  readonly skyddade?: true
  /** Name of the hours within which it may look anything up; without one, always. */
  readonly oppettid?: string
}

/** `08:00-16:30` by day of the week; a day that is not named is closed. */
export type Week = { readonly [D in Weekday]?: string }

export interface OwnTimes {
  readonly namn: string
  readonly veckan: Week
  /** Parts of the year with a week of their own: first and last day, `MM-DD`. */
  readonly perioder?: readonly { readonly fran: string; readonly till: string; readonly veckan: Week }[]
  /** Closed, whatever the day of the week. */
  readonly helgdagar: readonly Holiday[]
  /** Closed as well: single days, `YYYY-MM-DD`. */
  readonly stangdaDagar?: readonly string[]
}

/** Opening hours by the clock in Stockholm: its own, or whenever another one is closed. */
export type Oppettid = OwnTimes | { readonly namn: string; readonly utanfor: string }

/** Rules that a person may be let past, for a reason and for a while. Agreement, role and purpose never give way. */
export const EXCEPTION_RULES = ['oppettid', 'arende-saknas', 'skyddad'] as const
export type ExceptionRule = (typeof EXCEPTION_RULES)[number]

export interface Exception {
  /** Minutes that an enkelttillstånd may last. */
  readonly hogstMinuter: number
  /** Whether somebody else has to approve it first. */
  readonly godkannande: boolean
}

/** A calling system and what its contract says. */
export interface Client {
  readonly namn: string
  /** Roles that a token for this client may carry; others in it count for nothing. */
  readonly roller: readonly string[]
  /** Where the end user comes from: a claim in the signed token, or a header that this client may set. */
  readonly slutanvandare: 'token' | 'uppgiven'
  /** Calls a minute, for the whole client and for one of its end users. */
  readonly takt: { readonly klient: number; readonly slutanvandare: number }
}

export interface Andamal {
  readonly namn: string
  readonly mangder: MangdRules
  /** Whether a case must be named: for anything at all, or only for these kinds. */
  readonly kraverArende: boolean | readonly Informationsmangd[]
  readonly identifiering: Identifiering
  /** What demands more than the purpose itself: a whole kind, or fields of it. */
  readonly hogreKrav?: { readonly [M in Informationsmangd]?: Identifiering | Readonly<Record<string, Identifiering>> }
}

/** Everything under config/ that decides who sees what, validated and frozen. */
export interface Policy {
  /** Digest of the files it was read from; stands in every access record. */
  readonly version: string
  readonly stadsdelar: readonly Stadsdel[]
  readonly avtal: readonly Avtal[]
  readonly roller: Readonly<Record<string, Roll>>
  readonly oppettider: Readonly<Record<string, Oppettid>>
  readonly andamal: Readonly<Record<string, Andamal>>
  readonly klienter: Readonly<Record<string, Client>>
  readonly undantag: { readonly [R in ExceptionRule]?: Exception }
  /** All listed fields per kind, from the manifests. */
  readonly listed: Readonly<Record<Informationsmangd, readonly string[]>>
}

/** The role, first by name, that gives this right; undefined when none of the caller's does. */
export const rollWith = (policy: Policy, roller: readonly string[], right: Right): string | undefined =>
  [...roller].sort().find((roll) => rollOf(policy, roll)?.ratter?.includes(right) === true)

/** Those of the caller's roles that may, with an enkelttillstånd, see somebody whose identity is protected. */
export const rollerForProtected = (policy: Policy, roller: readonly string[]): readonly string[] =>
  roller.filter((roll) => rollOf(policy, roll)?.skyddade === true)

const rollOf = ({ roller }: Policy, roll: string) => (Object.hasOwn(roller, roll) ? roller[roll] : undefined)
