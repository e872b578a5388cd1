import { type CompactRange, extend, rootOf } from './merkle.ts'

/** A root that the tree must have had at a size, and the source of that claim. */
export interface TreePoint {
  readonly size: number
  readonly root: Buffer
  readonly source: string
}

export interface Growth {
  /** Appends leaves; returns the first point that the tree contradicts, after which it must not be used. */
  push(leaves: readonly Buffer[]): TreePoint | undefined
  range(): CompactRange
}

/** Grows a tree from a trusted beginning, and checks it at every point that it passes. */
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
