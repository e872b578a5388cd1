import type { Informationsmangd } from '../informationsmangd.ts'
import { oppenVid, rollensTider } from './oppettider.ts'
import {
  IDENTIFIERINGAR,
  type Andamal,
  type Avtal,
  type Faltlista,
  type Identifiering,
  type Policy,
  type Undantagsregel,
} from './policy.ts'

export interface Fraga {
  readonly roll: string
  readonly andamal: string
  readonly arende: string | null
  readonly identifiering: Identifiering
  /** `YYYY-MM-DD`, the day in Stockholm. */
  readonly datum: string
  /** Minutes since its midnight, by the clock there. */
  readonly minut: number
  /** Rules that an enkelttillstånd lets this one request past; counts only for those that the policy lets give way. */
  readonly undantag?: ReadonlySet<Undantagsregel>
}

export type Beslutsorsak =
  'tillaten' | 'avtal-saknas' | 'andamal' | 'roll' | 'oppettid' | 'arende-saknas' | 'identifiering'

export interface Faltbeslut {
  /** Empty: nothing. */
  readonly falt: ReadonlySet<string>
  readonly orsak: Beslutsorsak
  /** Diarienummer of the agreement in force, permitted or not. */
  readonly avtal?: string
}

const INGET: ReadonlySet<string> = new Set()

/** The purpose under which the hub writes into an open case. */
export const SPEGLING = 'spegling'
/** The role that the case system has, and the only one with which it may report cases. */
export const ARENDESYSTEM = 'arendesystem'

/** Agreement in force × role × purpose × hours × identification. Deny by default: each rule can only take fields away. */
export function beslutaFalt(policy: Policy, fraga: Fraga, stadsdel: string, mangd: Informationsmangd): Faltbeslut {
  const avtal = gallandeAvtal(policy, stadsdel, fraga.datum)
  if (avtal === undefined) return { falt: INGET, orsak: 'avtal-saknas' }
  const { diarienummer, mangder, andamal } = avtal
  if (!mangder.includes(mangd) || !andamal.includes(fraga.andamal))
    return { falt: INGET, orsak: 'avtal-saknas', avtal: diarienummer }
  return { ...utanAvtal(policy, fraga, mangd), avtal: diarienummer }
}

/** What all rules but the agreement would let through. */
export function utanAvtal(policy: Policy, fraga: Fraga, mangd: Informationsmangd): Omit<Faltbeslut, 'avtal'> {
  const neka = (orsak: Beslutsorsak) => ({ falt: INGET, orsak })
  const andamal = egen(policy.andamal, fraga.andamal)
  const oppnas = andamal?.mangder[mangd]
  if (andamal === undefined || oppnas === undefined) return neka('andamal')
  const gemensamma = oppnasFor(policy, fraga, mangd)
  if (gemensamma.length === 0) return neka('roll')
  if (!arOppen(policy, fraga)) return neka('oppettid')
  if (saknarArende(policy, fraga, andamal, mangd)) return neka('arende-saknas')
  const falt = new Set(gemensamma.filter((falt) => racker(fraga.identifiering, kravFor(andamal, mangd, falt))))
  return falt.size === 0 ? neka('identifiering') : { falt, orsak: 'tillaten' }
}

/** The fields of a kind that the role and the purpose both name. */
export function oppnasFor(
  policy: Policy,
  { roll, andamal }: Pick<Fraga, 'roll' | 'andamal'>,
  mangd: Informationsmangd,
): readonly string[] {
  const [oppnas, rollen] = [egen(policy.andamal, andamal)?.mangder[mangd], egen(policy.roller, roll)?.mangder[mangd]]
  if (oppnas === undefined || rollen === undefined || !farHaAndamalet(roll, andamal)) return []
  return policy.listade[mangd].filter((falt) => ingar(oppnas, falt) && ingar(rollen, falt))
}

/** Nobody is on the line when a case is mirrored, so that purpose demands to know nobody: it is not for people to choose. */
export const farHaAndamalet = (roll: string, andamal: string): boolean => andamal !== SPEGLING || roll === ARENDESYSTEM

/** Whether the role may look anything up at that time, or is let past its hours. */
export const arOppen = (policy: Policy, fraga: Pick<Fraga, 'roll' | 'datum' | 'minut' | 'undantag'>): boolean =>
  oppenVid(rollensTider(policy, fraga.roll, fraga.datum), fraga.minut) || gerVika(policy, fraga, 'oppettid')

