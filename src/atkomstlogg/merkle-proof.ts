import { EMPTY_RANGE, extend, rootOf, type CompactRange } from './merkle.ts'

/** Leaves `[from, to)` whose subtree root is one hash of a proof. */
export interface Subtree {
  readonly from: number
  readonly to: number
}

/** The subtrees that an inclusion proof names, in its order (RFC 9162 section 2.1.3.1). */
export function inclusionSubtrees(index: number, size: number): Subtree[] {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) throw new RangeError('no such leaf in the tree')
  const found: Subtree[] = []
  for (let from = 0, to = size; to - from > 1;) {
    const middle = from + largestPowerBelow(to - from)
    if (index < middle) {
      found.push({ from: middle, to })
      to = middle
    } else {
      found.push({ from, to: middle })
      from = middle
    }
  }
  return found.reverse()
}

/** Reads the leaves from 0 once, in order, and keeps only what the subtrees need. */
export function subtreeHashes(subtrees: readonly Subtree[]): {
  readonly push: (leaves: readonly Buffer[]) => void
  readonly hashes: () => Buffer[]
} {
  const ranges = new Map<Subtree, CompactRange>(subtrees.map((subtree) => [subtree, EMPTY_RANGE]))
  let read = 0
  return {
    push(leaves) {
      for (const [subtree, range] of ranges) {
        const [from, to] = [Math.max(subtree.from - read, 0), subtree.to - read]
        if (to > 0 && from < leaves.length) ranges.set(subtree, extend(range, leaves.slice(from, to)))
      }
      read += leaves.length
    },
    hashes() {
      return subtrees.map((subtree) => {
        const range = ranges.get(subtree)
        if (range?.size !== subtree.to - subtree.from) throw new RangeError('too few leaves for the proof')
        return rootOf(range)
      })
    },
  }
}

function largestPowerBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
