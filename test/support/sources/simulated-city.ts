import { createPopulation } from '../../../simulators/population/create-population.ts'
import type { Population } from '../../../simulators/population/population.ts'
import type { Truth, TruthItem } from '../../../simulators/population/truth.ts'

export type { Population, Truth, TruthItem }

export const cityWith = (count: number, seed: number, today: string): Population =>
  createPopulation({ antal: count, seed, today })

/** What the city holds of everybody whom one source of a stadsdel knows. */
export const truthsIn = (city: Population, stadsdel: string, source: 'paraplyet' | 'agresso'): Truth[] =>
  Array.from({ length: city.antal }, (_, i) => i)
    .filter((i) => city.stadsdelarOf(i, source).includes(stadsdel))
    .map((i) => city.truthAt(i))
