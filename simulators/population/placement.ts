import type { Kallsystem } from './population.ts'
import { STADSDELAR } from './districts.ts'
import { hash, SYFTE } from './random.ts'
import type { Sanning } from './truth.ts'

/** Where a person's data lie. Stadsdelar are places in STADSDELAR. */
export interface Placering {
  readonly hem: number
  /** Where the person lived before; -1 when never moved. */
  readonly forra: number
  readonly paraplyet: boolean
  readonly agresso: boolean
}

/** Per thousand of the people. */
const BARA_PARAPLYET = 120
const BARA_AGRESSO = 80
/** What is rare comes at even distance, so that a small city has it too. The periods share no factor. */
const FLYTTAD_VAR = 49
const SKYDDAD_VAR = 101
const TVA_KUNDNUMMER_VAR = 97
const SKYDDSGRADER: readonly Sanning['skydd'][] = [
  'sekretessmarkering',
  'skyddad-folkbokforing',
  'fingerade',
  'sekretessmarkering',
  'sekretessmarkering',
  'skyddad-folkbokforing',
  'sekretessmarkering',
  'sekretessmarkering',
]

const STADSDEL_AV_TUSENDE: readonly number[] = STADSDELAR.flatMap(({ andel }, i) => Array<number>(andel).fill(i))

const varjeN = (seed: number, index: number, n: number): boolean => (index + (seed % n)) % n === n - 9

export function placeringAv(seed: number, index: number): Placering {
  const h = hash(seed, index, SYFTE.placering)
  const hem = STADSDEL_AV_TUSENDE[h % 1000] as number
  const slag = (h >>> 10) % 1000
  const steg = 1 + ((h >>> 20) % (STADSDELAR.length - 1))
  return {
    hem,
    forra: varjeN(seed, index, FLYTTAD_VAR) ? (hem + steg) % STADSDELAR.length : -1,
    paraplyet: slag >= BARA_AGRESSO,
    agresso: slag < BARA_AGRESSO || slag >= BARA_AGRESSO + BARA_PARAPLYET,
  }
}

export const finnsI = (p: Placering, stadsdel: number, kalla?: Kallsystem): boolean =>
  (p.hem === stadsdel || p.forra === stadsdel) && (kalla === undefined || p[kalla])

export function skyddAv(seed: number, index: number): Sanning['skydd'] {
  if (!varjeN(seed, index, SKYDDAD_VAR)) return 'ingen'
  return SKYDDSGRADER[Math.floor(index / SKYDDAD_VAR) % SKYDDSGRADER.length] as Sanning['skydd']
}

/** Ordinary numbers lie below this, later second ones above, so that one person's rows are far apart in a sorted read. */
const ANDRA_SERIEN = 60_000_000
export const MAX_ANTAL = 20_000_000

/** The series of the companies overlap on purpose: the same number is another person in another company. */
export const kundnummerAv = (index: number, stadsdel: number): string =>
  String(10_000_000 + stadsdel * 1_234_567 + index)
export const andraKundnummerAv = (index: number, stadsdel: number): string =>
  String(ANDRA_SERIEN + stadsdel * 1_234_567 + index)
export const harTvaKundnummer = (seed: number, index: number): boolean => varjeN(seed, index, TVA_KUNDNUMMER_VAR)
