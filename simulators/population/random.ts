export interface Random {
  /** An integer from 0 up to and not including n. */
  number(n: number): number
  /** An integer from `from` up to and including `to`. */
  between(from: number, to: number): number
  /** True with probability p. */
  chance(p: number): boolean
  options<T>(list: readonly T[]): T
}

/** 32 well-mixed bits of the keys (the finaliser of MurmurHash3). */
export function hash(a: number, b: number, c: number): number {
  let h = Math.imul(a ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(b + 0x7f4a7c15, 0xc2b2ae35) ^ Math.imul(c + 1, 0x27d4eb2f)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/**
 * Random numbers for one purpose about one person: the same for the same keys, whatever else was asked before, so that
 * any person can be made alone (mulberry32).
 */
export function random(seed: number, index: number, purpose: number): Random {
  let s = hash(seed, index, purpose)
  const next = (): number => {
    s = (s + 0x6d2b79f5) | 0
    let t = Math.imul(s ^ (s >>> 15), 1 | s)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  const number = (n: number): number => Math.floor(next() * n)
  return {
    number,
    between: (from, to) => from + number(to - from + 1),
    chance: (p) => next() < p,
    options: <T>(list: readonly T[]): T => list[number(list.length)] as T,
  }
}

/** Names of the streams of random numbers; two purposes never share one. */
export const PURPOSE = {
  nummer: 1,
  placement: 2,
  person: 3,
  finances: 4,
  secret: 5,
  handlaggare: 6,
  care: 100,
  fakturor: 200,
} as const
