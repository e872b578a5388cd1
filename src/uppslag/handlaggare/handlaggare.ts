import { begransa } from '../../mapping/limit-fields.ts'
import { stockholmstid } from '../../platform/stockholm-time.ts'
import { dagensStadsdelar } from '../../policy/decide.ts'
import type { Anropare } from '../../access/caller.ts'
import { misslyckad, nekadAtkomst } from '../../access/refusals.ts'
import { laggGrund } from '../../access/grounds.ts'
import { loggIdn, utgangsposter } from '../../access/records.ts'
import { createRackvidder, type Rackvidd } from '../../policy/reach.ts'
import { sida } from '../../access/paging.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { Urval, Visning } from '../../mirror/selection.ts'
import type { Utgang } from '../../access/outcome.ts'
import type { Registerfraga, Registersvar } from './handlaggare-schema.ts'
import type { Handlaggarregister, Registerrad } from './register.ts'

export interface HandlaggareDeps extends Pick<UppslagDeps, 'policy' | 'nycklar' | 'klocka'> {
  readonly handlaggarregister: Handlaggarregister
}

/** The purpose under which the register is shown. */
const KONTAKT = 'kontakt-handlaggare'
const ordning = new Intl.Collator('sv')

/**
 * The register of handläggare, as far as each district's agreement and the role let it be seen. A district without an
 * agreement is simply not in it.
 */
export function createHandlaggare(deps: HandlaggareDeps) {
  const { policy, nycklar } = deps
  const rackvidder = createRackvidder(policy)

  return async (fraga: Registerfraga, anropare: Anropare): Promise<Utgang<Registersvar>> => {
    const { grund } = laggGrund(deps, 'register', anropare, { andamal: KONTAKT })
    const { datum, minut } = stockholmstid(grund.tid)
    // Nobody is asked about, so there is nobody whose caller would have to be identified.
    const om = { andamal: KONTAKT, arende: null, identifiering: 'bankid', datum, minut } as const
    const rackvidd = rackvidder.uppslag(anropare.roller, om)
    if (typeof rackvidd === 'string') return nekadAtkomst(nycklar, grund, rackvidd)
    try {
      const oppna = dagensStadsdelar(policy, datum)
        .map(({ kod }) => kod)
        .filter((kod) => (fraga.stadsdel ?? kod) === kod && rackvidd.beslut(kod, 'handlaggare').falt.size > 0)
      const traffar = urskilj(await deps.handlaggarregister.las(oppna), rackvidd, fraga)
      const { limit, page } = sida(fraga)
      const visade = traffar.slice((page - 1) * limit, page * limit)
      const urval = perStadsdel(visade)
      return {
        poster: utgangsposter(nycklar, grund, rackvidd, urval, []),
        body: (platser) => ({
          loggId: loggIdn(platser, urval),
          tidpunkt: grund.tid.toISOString(),
          handlaggare: visade.map(({ post, stadsdel, kalla }) => ({ ...post, stadsdel, kalla })),
          limit,
          page,
          antal: traffar.length,
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

/** Only what is shown is searched: otherwise the search itself would tell of a field that may not be seen. */
function urskilj(rader: readonly Registerrad[], rackvidd: Rackvidd, { ansvarsomrade }: Registerfraga): Registerrad[] {
  const borjan = ansvarsomrade?.toLocaleLowerCase('sv')
  return rader
    .flatMap(({ stadsdel, kalla, post }) =>
      begransa([post], rackvidd.beslut(stadsdel, 'handlaggare').falt).map((kvar) => ({ stadsdel, kalla, post: kvar })),
    )
    .filter(({ post }) => borjan === undefined || text(post.ansvarsomrade).toLocaleLowerCase('sv').startsWith(borjan))
    .sort(
      (a, b) =>
        (a.stadsdel < b.stadsdel ? -1 : a.stadsdel > b.stadsdel ? 1 : 0) ||
        ordning.compare(text(a.post.ansvarsomrade), text(b.post.ansvarsomrade)) ||
        ordning.compare(text(a.post.namn), text(b.post.namn)) ||
        ordning.compare(text(a.post.handlaggareId), text(b.post.handlaggareId)),
    )
}

const text = (varde: Registerrad['post'][string] | undefined): string => (typeof varde === 'string' ? varde : '')

function perStadsdel(visade: readonly Registerrad[]): Urval {
  const visningar = new Map<string, Visning & { readonly poster: Registerrad['post'][] }>()
  for (const { stadsdel, kalla, post } of visade) {
    const visning = visningar.get(stadsdel) ?? { stadsdel, kalla, mangd: 'handlaggare', poster: [] }
    visning.poster.push(post)
    visningar.set(stadsdel, visning)
  }
  return { visningar: [...visningar.values()], orsak: visade.length > 0 ? 'traff' : 'inga-uppgifter' }
}
