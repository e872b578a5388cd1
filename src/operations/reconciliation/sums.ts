import { createHash } from 'node:crypto'
import type { ArendeFinding, Comparison, Deviation, Obstacle, Side, SideSum, SubScope } from './report.ts'

const MODULUS = 1n << 128n

/**
 * A sum of hashes modulo 2^128: the same in any order, and unlike an exclusive or it does not forget what is there
 * twice. What goes in is keyed already, so nobody without the keys can choose what the parts become.
 */
class Sum {
  #count = 0
  #value = 0n

  take(ref: string, digest: Uint8Array): void {
    const hash = createHash('sha256').update(ref).update(digest).digest()
    this.#value = (this.#value + hash.readBigUInt64BE(0) * (1n << 64n) + hash.readBigUInt64BE(8)) % MODULUS
    this.#count++
  }

  get(): SideSum {
    return { count: this.#count, digest: this.#value.toString(16).padStart(32, '0') }
  }
}

interface Par extends SubScope {
  readonly their: Sum
  readonly mirror: Sum
}

/** Counts and digests of one side and of the mirror as that side should see it, kind by kind. */
export function createSums(side: Side) {
  const par = new Map<string, Par>()
  const of = ({ source, stadsdel, mangd }: SubScope): Par => {
    const name = `${source}/${stadsdel}/${mangd}`
    const known = par.get(name) ?? { source, stadsdel, mangd, their: new Sum(), mirror: new Sum() }
    par.set(name, known)
    return known
  }
  return {
    /** Also where nothing is found there is something to say. */
    about: (part: SubScope) => void of(part),
    their: (part: SubScope, ref: string, digest: Uint8Array) => of(part).their.take(ref, digest),
    mirror: (part: SubScope, ref: string, digest: Uint8Array) => of(part).mirror.take(ref, digest),
    comparisons: (deviations: readonly Deviation[], onTheWay: readonly Deviation[]): readonly Comparison[] =>
      [...par.values()].map(({ source, stadsdel, mangd, their, mirror }) => {
        const has = (one: Deviation) => one.source === source && one.stadsdel === stadsdel && one.mangd === mangd
        return {
          side,
          source,
          stadsdel,
          mangd,
          their: their.get(),
          mirror: mirror.get(),
          onTheWay: onTheWay.filter(has).length,
          deviations: deviations.filter(has).length,
        }
      }),
  }
}

type Sums = ReturnType<typeof createSums>

/** What one look at a side gave. */
export interface SidePicture {
  readonly sums: Sums
  readonly deviations: readonly Deviation[]
  readonly onTheWay: readonly Deviation[]
  /** Of cases alone. */
  readonly arenden?: readonly ArendeFinding[]
  readonly obstacle: readonly Obstacle[]
  /** The highest version that was read; of topics and cases. */
  readonly highest?: number
}
