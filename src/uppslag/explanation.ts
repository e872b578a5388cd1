import type { Nycklar } from '../platform/keys/keys.ts'
import { stockholmstid } from '../platform/stockholm-time.ts'
import { forklara, type Mangdforklaring } from '../policy/explain.ts'
import type { Policy } from '../policy/policy.ts'
import { regeltext } from '../policy/rule-texts.ts'
import type { Anropare } from '../access/caller.ts'
import { FORKLARINGAR, nekadAtkomst, ogiltigBegaran } from '../access/refusals.ts'
import type { Forklaringsbegaran, Forklaringssvar } from './explanation-schema.ts'
import { laggGrund } from '../access/grounds.ts'
import { egenPost, platsIdn } from '../access/records.ts'
import { createRackvidder } from '../policy/reach.ts'
import type { Kroppsfel, Utgang } from '../access/outcome.ts'

interface ForklaringDeps {
  readonly policy: Policy
  readonly nycklar: Nycklar
  readonly klocka: () => Date
}

/**
 * Why the caller's roles see what they see: what a lookup would show and which rule hides the rest. About rules only; no
 * person is named and nothing of the mirror is read.
 */
export function createForklaring(deps: ForklaringDeps) {
  const { policy, nycklar } = deps
  const rackvidder = createRackvidder(policy)

  return async (begaran: Forklaringsbegaran, anropare: Anropare): Promise<Utgang<Forklaringssvar>> => {
    const { andamal, identifiering, stadsdel } = begaran
    const { grund, ogiltigt } = laggGrund(deps, 'forklaring', anropare, begaran)
    const tidpunkt = begaran.tidpunkt === undefined ? grund.tid : new Date(begaran.tidpunkt)
    const fel = [...ogiltigt, ...ovrigtOgiltigt(policy, stadsdel, tidpunkt)]
    if (fel.length > 0) return ogiltigBegaran(nycklar, grund, fel)
    if (!Object.hasOwn(policy.andamal, andamal)) return nekadAtkomst(nycklar, grund, 'andamal')
    const roller = [...new Set(anropare.roller)].filter((roll) => Object.hasOwn(policy.roller, roll)).sort()
    if (roller.length === 0) return nekadAtkomst(nycklar, grund, 'roll')

    const { datum, minut } = stockholmstid(tidpunkt)
    const fraga = { andamal, identifiering, arende: grund.arende, datum, minut }
    const rackvidd = rackvidder.uppslag(roller, fraga)
    const stadsdelar = stadsdel === undefined ? undefined : [stadsdel]
    return {
      poster: egenPost(nycklar, grund, { roll: roller.join(' '), utfall: 'tomt', orsak: 'regler' }),
      body: (platser) => ({
        loggId: platsIdn(platser),
        tidpunkt: tidpunkt.toISOString(),
        policyversion: policy.version,
        nekas: typeof rackvidd === 'string' ? FORKLARINGAR[rackvidd] : null,
        roller: roller.map((roll) => ({
          roll,
          namn: policy.roller[roll]?.namn ?? roll,
          galler: typeof rackvidd !== 'string' && rackvidd.roll === roll,
          mangder: forklara(policy, { ...fraga, roll }, stadsdelar).map(medText),
        })),
      }),
    }
  }
}

function ovrigtOgiltigt(policy: Policy, stadsdel: string | undefined, tidpunkt: Date): Kroppsfel[] {
  return [
    // A leap second has the form of a time and is none.
    ...(Number.isNaN(tidpunkt.getTime()) ? [{ pekare: '/tidpunkt', regel: 'är ingen giltig tidpunkt' }] : []),
    ...(stadsdel !== undefined && !policy.stadsdelar.some(({ kod }) => kod === stadsdel)
      ? [{ pekare: '/stadsdel', regel: 'är ingen stadsdel' }]
      : []),
  ]
}

const medText = ({ doljs, visas, ...mangd }: Mangdforklaring) => ({
  ...mangd,
  visas: [...visas],
  doljs: doljs.map(({ falt, regel, fil, pekare, kraver }) => ({
    falt: [...falt],
    regel,
    forklaring: regeltext({ regel, ...(kraver === undefined ? {} : { kraver }) }),
    regelplats: `${fil}#${pekare}`,
  })),
})
