import { svensktDatum } from '../../platform/stockholm-time.ts'
import type { Anropare } from '../../access/caller.ts'
import { misslyckad, nekadAtkomst, ogiltigBegaran } from '../../access/refusals.ts'
import { laggGrund } from '../../access/grounds.ts'
import { egenPost, platsIdn } from '../../access/records.ts'
import { rollMedRatt } from '../../policy/right.ts'
import type { UppslagDeps } from '../uppslag.ts'
import type { Utgang } from '../../access/outcome.ts'
import type { Statistikfraga, Statistikrad, Statistiksvar } from './statistics-schema.ts'
import type { Rakning, Uppslagsstatistik } from './statistics-store.ts'
import { antalVeckor, isoVecka, veckanFore, veckansMandag } from '../../atkomstlogg/follow/iso-week.ts'

export interface StatistikDeps extends Pick<UppslagDeps, 'policy' | 'nycklar' | 'klocka'> {
  readonly statistik: Uppslagsstatistik
}

const MAX_VECKOR = 53
const VECKOR = 13
/** Fewer than this could be somebody: those who work with the cases know which they were. */
const MINST = 5
const OKATEGORISERAD = 'okategoriserad'

/**
 * How many lookups, by week, district and category. There are cells and nothing else: with a sum of any kind a cell
 * that is held back could be worked out from those that are shown, and a filter picks among the same cells, so that
 * two answers cannot be subtracted from each other either. What showed nothing is one number per week.
 */
export function createStatistik(deps: StatistikDeps) {
  const { policy, nycklar } = deps

  return async (fraga: Statistikfraga, anropare: Anropare): Promise<Utgang<Statistiksvar>> => {
    const { grund } = laggGrund(deps, 'statistik', anropare, {})
    const roll = rollMedRatt(policy, anropare.roller, 'statistik')
    if (roll === undefined) return nekadAtkomst(nycklar, grund, 'ratt')
    const { franVecka, tillVecka } = medForval(fraga, isoVecka(svensktDatum(grund.tid)))
    const antal = antalVeckor(franVecka, tillVecka)
    if (antal === undefined || antal > MAX_VECKOR)
      return ogiltigBegaran(nycklar, grund, [
        {
          pekare: '/franVecka',
          regel: `ska vara högst ${String(MAX_VECKOR)} veckor före tillVecka, och båda ska finnas`,
        },
      ])
    try {
      const celler = await deps.statistik.rakna(franVecka, tillVecka, fraga.stadsdel)
      return {
        poster: egenPost(nycklar, grund, { roll, utfall: 'visat', orsak: 'statistik' }),
        body: (platser) => ({
          loggId: platsIdn(platser),
          tidpunkt: grund.tid.toISOString(),
          franVecka,
          tillVecka,
          rader: celler.map(rad),
        }),
      }
    } catch (error) {
      return misslyckad(nycklar, grund, error)
    }
  }
}

/** A quarter of a year up to this week, or around the end that was given. */
function medForval({ franVecka, tillVecka }: Statistikfraga, denna: string): { franVecka: string; tillVecka: string } {
  const till = tillVecka ?? denna
  if (franVecka !== undefined) return { franVecka, tillVecka: till }
  return { franVecka: veckansMandag(till) === undefined ? till : veckanFore(till, VECKOR - 1), tillVecka: till }
}

function rad({ antal, ...cell }: Rakning): Statistikrad {
  const huvudkategori = cell.stadsdel === null ? null : (cell.huvudkategori ?? OKATEGORISERAD)
  return antal < MINST
    ? { ...cell, huvudkategori, antal: null, antalText: `färre än ${String(MINST)}` }
    : { ...cell, huvudkategori, antal, antalText: String(antal) }
}
