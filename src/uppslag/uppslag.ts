import type { Nycklar } from '../keys/nycklar.ts'
import type { SpegladPerson, Spegel } from '../mirror/spegel.ts'
import { svensktDatum } from '../policy/datum.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Anropare } from './anropare.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran, okandReferens } from './avvisning.ts'
import { laggGrund, type Atkomstgrund } from './grund.ts'
import { visa } from './innehall.ts'
import { createKallrader } from './kallor.ts'
import { loggIdn, utgangsposter } from './loggposter.ts'
import { createPersonreferenser, type Oppnad } from './personreferens.ts'
import { createRackvidder, type Rackvidd } from './rackvidd.ts'
import { INGEN_ALLS, sokPerson } from './sok.ts'
import { gorUrval, type Urval } from './urval.ts'
import type { Uppslagsbegaran, Uppslagssvar } from './uppslag-schema.ts'
import type { Utgang } from './utgang.ts'

export interface UppslagDeps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  /** For how long an answer's personId and fakturaRef can be used. */
  readonly referensMs: number
}

/**
 * The unified lookup. A person who is absent, protected, without agreement or out of reach gives one and the same
 * answer; only the access log tells them apart. What is refused is refused before anything of a person is read.
 */
export function createUppslag(deps: UppslagDeps) {
  const { policy, spegel, nycklar } = deps
  const rackvidder = createRackvidder(policy)
  const kallrader = createKallrader()
  const referenser = createPersonreferenser(nycklar, deps.referensMs)

  return async (begaran: Uppslagsbegaran, anropare: Anropare): Promise<Utgang<Uppslagssvar>> => {
    const lagd = laggGrund(deps, 'uppslag', anropare, begaran)
    if (lagd.ogiltigt.length > 0) return ogiltigBegaran(nycklar, lagd.grund, lagd.ogiltigt)
    const { tid, arende } = lagd.grund
    const oppnad = begaran.personId === undefined ? undefined : referenser.oppna(begaran.personId, anropare, tid)
    if (oppnad !== undefined && 'orsak' in oppnad) return okandReferens(nycklar, lagd.grund, oppnad)
    const grund = oppnad === undefined ? lagd.grund : { ...lagd.grund, personRef: oppnad.personRef }
    const datum = svensktDatum(tid)
    const { andamal, identifiering } = begaran
    const rackvidd = rackvidder.uppslag(anropare.roller, { andamal, arende, identifiering, datum })
    if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)

    try {
      const [funnen, statusar] = await Promise.all([hittaPerson(deps, begaran, grund, rackvidd), spegel.kallstatus()])
      const person = typeof funnen === 'string' ? undefined : funnen
      const urval: Urval =
        typeof funnen === 'string' ? { visningar: [], orsak: funnen } : gorUrval(spegel, funnen, rackvidd)
      const { visat, innehall } = visa(urval, datum)
      const kallor = kallrader(dagensStadsdelar(policy, datum), statusar, rackvidd, tid)
      const medRef = { ...grund, personRef: person?.personRef ?? grund.personRef }
      const { personId, fakturaRef } = referenser.ge(oppnadSom(medRef, begaran), anropare, tid)
      for (const faktura of innehall.fakturor) {
        const ref = fakturaRef(faktura)
        if (ref !== undefined) faktura.fakturaRef = ref
      }
      return {
        poster: utgangsposter(nycklar, medRef, rackvidd, visat, person?.skyddadAv ?? []),
        body: (platser) => ({
          uppslagId: grund.handelseId,
          loggId: loggIdn(platser, visat),
          personId,
          tidpunkt: tid.toISOString(),
          ...innehall,
          kallor,
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

async function hittaPerson(
  deps: UppslagDeps,
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

const oppnadSom = ({ personRef, arende }: Atkomstgrund, begaran: Uppslagsbegaran): Oppnad => ({
  personRef,
  arende,
  andamal: begaran.andamal,
  relation: begaran.relation,
  identifiering: begaran.identifiering,
})
