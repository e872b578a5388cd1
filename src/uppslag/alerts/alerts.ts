import type { Anropare } from '../../access/caller.ts'
import { misslyckad, nekadAtkomst } from '../../access/refusals.ts'
import { laggGrund } from '../../access/grounds.ts'
import { egenPost, platsIdn } from '../../access/records.ts'
import { rollMedRatt } from '../../policy/right.ts'
import { sida } from '../../access/paging.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { Utgang } from '../../access/outcome.ts'
import type { Larmfraga, Larmsvar } from './alerts-schema.ts'
import type { Larmlager } from './alert-store.ts'

export interface LarmDeps extends Pick<UppslagDeps, 'policy' | 'nycklar' | 'klocka'> {
  readonly larm: Larmlager
}

/** What the log's follower has found that somebody should look at, newest first, for whoever reviews the log. */
export function createLarm(deps: LarmDeps) {
  const { policy, nycklar } = deps

  return async (fraga: Larmfraga, anropare: Anropare): Promise<Utgang<Larmsvar>> => {
    const { grund } = laggGrund(deps, 'granskning', anropare, {})
    const roll = rollMedRatt(policy, anropare.roller, 'granska')
    if (roll === undefined) return nekadAtkomst(nycklar, grund, 'ratt')
    try {
      const { slag, franOchMed: fran, tillOchMed: till } = fraga
      const sidan = sida(fraga)
      const { larm, antal } = await deps.larm.lista({ slag, fran, till }, sidan)
      return {
        poster: egenPost(nycklar, grund, { roll, utfall: 'visat', orsak: 'larm' }),
        body: (platser) => ({
          loggId: platsIdn(platser),
          tidpunkt: grund.tid.toISOString(),
          larm: larm.map((ett) => ({
            larmId: String(ett.id),
            tid: ett.tid.toISOString(),
            slag: ett.slag,
            loggpost: `${ett.logg}/${String(ett.nummer)}`,
          })),
          ...sidan,
          antal,
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}