/** Whether the kind is shown only with a case, and none is named. */
export const saknarArende = (
  policy: Policy,
  fraga: Pick<Fraga, 'arende' | 'undantag'>,
  andamal: Andamal,
  mangd: Informationsmangd,
): boolean =>
  kraverArendeFor(andamal, mangd) && (fraga.arende ?? '').trim() === '' && !gerVika(policy, fraga, 'arende-saknas')

export const kraverArendeFor = ({ kraverArende }: Andamal, mangd: Informationsmangd): boolean =>
  typeof kraverArende === 'boolean' ? kraverArende : kraverArende.includes(mangd)

/** Whether a rule gives way for this request: an enkelttillstånd says so, and the policy lets that rule give way at all. */
export const gerVika = (policy: Policy, { undantag }: Pick<Fraga, 'undantag'>, regel: Undantagsregel): boolean =>
  undantag?.has(regel) === true && policy.undantag[regel] !== undefined

/**
 * What may be written into an open case: what the purpose of mirroring lets through and the case's own purpose as well.
 * Nobody is on the line then: the level of identification is judged by the purpose of mirroring, and a field for which
 * the case's purpose demands more than usual stays out.
 */
export function beslutaSpegling(
  policy: Policy,
  fraga: Pick<Fraga, 'andamal' | 'arende' | 'datum'>,
  stadsdel: string,
  mangd: Informationsmangd,
): Faltbeslut {
  // The case system has no opening hours: the loader sees to it.
  const { arende, datum } = fraga
  const spegling = { roll: ARENDESYSTEM, andamal: SPEGLING, identifiering: 'ingen', arende, datum, minut: 0 } as const
  const beslut = beslutaFalt(policy, spegling, stadsdel, mangd)
  if (beslut.orsak !== 'tillaten') return beslut
  const avtal = beslut.avtal === undefined ? {} : { avtal: beslut.avtal }
  if (gallandeAvtal(policy, stadsdel, fraga.datum)?.andamal.includes(fraga.andamal) !== true)
    return { falt: INGET, orsak: 'avtal-saknas', ...avtal }
  const andamal = egen(policy.andamal, fraga.andamal)
  const oppnas = andamal?.mangder[mangd] ?? []
  const falt = new Set(
    [...beslut.falt].filter((ett) => ingar(oppnas, ett) && hogreKravFor(andamal, mangd, ett) === undefined),
  )
  return falt.size === 0 ? { falt: INGET, orsak: 'andamal', ...avtal } : { falt, orsak: 'tillaten', ...avtal }
}

/** The agreement of a district that exists on the day; days are inclusive. */
export function gallandeAvtal(policy: Policy, stadsdel: string, datum: string): Avtal | undefined {
  if (!policy.stadsdelar.some((en) => en.kod === stadsdel && galler(en, datum))) return undefined
  return policy.avtal.find((ett) => ett.stadsdel === stadsdel && galler(ett, datum))
}

/** What a sync may read at all: the rest is not even parsed. */
export const tillatnaMangder = (policy: Policy, stadsdel: string, datum: string): ReadonlySet<Informationsmangd> =>
  new Set(gallandeAvtal(policy, stadsdel, datum)?.mangder)

export const dagensStadsdelar = (policy: Policy, datum: string): Policy['stadsdelar'] =>
  policy.stadsdelar.filter((stadsdel) => galler(stadsdel, datum))

const galler = (period: { giltigFran: string; giltigTill?: string }, datum: string): boolean =>
  period.giltigFran <= datum && (period.giltigTill === undefined || datum <= period.giltigTill)

export const racker = (niva: Identifiering, krav: Identifiering): boolean =>
  IDENTIFIERINGAR.indexOf(niva) >= IDENTIFIERINGAR.indexOf(krav)

/** The least identification with which a field is shown: what the purpose demands, or more. */
export function kravFor(andamal: Andamal, mangd: Informationsmangd, falt: string): Identifiering {
  const hogre = hogreKravFor(andamal, mangd, falt)
  return hogre !== undefined && racker(hogre, andamal.identifiering) ? hogre : andamal.identifiering
}

function hogreKravFor(andamal: Andamal | undefined, mangd: Informationsmangd, falt: string): Identifiering | undefined {
  const krav = andamal?.hogreKrav?.[mangd]
  return typeof krav === 'object' ? egen(krav, falt) : krav
}

export const ingar = (lista: Faltlista, falt: string): boolean => lista === '*' || lista.includes(falt)

/** Names of roles and purposes come from callers: `constructor` must not be one. */
export const egen = <T>(register: Readonly<Record<string, T>>, namn: string): T | undefined =>
  Object.hasOwn(register, namn) ? register[namn] : undefined
