import type { Informationsmangd } from '../informationsmangd.ts'
import { openAt, timesOfRoll } from './oppettider.ts'
import {
  type Andamal,
  type Avtal,
  type ExceptionRule,
  type FieldList,
  type Identifiering,
  IDENTIFIERINGAR,
  type Policy,
} from './policy.ts'

export interface Query {
  readonly roll: string
  readonly andamal: string
  readonly arende: string | null
  readonly identifiering: Identifiering
  /** `YYYY-MM-DD`, the day in Stockholm. */
  readonly date: string
  /** Minutes since midnight in Stockholm. */
  readonly minute: number
  /** Rules that an enkelttillstånd overrides for this request; only rules that the policy lists as exceptions count. */
  readonly undantag?: ReadonlySet<ExceptionRule>
}

export type DecisionCause =
  | 'tillaten'
  | 'avtal-saknas'
  | 'andamal'
  | 'roll'
  | 'oppettid'
  | 'arende-saknas'
  | 'identifiering'
  /** Of mirroring alone: a case could hold fields of the kind, and gets none because it comes by reference. */
  | 'hanvisning'

export interface FieldDecision {
  /** Empty: nothing. */
  readonly falt: ReadonlySet<string>
  readonly reason: DecisionCause
  /** Diarienummer of the agreement in force, permitted or not. */
  readonly avtal?: string
}

const NONE: ReadonlySet<string> = new Set()

/** The purpose under which the hub writes into an open case. */
export const MIRRORING = 'spegling'
/** The case system's role, and the only role that may report cases. */
export const CASE_SYSTEM = 'arendesystem'

/** Agreement in force × role × purpose × hours × identification. Deny by default: each rule can only remove fields. */
export function decideFields(policy: Policy, query: Query, stadsdel: string, mangd: Informationsmangd): FieldDecision {
  const avtal = avtalInForce(policy, stadsdel, query.date)
  if (avtal === undefined) return { falt: NONE, reason: 'avtal-saknas' }
  const { diarienummer, mangder, andamal } = avtal
  if (!mangder.includes(mangd) || !andamal.includes(query.andamal))
    return { falt: NONE, reason: 'avtal-saknas', avtal: diarienummer }
  return { ...withoutAvtal(policy, query, mangd), avtal: diarienummer }
}

/** The fields that all rules except the agreement permit. */
export function withoutAvtal(policy: Policy, query: Query, mangd: Informationsmangd): Omit<FieldDecision, 'avtal'> {
  const refuse = (reason: DecisionCause) => ({ falt: NONE, reason: reason })
  const andamal = entryOf(policy.andamal, query.andamal)
  const opens = andamal?.mangder[mangd]
  if (andamal === undefined || opens === undefined) return refuse('andamal')
  const fields = openFields(policy, query, mangd)
  if (fields.length === 0) return refuse('roll')
  if (!isOpen(policy, query)) return refuse('oppettid')
  if (lacksArende(policy, query, andamal, mangd)) return refuse('arende-saknas')
  const shown = new Set(fields.filter((field) => suffices(query.identifiering, requirementFor(andamal, mangd, field))))
  return shown.size === 0 ? refuse('identifiering') : { falt: shown, reason: 'tillaten' }
}

/** The fields of a kind that the role and the purpose both name. */
export function openFields(
  policy: Policy,
  { roll, andamal }: Pick<Query, 'roll' | 'andamal'>,
  mangd: Informationsmangd,
): readonly string[] {
  const [andamalFields, rollFields] = [
    entryOf(policy.andamal, andamal)?.mangder[mangd],
    entryOf(policy.roller, roll)?.mangder[mangd],
  ]
  if (andamalFields === undefined || rollFields === undefined || !mayHaveAndamal(roll, andamal)) return []
  return policy.listed[mangd].filter((field) => includes(andamalFields, field) && includes(rollFields, field))
}

/**
 * Mirroring has no person on the line, so its purpose requires no identification: end users must not be able to choose
 * it.
 */
export const mayHaveAndamal = (roll: string, andamal: string): boolean => andamal !== MIRRORING || roll === CASE_SYSTEM

/** Whether the role is within its opening hours, or an enkelttillstånd overrides them. */
export const isOpen = (policy: Policy, query: Pick<Query, 'roll' | 'date' | 'minute' | 'undantag'>): boolean =>
  openAt(timesOfRoll(policy, query.roll, query.date), query.minute) || givesWay(policy, query, 'oppettid')

/** Whether the kind requires a case and the request names none. */
export const lacksArende = (
  policy: Policy,
  query: Pick<Query, 'arende' | 'undantag'>,
  andamal: Andamal,
  mangd: Informationsmangd,
): boolean =>
  requiresArendeFor(andamal, mangd) && (query.arende ?? '').trim() === '' && !givesWay(policy, query, 'arende-saknas')

