import type { Informationsmangd } from '../informationsmangd.ts'
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
  /** Rules that give way for this request, by an enkelttillstånd. */
  readonly undantag?: ReadonlySet<Undantagsregel>
}

export type Beslutsorsak = 'tillaten' | 'avtal-saknas' | 'roll' | 'andamal' | 'arende-saknas' | 'identifiering'

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

/** Agreement in force × role × purpose × identification. Deny by default: each rule can only take fields away. */
export function beslutaFalt(policy: Policy, fraga: Fraga, stadsdel: string, mangd: Informationsmangd): Faltbeslut {
  const avtal = gallandeAvtal(policy, stadsdel, fraga.datum)
  if (avtal === undefined) return { falt: INGET, orsak: 'avtal-saknas' }
  const { diarienummer, mangder, andamal } = avtal
  if (!mangder.includes(mangd) || !andamal.includes(fraga.andamal))
    return { falt: INGET, orsak: 'avtal-saknas', avtal: diarienummer }
  return { ...utanAvtal(policy, fraga, mangd), avtal: diarienummer }
}

/** What the role, the purpose and the identification would let through wherever there is an agreement. */
export function utanAvtal(policy: Policy, fraga: Fraga, mangd: Informationsmangd): Omit<Faltbeslut, 'avtal'> {
  const neka = (orsak: Beslutsorsak) => ({ falt: INGET, orsak })
  const andamal = egen(policy.andamal, fraga.andamal)
  const oppnas = andamal?.mangder[mangd]
  if (andamal === undefined || oppnas === undefined) return neka('andamal')
  const rollen = egen(policy.roller, fraga.roll)?.mangder[mangd]
  if (rollen === undefined) return neka('roll')
  if (andamal.kraverArende && (fraga.arende ?? '').trim() === '' && !gerVika(policy, fraga, 'arende-saknas'))
    return neka('arende-saknas')
  if (!racker(fraga.identifiering, andamal.identifiering)) return neka('identifiering')

  const gemensamma = policy.listade[mangd].filter((falt) => ingar(oppnas, falt) && ingar(rollen, falt))
  if (gemensamma.length === 0) return neka('roll')
  const falt = new Set(gemensamma.filter((falt) => racker(fraga.identifiering, kravFor(andamal, mangd, falt))))
  return falt.size === 0 ? neka('identifiering') : { falt, orsak: 'tillaten' }
}

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
  const spegling = { ...fraga, roll: ARENDESYSTEM, andamal: SPEGLING, identifiering: 'ingen' } as const
  const beslut = beslutaFalt(policy, spegling, stadsdel, mangd)
  if (beslut.orsak !== 'tillaten') return beslut
  const avtal = beslut.avtal === undefined ? {} : { avtal: beslut.avtal }
  if (gallandeAvtal(policy, stadsdel, fraga.datum)?.andamal.includes(fraga.andamal) !== true)
    return { falt: INGET, orsak: 'avtal-saknas', ...avtal }
  const andamal = egen(policy.andamal, fraga.andamal)
  const oppnas = andamal?.mangder[mangd] ?? []
  const krav = andamal?.hogreKrav?.[mangd] ?? {}
  const falt = new Set([...beslut.falt].filter((ett) => ingar(oppnas, ett) && !Object.hasOwn(krav, ett)))
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

const gerVika = ({ undantag }: Policy, fraga: Fraga, regel: Undantagsregel): boolean =>
  fraga.undantag?.has(regel) === true && undantag[regel] !== undefined

const racker = (niva: Identifiering, krav: Identifiering): boolean =>
  IDENTIFIERINGAR.indexOf(niva) >= IDENTIFIERINGAR.indexOf(krav)

const kravFor = (andamal: Andamal, mangd: Informationsmangd, falt: string): Identifiering =>
  egen(andamal.hogreKrav?.[mangd] ?? {}, falt) ?? andamal.identifiering

const ingar = (lista: Faltlista, falt: string): boolean => lista === '*' || lista.includes(falt)

/** Names of roles and purposes come from callers: `constructor` must not be one. */
const egen = <T>(register: Readonly<Record<string, T>>, namn: string): T | undefined =>
  Object.hasOwn(register, namn) ? register[namn] : undefined
