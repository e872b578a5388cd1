import { createPopulation } from '../../../simulators/population/create-population.ts'
import type { Population } from '../../../simulators/population/population.ts'
import type { Truth, TruthItem } from '../../../simulators/population/truth.ts'
import { type StartedSimulators, startSimulators } from '../../../simulators/start-simulators.ts'

export type { Population, Truth, TruthItem }

export const cityWith = (count: number, seed: number, today: string): Population =>
  createPopulation({ antal: count, seed, today })

/** What the city holds of everybody whom one source of a stadsdel knows. */
export const truthsIn = (city: Population, stadsdel: string, source: 'paraplyet' | 'agresso'): Truth[] =>
  Array.from({ length: city.antal }, (_, i) => i)
    .filter((i) => city.stadsdelarOf(i, source).includes(stadsdel))
    .map((i) => city.truthAt(i))

/**
 * Enough for what crosses stadsdelar, each with all three sources. A hub reads all that it is connected to, and one of nobody takes as
 * long as one of twenty people.
 */
export const THREE_STADSDELAR = ['bromma', 'farsta', 'sodermalm']

/** A small city of today, on any free port. */
export const startCity = (
  count: number,
  seed: number,
  password: string,
  stadsdelar: readonly string[] = THREE_STADSDELAR,
): Promise<StartedSimulators> =>
  startSimulators({
    population: { antal: count, seed, today: new Date().toISOString().slice(0, 10), stadsdelar },
    port: 0,
    losenord: password,
  })