export const requiresArendeFor = ({ kraverArende }: Andamal, mangd: Informationsmangd): boolean =>
  typeof kraverArende === 'boolean' ? kraverArende : kraverArende.includes(mangd)

/**
 * Whether a rule is overridden for this request: an enkelttillstånd says so, and the policy allows exceptions from the
 * rule.
 */
export const givesWay = (policy: Policy, { undantag }: Pick<Query, 'undantag'>, rule: ExceptionRule): boolean =>
  undantag?.has(rule) === true && policy.undantag[rule] !== undefined

/**
 * What may be written into an open case: the fields that both the purpose of mirroring and the case's own purpose
 * permit. Mirroring has no person on the line: identification is judged by the purpose of mirroring, and a field that
 * requires a better identification under the case's purpose is left out. Nothing of a kind that comes by reference.
 */
export function decideMirroring(
  policy: Policy,
  query: Pick<Query, 'andamal' | 'arende' | 'date'>,
  stadsdel: string,
  mangd: Informationsmangd,
): FieldDecision {
  // The case system has no opening hours; the loader refuses a policy that gives it any.
  const { arende, date } = query
  const mirroring = { roll: CASE_SYSTEM, andamal: MIRRORING, identifiering: 'ingen', arende, date, minute: 0 } as const
  const decision = decideFields(policy, mirroring, stadsdel, mangd)
  if (decision.reason !== 'tillaten') return decision
  const avtal = decision.avtal === undefined ? {} : { avtal: decision.avtal }
  if (avtalInForce(policy, stadsdel, query.date)?.andamal.includes(query.andamal) !== true)
    return { falt: NONE, reason: 'avtal-saknas', ...avtal }
  const andamal = entryOf(policy.andamal, query.andamal)
  const opens = andamal?.mangder[mangd] ?? []
  const fields = new Set(
    [...decision.falt].filter((one) => includes(opens, one) && higherRequirementFor(andamal, mangd, one) === undefined),
  )
  if (fields.size === 0) return { falt: NONE, reason: 'andamal', ...avtal }
  return byReference(policy, query.andamal, mangd)
    ? { falt: NONE, reason: 'hanvisning', ...avtal }
    : { falt: fields, reason: 'tillaten', ...avtal }
}

/** Whether cases of this purpose get the kind by reference: nothing of it is written into them. */
export const byReference = (policy: Policy, andamal: string, mangd: Informationsmangd): boolean =>
  [andamal, MIRRORING].some((code) => entryOf(policy.andamal, code)?.hanvisning?.includes(mangd) === true)

/** The agreement of a district that exists on the day; days are inclusive. */
export function avtalInForce(policy: Policy, stadsdel: string, date: string): Avtal | undefined {
  if (!policy.stadsdelar.some((one) => one.kod === stadsdel && applies(one, date))) return undefined
  return policy.avtal.find((one) => one.stadsdel === stadsdel && applies(one, date))
}

/** The kinds that a sync may read; the others are not parsed. */
export const allowedMangder = (policy: Policy, stadsdel: string, date: string): ReadonlySet<Informationsmangd> =>
  new Set(avtalInForce(policy, stadsdel, date)?.mangder)

export const todaysStadsdelar = (policy: Policy, date: string): Policy['stadsdelar'] =>
  policy.stadsdelar.filter((stadsdel) => applies(stadsdel, date))

const applies = (period: { giltigFran: string; giltigTill?: string }, date: string): boolean =>
  period.giltigFran <= date && (period.giltigTill === undefined || date <= period.giltigTill)

export const suffices = (level: Identifiering, requirement: Identifiering): boolean =>
  IDENTIFIERINGAR.indexOf(level) >= IDENTIFIERINGAR.indexOf(requirement)

/** The least identification with which a field is shown: that of the purpose, or a better one. */
export function requirementFor(andamal: Andamal, mangd: Informationsmangd, field: string): Identifiering {
  const higher = higherRequirementFor(andamal, mangd, field)
  return higher !== undefined && suffices(higher, andamal.identifiering) ? higher : andamal.identifiering
}

function higherRequirementFor(
  andamal: Andamal | undefined,
  mangd: Informationsmangd,
  field: string,
): Identifiering | undefined {
  const requirement = andamal?.hogreKrav?.[mangd]
  return typeof requirement === 'object' ? entryOf(requirement, field) : requirement
}

export const includes = (list: FieldList, field: string): boolean => list === '*' || list.includes(field)

/** Names of roles and purposes come from callers, so inherited members such as `constructor` must not match. */
export const entryOf = <T>(register: Readonly<Record<string, T>>, name: string): T | undefined =>
  Object.hasOwn(register, name) ? register[name] : undefined
