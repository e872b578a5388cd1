import { randomUUID } from 'node:crypto'
import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import { rymmerPersonnummer } from '../../mapping/find-personnummer.ts'
import { rollerForSkyddade } from '../rights.ts'
import type { Anropare } from '../../access/caller.ts'
import { misslyckad, ogiltigBegaran } from '../../access/refusals.ts'
import { egenPost } from '../../access/records.ts'
import { arNekad, type Utgang } from '../../access/outcome.ts'
import type { Tillstandsbegaran, Tillstandssvar } from './tillstand-schema.ts'
import { borjaSteg, loggId, nekaSteg, omFritext, type TillstandDeps } from './tillstand-steps.ts'

/**
 * Asks for an enkelttillstånd. Nothing of the person is read: the answer is the same whether she exists, is protected or
 * neither.
 */
export function createBegarTillstand(deps: TillstandDeps) {
  const { policy, nycklar, tillstand } = deps

  return async (begaran: Tillstandsbegaran, anropare: Anropare): Promise<Utgang<Tillstandssvar>> => {
    const { regel, arende, minuter, motivering } = begaran
    const fritext = { falt: 'motivering', text: motivering }
    const steg = borjaSteg(deps, anropare, ['begara-undantag'], { ...begaran, fritext })
    if (arNekad(steg)) return steg
    const tillstandId = nyttId(steg.grund.tid)
    const grund = { ...steg.grund, tillstand: tillstandId }
    const undantag = policy.undantag[regel]
    if (undantag === undefined) return nekaSteg(nycklar, steg.grund, 'regel')
    if (minuter > undantag.hogstMinuter)
      return ogiltigBegaran(nycklar, steg.grund, [{ pekare: '/minuter', regel: 'är fler än regeln tillåter' }])
    if (regel === 'skyddad' && rollerForSkyddade(policy, anropare.roller).length === 0)
      return nekaSteg(nycklar, steg.grund, 'ratt-saknas')

    const status = undantag.godkannande ? 'vantar-godkannande' : 'beviljat'
    try {
      // The id is what makes it usable, and leaves only with a durable record.
      const { giltigTill } = await tillstand.begar({
        tillstandId,
        regel,
        status,
        slutanvandare: anropare.slutanvandare,
        klient: anropare.klient,
        personRef: grund.personRef,
        arende: arende ?? null,
        motivering: nycklar.forseglaForLogg(EGEN_LOGG, omFritext(tillstandId, 'motivering'), motivering),
        minuter,
      })
      return {
        poster: egenPost(nycklar, grund, { roll: steg.roll, utfall: 'tomt', orsak: `${regel}-${status}` }),
        body: (platser) => ({ tillstandId, status, giltigTill: giltigTill.toISOString(), loggId: loggId(platser) }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

/** It stands in addresses, and hexadecimal digits may all be decimal. */
function nyttId(nu: Date): string {
  for (;;) {
    const id = randomUUID()
    if (!rymmerPersonnummer(id, nu)) return id
  }
}
