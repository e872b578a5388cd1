import type { Anropare } from '../uppslag/anropare.ts'
import { misslyckad, nekadAtkomst } from '../uppslag/avvisning.ts'
import { laggGrund } from '../uppslag/grund.ts'
import { egenPost, platsIdn } from '../uppslag/loggposter.ts'
import { rollMedRatt } from '../uppslag/ratt.ts'
import { sida } from '../uppslag/sidor.ts'
import type { UppslagDeps } from '../uppslag/uppslag.ts'
import type { Utgang } from '../uppslag/utgang.ts'
import type { Larmfraga, Larmsvar } from './larm-schema.ts'
import type { Larmlager } from './larmlager.ts'

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
