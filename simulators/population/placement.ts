import { STADSDELAR } from './districts.ts'
import type { SourceSystem } from './population.ts'
import { hash, PURPOSE } from './random.ts'
import type { Truth } from './truth.ts'

/** Where a person's data lie. Stadsdelar are places in STADSDELAR. */
export interface Placement {
  readonly home: number
  /** Where the person lived before; -1 when never moved. */
  readonly previous: number
  readonly paraplyet: boolean
  readonly agresso: boolean
}

/** Per thousand of the people. */
const ONLY_PARAPLYET = 120
const ONLY_AGRESSO = 80
/** What is rare comes at even distance, so that a small city has it too. The periods share no factor. */
const MOVED_EVERY = 49
const PROTECTED_EVERY = 101
const TWO_CUSTOMER_NUMBERS_EVERY = 97
const PROTECTION_GRADES: readonly Truth['skydd'][] = [
  'sekretessmarkering',
  'skyddad-folkbokforing',
  'fingerade',
  'sekretessmarkering',
  'sekretessmarkering',
  'skyddad-folkbokforing',
  'sekretessmarkering',
  'sekretessmarkering',
]

const everyN = (seed: number, index: number, n: number): boolean => (index + (seed % n)) % n === n - 9

/** Where each person's data lie, by index, in a city of these stadsdelar. */
export function createPlacement(seed: number, codes: readonly string[]): (index: number) => Placement {
  const places = STADSDELAR.flatMap(({ kod }, i) => (codes.includes(kod) ? [i] : []))
  const homes = places.flatMap((i) => Array<number>(STADSDELAR[i]?.andel ?? 0).fill(i))
  return (index) => {
    const h = hash(seed, index, PURPOSE.placement)
    const home = homes[h % homes.length] as number
    const kind = (h >>> 10) % 1000
    const step = 1 + ((h >>> 20) % (places.length - 1))
    return {
      home,
      previous: everyN(seed, index, MOVED_EVERY)
        ? (places[(places.indexOf(home) + step) % places.length] as number)
        : -1,
      paraplyet: kind >= ONLY_AGRESSO,
      agresso: kind < ONLY_AGRESSO || kind >= ONLY_AGRESSO + ONLY_PARAPLYET,
    }
  }
}

export const existsIn = (p: Placement, stadsdel: number, source?: SourceSystem): boolean =>
  (p.home === stadsdel || p.previous === stadsdel) && (source === undefined || p[source])

export function skyddOf(seed: number, index: number): Truth['skydd'] {
  if (!everyN(seed, index, PROTECTED_EVERY)) return 'ingen'
  return PROTECTION_GRADES[Math.floor(index / PROTECTED_EVERY) % PROTECTION_GRADES.length] as Truth['skydd']
}

/** Ordinary numbers lie below this, later second ones above, so that one person's rows are far apart in a sorted read. */
const SECOND_SERIES = 60_000_000
export const MAX_COUNT = 20_000_000

/** The series of the companies overlap on purpose: the same number is another person in another company. */
export const customerNumberOf = (index: number, stadsdel: number): string =>
  String(10_000_000 + stadsdel * 1_234_567 + index)
export const otherCustomerNumberOf = (index: number, stadsdel: number): string =>
  String(SECOND_SERIES + stadsdel * 1_234_567 + index)
/** Between the two series. */
export const numberOfNoPerson = (n: number, stadsdel: number): string => String(50_000_000 + stadsdel * 10 + n)
export const hasTwoCustomerNumbers = (seed: number, index: number): boolean =>
  everyN(seed, index, TWO_CUSTOMER_NUMBERS_EVERY)
