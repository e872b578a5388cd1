import type { Nycklar } from '../keys/nycklar.ts'
import type { SpegladPerson, Spegel } from '../mirror/spegel.ts'
import type { Stadsdel } from '../policy/policy.ts'
import { direktrader, omradenInom, visningarUr } from './direkt-person.ts'
import { arEget, EGET_NUMMER, INGET_EGET } from './eget-nummer.ts'
import type { Atkomstgrund } from './grund.ts'
import type { LasPersonNu } from './lasning.ts'
import type { Rackvidd } from './rackvidd.ts'
import { INGEN_ALLS, sokPerson } from './sok.ts'
import { SKYDDAD_VISAD } from './undantag.ts'
import { gorUrval, type Urval } from './urval.ts'
import type { Kallrad, Uppslagsbegaran } from './uppslag-schema.ts'

export interface Sokning {
  readonly begaran: Uppslagsbegaran
  readonly grund: Atkomstgrund
  readonly rackvidd: Rackvidd
  /** Today's. */
  readonly stadsdelar: readonly Stadsdel[]
}

/** Whom a request is about, and what of her may be shown. */
export interface Funnet {
  readonly personRef: string | null
  readonly urval: Urval
  /** Boards that flagged the person. */
  readonly skyddadAv: readonly string[]
  /** Of the record. */
  readonly flaggor: readonly string[]
  readonly kallor: (rader: Kallrad[]) => Kallrad[]
  /** When an answer that shows nothing may leave at the earliest. */
  readonly tidigastMs: number
}

interface SpegelDeps {
  readonly spegel: Spegel
  readonly nycklar: Pick<Nycklar, 'personRef'>
}

export async function iSpegeln(deps: SpegelDeps, { begaran, grund, rackvidd }: Sokning): Promise<Funnet> {
  const funnen = await hittaPerson(deps, begaran, grund, rackvidd)
  const person = typeof funnen === 'string' ? undefined : funnen
  const personRef = person?.personRef ?? grund.personRef
  const eget = arEget(grund.anropare, personRef)
  return {
    personRef,
    urval: eget
      ? INGET_EGET
      : typeof funnen === 'string'
        ? { visningar: [], orsak: funnen }
        : gorUrval(deps.spegel, funnen, rackvidd),
    skyddadAv: person?.skyddadAv ?? [],
    flaggor: eget ? [...grund.flaggor, EGET_NUMMER] : grund.flaggor,
    kallor: (rader) => rader,
    tidigastMs: 0,
  }
}

export interface KallDeps extends SpegelDeps {
  readonly lasPersonNu: LasPersonNu
  /** Milliseconds that a source has to answer within. */
  readonly direktfristMs: number
}

/**
 * With an approved enkelttillstånd the sources are read for this one answer, whoever the person is, and nothing of it is
 * stored. A request whose tillstånd holds names the person by number.
 */
export async function iKallorna(deps: KallDeps, { grund, rackvidd, stadsdelar }: Sokning): Promise<Funnet> {
  const { spegel, lasPersonNu, direktfristMs: fristMs } = deps
  const { personnummer, personRef } = grund
  if (personnummer === null || personRef === null) throw new TypeError('a tillstånd about a person held without one')
  const eget = arEget(grund.anropare, personRef)
  const omraden = omradenInom(stadsdelar, rackvidd)
  const [person, svar] = await Promise.all([
    spegel.person(personRef),
    // Also when nothing will be shown: what the answer says of the sources must be the same.
    lasPersonNu({ personnummer, omraden, fristMs, avenSkyddad: !eget }),
  ])
  const visningar = eget ? [] : visningarUr(svar, rackvidd)
  const skyddad =
    person.skyddad || svar.some((ett) => ett.svarade && ett.person !== undefined && ett.person.skydd !== 'nej')
  const orsak = visningar.length > 0 ? 'traff' : skyddad ? 'skyddad' : 'okand'
  return {
    personRef,
    urval: eget ? INGET_EGET : { visningar, orsak },
    skyddadAv: person.skyddadAv,
    flaggor: eget ? [...grund.flaggor, EGET_NUMMER] : visningar.length > 0 && skyddad ? [SKYDDAD_VISAD] : grund.flaggor,
    kallor: (rader) => direktrader(rader, svar),
    // A source answers about nobody more quickly than about somebody.
    tidigastMs: fristMs,
  }
}

async function hittaPerson(
  deps: SpegelDeps,
  { ocrNummer, fakturanummer, personId }: Uppslagsbegaran,
  { personRef }: Atkomstgrund,
  rackvidd: Rackvidd,
): Promise<SpegladPerson | 'okand' | 'flera-personer'> {
  if (personRef !== null) return deps.spegel.person(personRef)
  if (personId !== undefined) {
    // A reference to nobody takes as long as one to somebody who is absent.
    await deps.spegel.person(deps.nycklar.personRef(INGEN_ALLS))
    return 'okand'
  }
  return ocrNummer === undefined
    ? sokPerson(deps, rackvidd, 'fakturanummer', fakturanummer ?? '')
    : sokPerson(deps, rackvidd, 'ocr', ocrNummer)
}
