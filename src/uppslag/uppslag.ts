import type { Nycklar } from '../platform/keys/keys.ts'
import type { Spegel } from '../mirror/mirror.ts'
import { stockholmstid } from '../platform/stockholm-time.ts'
import { dagensStadsdelar } from '../policy/decide.ts'
import type { Policy } from '../policy/policy.ts'
import { gallandeTillstand } from '../policy/tillstand/tillstand-in-force.ts'
import type { Tillstandslager } from '../policy/tillstand/tillstand.ts'
import type { Anropare } from '../access/caller.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran, okandReferens } from '../access/refusals.ts'
import { iKallorna, iSpegeln, medDirektlasning, type FunnetDeps } from './found.ts'
import { laggGrund, type Atkomstgrund } from '../access/grounds.ts'
import { visa } from './content.ts'
import { createKallrader } from './source-rows.ts'
import { kanda, loggIdn, utgangsposter } from '../access/records.ts'
import { createPersonreferenser, type Oppnad } from '../access/person-reference.ts'
import { createRackvidder } from '../policy/reach.ts'
import { bedom } from '../policy/exceptions.ts'
import type { Uppslagsbegaran, Uppslagssvar } from './uppslag-schema.ts'
import type { Utgang } from '../access/outcome.ts'

export interface UppslagDeps extends FunnetDeps {
  readonly policy: Policy
  readonly spegel: Spegel
  readonly nycklar: Nycklar
  readonly klocka: () => Date
  /** For how long an answer's personId and fakturaRef can be used. */
  readonly referensMs: number
  readonly tillstand: Pick<Tillstandslager, 'gallande'>
}

/**
 * The unified lookup. A person who is absent, protected, without agreement, out of reach or the caller gives one and the
 * same answer; only the access log tells them apart. What is refused is refused before anything of a person is read.
 */
export function createUppslag(deps: UppslagDeps) {
  const { policy, spegel, nycklar } = deps
  const rackvidder = createRackvidder(policy)
  const kallrader = createKallrader()
  const referenser = createPersonreferenser(nycklar, deps.referensMs)

  return async (begaran: Uppslagsbegaran, anropare: Anropare): Promise<Utgang<Uppslagssvar>> => {
    const { grund: utanRef, ogiltigt } = laggGrund(deps, 'uppslag', anropare, begaran)
    if (ogiltigt.length > 0) return ogiltigBegaran(nycklar, utanRef, ogiltigt)
    const { tid, arende } = utanRef
    const oppnad = begaran.personId === undefined ? undefined : referenser.oppna(begaran.personId, anropare, tid)
    if (oppnad !== undefined && 'orsak' in oppnad) return okandReferens(nycklar, utanRef, oppnad)
    const lagd = oppnad === undefined ? utanRef : { ...utanRef, personRef: oppnad.personRef }
    const { datum, minut } = stockholmstid(tid)
    const { andamal, identifiering } = begaran

    try {
      const namnt =
        begaran.tillstand === undefined
          ? undefined
          : { galler: await gallandeTillstand(deps, begaran.tillstand, anropare, lagd) }
      const fraga = { andamal, arende, identifiering, datum, minut }
      const { rackvidd, lasNu, ...tillLoggen } = bedom(policy, rackvidder, anropare.roller, fraga, namnt)
      const grund = { ...lagd, ...tillLoggen }
      if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)

      const sok = lasNu ? iKallorna : begaran.aktualitet === 'direkt' ? medDirektlasning : iSpegeln
      const [funnet, statusar] = await Promise.all([
        sok(deps, { begaran, grund, rackvidd, datum }),
        spegel.kallstatus(),
      ])
      const { visat, innehall } = visa(funnet.urval, datum)
      const kallor = funnet.kallor(kallrader(dagensStadsdelar(policy, datum), statusar, rackvidd, tid))
      const { personRef, flaggor, skyddadAv, tidigastMs } = funnet
      const { personId, fakturaRef } = referenser.ge(oppnadSom({ personRef, arende }, begaran), anropare, tid)
      // A reference is judged by what its bearer may see without leave, so one given under a tillstånd would open nothing.
      for (const faktura of tillLoggen.tillstand === null ? innehall.fakturor : []) {
        const ref = fakturaRef(faktura)
        if (ref !== undefined) faktura.fakturaRef = ref
      }
      return {
        poster: utgangsposter(nycklar, { ...grund, personRef, flaggor }, rackvidd, visat, kanda(policy, skyddadAv)),
        ...(visat.visningar.length > 0 ? {} : { neutral: { tidigastMs } }),
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
      return misslyckad(nycklar, lagd, error)
    }
  }
}

const oppnadSom = (
  { personRef, arende }: Pick<Atkomstgrund, 'personRef' | 'arende'>,
  { andamal, relation, identifiering }: Uppslagsbegaran,
): Oppnad => ({ personRef, arende, andamal, relation, identifiering })
