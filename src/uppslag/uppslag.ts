import type { Nycklar } from '../keys/nycklar.ts'
import type { Spegel } from '../mirror/spegel.ts'
import { svensktDatum } from '../policy/datum.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { gallandeTillstand } from '../tillstand/gallande.ts'
import type { Tillstandslager } from '../tillstand/tillstand.ts'
import type { Anropare } from './anropare.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran } from './avvisning.ts'
import { iKallorna, iSpegeln, type KallDeps } from './funnet.ts'
import { laggGrund } from './grund.ts'
import { visa } from './innehall.ts'
import { createKallrader } from './kallor.ts'
import { kanda, loggIdn, utgangsposter } from './loggposter.ts'
import { createRackvidder } from './rackvidd.ts'
import { bedom } from './undantag.ts'
import type { Uppslagsbegaran, Uppslagssvar } from './uppslag-schema.ts'
import type { Utgang } from './utgang.ts'

export interface UppslagDeps extends KallDeps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  readonly tillstand: Tillstandslager
}

/**
 * The unified lookup. A person who is absent, protected, without agreement, out of reach or the caller gives one and the
 * same answer; only the access log tells them apart. What is refused is refused before anything of a person is read.
 */
export function createUppslag(deps: UppslagDeps) {
  const { policy, spegel, nycklar } = deps
  const rackvidder = createRackvidder(policy)
  const kallrader = createKallrader()

  return async (begaran: Uppslagsbegaran, anropare: Anropare): Promise<Utgang<Uppslagssvar>> => {
    const { grund: lagd, ogiltigt } = laggGrund(deps, 'uppslag', anropare, begaran)
    if (ogiltigt.length > 0) return ogiltigBegaran(nycklar, lagd, ogiltigt)
    const { tid, arende } = lagd
    const datum = svensktDatum(tid)
    const { andamal, identifiering } = begaran

    try {
      const namnt =
        begaran.tillstand === undefined
          ? undefined
          : { galler: await gallandeTillstand(deps, begaran.tillstand, anropare, lagd) }
      const fraga = { andamal, arende, identifiering, datum }
      const { rackvidd, lasNu, ...tillLoggen } = bedom(policy, rackvidder, anropare.roller, fraga, namnt)
      const grund = { ...lagd, ...tillLoggen }
      if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)

      const stadsdelar = dagensStadsdelar(policy, datum)
      const sokning = { begaran, grund, rackvidd, stadsdelar }
      const [funnet, statusar] = await Promise.all([
        lasNu ? iKallorna(deps, sokning) : iSpegeln(deps, sokning),
        spegel.kallstatus(),
      ])
      const { visat, innehall } = visa(funnet.urval, datum)
      const kallor = funnet.kallor(kallrader(stadsdelar, statusar, rackvidd, tid))
      const { personRef, flaggor, skyddadAv, tidigastMs } = funnet
      return {
        poster: utgangsposter(nycklar, { ...grund, personRef, flaggor }, rackvidd, visat, kanda(policy, skyddadAv)),
        ...(visat.visningar.length > 0 ? {} : { neutral: { tidigastMs } }),
        body: (platser) => ({
          uppslagId: grund.handelseId,
          loggId: loggIdn(platser, visat),
          tidpunkt: tid.toISOString(),
          ...innehall,
          kallor,
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, lagd, error)
    }
  }
}
