import { stockholmstid } from '../platform/stockholm-time.ts'
import type { Anropare } from '../access/caller.ts'
import { misslyckad, nekadAtkomst, okandReferens, visasEj } from '../access/refusals.ts'
import type { Fakturasvar } from './faktura-schema.ts'
import { laggGrund } from '../access/grounds.ts'
import { visa } from './content.ts'
import { kanda, loggIdn, utgangsposter } from '../access/records.ts'
import { createPersonreferenser, type Oppnadereferenser } from '../access/person-reference.ts'
import { createRackvidder } from '../policy/reach.ts'
import type { UppslagDeps } from './uppslag.ts'
import { gorUrval, type Urval } from '../mirror/selection.ts'
import type { Utgang } from '../access/outcome.ts'

const INGET: ReadonlySet<string> = new Set()

/**
 * One invoice of a person who has been looked up, with its lines. Judged as of now, under what the person was opened
 * with. A reference of no use and an invoice that may no longer be shown are one and the same answer.
 */
export function createFaktura(deps: UppslagDeps) {
  const { policy, spegel, nycklar } = deps
  const rackvidder = createRackvidder(policy)
  const referenser = createPersonreferenser(nycklar, deps.referensMs)

  return async (fakturaRef: string, anropare: Anropare): Promise<Utgang<Fakturasvar>> => {
    const oppnad = referenser.oppna(fakturaRef, anropare, deps.klocka())
    if ('orsak' in oppnad) {
      const { grund } = laggGrund(deps, 'faktura', anropare, {})
      return okandReferens(nycklar, grund, oppnad)
    }
    const { andamal, arende, relation, identifiering } = oppnad
    const lagd = laggGrund(deps, 'faktura', anropare, { andamal, arende: arende ?? undefined, relation, identifiering })
    const grund = { ...lagd.grund, personRef: oppnad.personRef }
    const { datum, minut } = stockholmstid(grund.tid)
    const rackvidd = rackvidder.uppslag(anropare.roller, { andamal, arende, identifiering, datum, minut })
    if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)

    try {
      const person = oppnad.personRef === null ? undefined : await spegel.person(oppnad.personRef)
      const urval =
        person === undefined
          ? { visningar: [], orsak: 'okand' }
          : bara(
              oppnad,
              gorUrval(spegel, person, rackvidd, (mangd, falt) => (mangd === 'faktura' ? falt : INGET)),
            )
      const { visat, innehall } = visa(urval, datum)
      const poster = utgangsposter(nycklar, grund, rackvidd, visat, kanda(policy, person?.skyddadAv ?? []))
      const [faktura] = innehall.fakturor
      if (faktura === undefined) return visasEj(poster)
      return {
        poster,
        body: (platser) => ({
          loggId: loggIdn(platser, visat),
          tidpunkt: grund.tid.toISOString(),
          faktura: { ...faktura, fakturaRef },
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

/** The one invoice that the reference names. */
function bara({ avser }: Oppnadereferenser, { visningar, orsak }: Urval): Urval {
  for (const visning of visningar) {
    const post = visning.poster.find(({ fakturanummer }) => avser({ stadsdel: visning.stadsdel, fakturanummer }))
    if (post !== undefined) return { visningar: [{ ...visning, poster: [post] }], orsak }
  }
  return { visningar: [], orsak: visningar.length > 0 ? 'inga-uppgifter' : orsak }
}
