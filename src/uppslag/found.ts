import type { Nycklar } from '../platform/keys/keys.ts'
import type { SpegladPerson, Spegel } from '../mirror/mirror.ts'
import type { Policy } from '../policy/policy.ts'
import { lasDirekt, omradenInom, type Direktkalla } from './direkt/read-live.ts'
import { baraDetSomVisas, visningarUr } from './direkt/live-person.ts'
import { direktrader, direktraderUtanSpegel } from './direkt/live-rows.ts'
import { arEget, EGET_NUMMER, INGET_EGET } from '../access/own-number.ts'
import type { Atkomstgrund } from '../access/grounds.ts'
import type { Rackvidd } from '../policy/reach.ts'
import { INGEN_ALLS, sokPerson } from '../mirror/find-person.ts'
import { SKYDDAD_VISAD } from '../policy/exceptions.ts'
import { gorUrval, type Urval } from '../mirror/selection.ts'
import type { Kallrad, Uppslagsbegaran } from './uppslag-schema.ts'

export interface Sokning {
  readonly begaran: Uppslagsbegaran
  readonly grund: Atkomstgrund
  readonly rackvidd: Rackvidd
  /** The day in Stockholm. */
  readonly datum: string
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

export interface FunnetDeps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly nycklar: Pick<Nycklar, 'personRef'>
  readonly direkt: Direktkalla
}

export async function iSpegeln(deps: FunnetDeps, { begaran, grund, rackvidd }: Sokning): Promise<Funnet> {
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

/** As the mirror knows the person, with what the sources say now in place of what they said last night. */
export async function medDirektlasning(deps: FunnetDeps, sokning: Sokning): Promise<Funnet> {
  const { grund, rackvidd, datum } = sokning
  const { personnummer, personRef } = namngiven(grund)
  const speglad = await deps.spegel.person(personRef)
  const { person, oppna, svarade, svaradeSenast } = await lasDirekt(deps, personnummer, speglad, rackvidd, datum)
  const eget = arEget(grund.anropare, personRef)
  const urval = eget ? INGET_EGET : gorUrval({ oppna }, person, rackvidd)
  const { fristMs } = deps.direkt
  const sagda = urval.visningar.length > 0 ? svarade : svaradeSenast
  return {
    personRef,
    urval,
    skyddadAv: person.skyddadAv,
    flaggor: eget ? [...grund.flaggor, EGET_NUMMER] : grund.flaggor,
    kallor: (rader) => direktrader(rader, sagda, fristMs, grund.tid),
    // A source answers about nobody more quickly than about somebody.
    tidigastMs: fristMs,
  }
}

/**
 * With an approved enkelttillstånd the sources are read for this one answer, whoever the person is, and nothing of a
 * protected person is stored.
 */
export async function iKallorna(deps: FunnetDeps, { grund, rackvidd, datum }: Sokning): Promise<Funnet> {
  const { policy, spegel, direkt } = deps
  const { personnummer, personRef } = namngiven(grund)
  const { fristMs } = direkt
  const eget = arEget(grund.anropare, personRef)
  const omraden = baraDetSomVisas(omradenInom(policy, direkt, rackvidd, datum), rackvidd)
  const [person, svar] = await Promise.all([
    spegel.person(personRef),
    // Also when nothing will be shown: what the answer says of the sources must be the same.
    direkt.las({ personnummer, omraden, fristMs, avenSkyddad: !eget }),
  ])
  const visningar = eget ? [] : visningarUr(svar, rackvidd)
  const skyddad =
    person.skyddad || svar.some((ett) => ett.svarade && ett.person !== undefined && ett.person.skydd !== 'nej')
  const orsak = visningar.length > 0 ? 'traff' : skyddad ? 'skyddad' : 'okand'
  const svarade = new Map(svar.map((ett) => [`${ett.kalla}/${ett.stadsdel}`, ett.svarade]))
  return {
    personRef,
    urval: eget ? INGET_EGET : { visningar, orsak },
    skyddadAv: person.skyddadAv,
    flaggor: eget ? [...grund.flaggor, EGET_NUMMER] : visningar.length > 0 && skyddad ? [SKYDDAD_VISAD] : grund.flaggor,
    kallor: (rader) => direktraderUtanSpegel(rader, svarade),
    tidigastMs: fristMs,
  }
}

/** The schema demands the number for a live read, and a tillstånd about a person holds only with one. */
function namngiven({ personnummer, personRef }: Atkomstgrund): { personnummer: string; personRef: string } {
  if (personnummer === null || personRef === null) throw new TypeError('a live read of somebody without a number')
  return { personnummer, personRef }
}

async function hittaPerson(
  deps: FunnetDeps,
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
