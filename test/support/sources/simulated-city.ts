import { skapaPopulation } from '../../../simulators/population/create-population.ts'
import type { Population } from '../../../simulators/population/population.ts'
import type { Sanning, Sanningspost } from '../../../simulators/population/truth.ts'

export type { Population, Sanning, Sanningspost }

export const stadMed = (antal: number, seed: number, idag: string): Population => skapaPopulation({ antal, seed, idag })

/** What the city holds of everybody whom one source of a stadsdel knows. */
export const sanningarI = (stad: Population, stadsdel: string, kalla: 'paraplyet' | 'agresso'): Sanning[] =>
  Array.from({ length: stad.antal }, (_, i) => i)
    .filter((i) => stad.stadsdelarAv(i, kalla).includes(stadsdel))
    .map((i) => stad.sanningAt(i))
