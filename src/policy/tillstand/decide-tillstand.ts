import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import type { Anropare } from '../../access/caller.ts'
import { misslyckad } from '../../access/refusals.ts'
import { egenPost } from '../../access/records.ts'
import { arNekad, type Utgang } from '../../access/outcome.ts'
import type { Beslutsbegaran, Beslutssvar, Granskningsbegaran, Granskningssvar } from './tillstand-schema.ts'
import { borjaSteg, hindrat, loggId, omFritext, type TillstandDeps } from './tillstand-steps.ts'

/** Somebody else than who asked says yes or no. It is in force when its record is durable, and not before. */
export function createBeslutaTillstand(deps: TillstandDeps) {
  const { nycklar, tillstand } = deps

  return async (
    tillstandId: string,
    { beslut, kommentar }: Beslutsbegaran,
    anropare: Anropare,
  ): Promise<Utgang<Beslutssvar>> => {
    const fritext = { falt: 'kommentar', text: kommentar }
    const steg = borjaSteg(deps, anropare, ['godkanna-undantag'], { tillstand: tillstandId, fritext })
    if (arNekad(steg)) return steg
    const { grund, roll } = steg
    try {
      const utfall = await tillstand.besluta(tillstandId, {
        utfall: beslut,
        av: anropare.slutanvandare,
        kommentar: nycklar.forseglaForLogg(EGEN_LOGG, omFritext(tillstandId, 'beslut'), kommentar),
      })
      if (typeof utfall === 'string') return hindrat(nycklar, grund, utfall)
      return {
        poster: egenPost(nycklar, grund, { roll, utfall: 'tomt', orsak: `tillstand-${beslut}` }),
        verkstall: () => tillstand.verkstall(tillstandId),
        body: (platser) => ({
          tillstandId,
          status: beslut === 'godkant' ? 'beviljat' : 'avslaget',
          giltigTill: utfall.giltigTill.toISOString(),
          loggId: loggId(platser),
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

/** Somebody who had no part in it says afterwards whether it was right. */
export function createGranskaTillstand(deps: TillstandDeps) {
  const { nycklar, tillstand } = deps

  return async (
    tillstandId: string,
    { utfall, kommentar }: Granskningsbegaran,
    anropare: Anropare,
  ): Promise<Utgang<Granskningssvar>> => {
    const fritext = { falt: 'kommentar', text: kommentar }
    const steg = borjaSteg(deps, anropare, ['granska'], { tillstand: tillstandId, fritext })
    if (arNekad(steg)) return steg
    const { grund, roll } = steg
    try {
      const granskat = await tillstand.granska(tillstandId, {
        utfall,
        av: anropare.slutanvandare,
        kommentar: nycklar.forseglaForLogg(EGEN_LOGG, omFritext(tillstandId, 'granskning'), kommentar),
      })
      if (granskat !== 'granskat') return hindrat(nycklar, grund, granskat)
      return {
        poster: egenPost(nycklar, grund, { roll, utfall: 'tomt', orsak: `tillstand-${utfall}` }),
        body: (platser) => ({ tillstandId, granskning: utfall, loggId: loggId(platser) }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}
