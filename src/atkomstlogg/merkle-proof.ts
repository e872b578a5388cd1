import { EMPTY_RANGE, extend, rootOf } from './merkle.ts'

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

/** The subtrees that a consistency proof names, in its order (RFC 9162 section 2.1.4.1). */
export function consistencySubtrees(earlier: number, size: number): Subtree[] {
  if (![earlier, size].every(Number.isSafeInteger) || earlier < 0 || earlier > size)
    throw new RangeError('no such tree within the tree')
  if (earlier === 0 || earlier === size) return []
  const found: Subtree[] = []
  let [from, to] = [0, size]
  while (earlier !== to) {
    const middle = from + largestPowerBelow(to - from)
    if (earlier <= middle) {
      found.push({ from: middle, to })
      to = middle
    } else {
      found.push({ from, to: middle })
      from = middle
    }
  }
  return from === 0 ? found.reverse() : [{ from, to }, ...found.reverse()]
}

/** Reads the leaves from 0 once, in order, and keeps only what the subtrees need; what several proofs share is hashed once. */
export function subtreeHashes(subtrees: readonly Subtree[]): {
  readonly push: (leaves: readonly Buffer[]) => void
  readonly hashesOf: (some: readonly Subtree[]) => Buffer[]
} {
  const nameOf = ({ from, to }: Subtree): string => `${from}-${to}`
  const wanted = new Map(subtrees.map((subtree) => [nameOf(subtree), { subtree, range: EMPTY_RANGE }]))
  let read = 0
  return {
    push(leaves) {
      for (const one of wanted.values()) {
        const [from, to] = [Math.max(one.subtree.from - read, 0), one.subtree.to - read]
        if (to > 0 && from < leaves.length) one.range = extend(one.range, leaves.slice(from, to))
      }
      read += leaves.length
    },
    hashesOf: (some) =>
      some.map((subtree) => {
        const range = wanted.get(nameOf(subtree))?.range
        if (range?.size !== subtree.to - subtree.from) throw new RangeError('too few leaves for the proof')
        return rootOf(range)
      }),
  }
}

function largestPowerBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
