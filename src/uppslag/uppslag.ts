import type { Nycklar } from '../keys/nycklar.ts'
import type { SpegladPerson, Spegel } from '../mirror/spegel.ts'
import { stockholmstid } from '../policy/datum.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import type { Anropare } from './anropare.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran } from './avvisning.ts'
import { laggGrund, type Atkomstgrund } from './grund.ts'
import { visa } from './innehall.ts'
import { createKallrader } from './kallor.ts'
import { loggIdn, utgangsposter } from './loggposter.ts'
import { createRackvidder, type Rackvidd } from './rackvidd.ts'
import { sokPerson } from './sok.ts'
import { gorUrval, type Urval } from './urval.ts'
import type { Uppslagsbegaran, Uppslagssvar } from './uppslag-schema.ts'
import type { Utgang } from './utgang.ts'

export interface UppslagDeps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly nycklar: Nycklar
  readonly klocka: () => Date
}

/**
 * The unified lookup. A person who is absent, protected, without agreement or out of reach gives one and the same
 * answer; only the access log tells them apart. What is refused is refused before anything of a person is read.
 */
export function createUppslag(deps: UppslagDeps) {
  const { policy, spegel, nycklar } = deps
  const rackvidder = createRackvidder(policy)
  const kallrader = createKallrader()

  return async (begaran: Uppslagsbegaran, anropare: Anropare): Promise<Utgang<Uppslagssvar>> => {
    const { grund, ogiltigt } = laggGrund(deps, 'uppslag', anropare, begaran)
    if (ogiltigt.length > 0) return ogiltigBegaran(nycklar, grund, ogiltigt)
    const { tid, arende } = grund
    const { datum, minut } = stockholmstid(tid)
    const { andamal, identifiering } = begaran
    const rackvidd = rackvidder.uppslag(anropare.roller, { andamal, arende, identifiering, datum, minut })
    if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)

    try {
      const [funnen, statusar] = await Promise.all([hittaPerson(deps, begaran, grund, rackvidd), spegel.kallstatus()])
      const person = typeof funnen === 'string' ? undefined : funnen
      const urval: Urval =
        typeof funnen === 'string' ? { visningar: [], orsak: funnen } : gorUrval(spegel, funnen, rackvidd)
      const { visat, innehall } = visa(urval, datum)
      const kallor = kallrader(dagensStadsdelar(policy, datum), statusar, rackvidd, tid)
      const medRef = { ...grund, personRef: person?.personRef ?? grund.personRef }
      return {
        poster: utgangsposter(nycklar, medRef, rackvidd, visat, person?.skyddadAv ?? []),
        body: (platser) => ({
          uppslagId: grund.handelseId,
          loggId: loggIdn(platser, visat),
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
  { ocrNummer, fakturanummer }: Uppslagsbegaran,
  { personRef }: Atkomstgrund,
  rackvidd: Rackvidd,
): Promise<SpegladPerson | 'okand' | 'flera-personer'> {
  if (personRef !== null) return deps.spegel.person(personRef)
  return ocrNummer === undefined
    ? sokPerson(deps, rackvidd, 'fakturanummer', fakturanummer ?? '')
    : sokPerson(deps, rackvidd, 'ocr', ocrNummer)
}
