import { extend, rootOf, type CompactRange } from './merkle.ts'

/** A size at which a tree must have had this root, and who says so. */
export interface TreePoint {
  readonly size: number
  readonly root: Buffer
  readonly source: string
}

export interface Growth {
  /** Takes the next leaves; gives the first point that does not hold, and is then of no more use. */
  push(leaves: readonly Buffer[]): TreePoint | undefined
  range(): CompactRange
}

/** Grows a tree from a beginning that is trusted, and holds it against every point it passes. */
export function createGrowth(beginning: CompactRange, points: readonly TreePoint[]): Growth {
  let range = beginning
  const ahead = points.filter(({ size }) => size >= beginning.size).sort((a, b) => a.size - b.size)
  return {
    push(leaves) {
      let rest = leaves
      for (let point = ahead[0]; point !== undefined && point.size <= range.size + rest.length; point = ahead[0]) {
        const upTo = point.size - range.size
        range = extend(range, rest.slice(0, upTo))
        rest = rest.slice(upTo)
        if (!rootOf(range).equals(point.root)) return point
        ahead.shift()
      }
      range = extend(range, rest)
      return undefined
    },
    range: () => range,
  }
}
