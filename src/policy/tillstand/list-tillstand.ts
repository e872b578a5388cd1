import { EGEN_LOGG } from '../../atkomstlogg/access.ts'
import type { Nycklar } from '../../platform/keys/keys.ts'
import type { Anropare } from '../../access/caller.ts'
import { misslyckad } from '../../access/refusals.ts'
import { egenPost } from '../../access/records.ts'
import { arNekad, type Utgang } from '../../access/outcome.ts'
import type { Stallningstagande, Tillstandsrad } from './tillstand.ts'
import type { Tillstandsfraga, Tillstandslista } from './tillstand-schema.ts'
import { borjaSteg, loggId, omFritext, type TillstandDeps } from './tillstand-steps.ts'

/** For those who decide and those who review: what was asked, why, and what was said to it. */
export function createListaTillstand(deps: TillstandDeps) {
  const { nycklar, tillstand } = deps

  return async (
    { status, limit = 20, page = 1 }: Tillstandsfraga,
    anropare: Anropare,
  ): Promise<Utgang<Tillstandslista>> => {
    const steg = borjaSteg(deps, anropare, ['granska', 'godkanna-undantag'], {})
    if (arNekad(steg)) return steg
    const { grund, roll } = steg
    try {
      const funna = await tillstand.lista({ status, limit, page })
      const visade = funna.slice(0, limit).map((rad) => oppnad(nycklar, rad))
      return {
        poster: egenPost(nycklar, grund, {
          roll,
          utfall: visade.length > 0 ? 'visat' : 'tomt',
          orsak: 'tillstand-lista',
        }),
        body: (platser) => ({ tillstand: visade, page, limit, fler: funna.length > limit, loggId: loggId(platser) }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

function oppnad(nycklar: Nycklar, rad: Tillstandsrad): Tillstandslista['tillstand'][number] {
  const fritext = (vad: Parameters<typeof omFritext>[1], forseglad: string) =>
    nycklar.oppnaFranLogg(EGEN_LOGG, omFritext(rad.tillstandId, vad), forseglad)
  const stallning = (vad: 'beslut' | 'granskning', ett: (Stallningstagande<string> & { readonly tid: Date }) | null) =>
    ett === null ? null : { ...ett, kommentar: fritext(vad, ett.kommentar), tid: ett.tid.toISOString() }
  return {
    ...rad,
    motivering: fritext('motivering', rad.motivering),
    begart: rad.begart.toISOString(),
    giltigTill: rad.giltigTill.toISOString(),
    beslut: stallning('beslut', rad.beslut),
    granskning: stallning('granskning', rad.granskning),
  }
}
