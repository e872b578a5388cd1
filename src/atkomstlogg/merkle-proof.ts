import { nodeHash, rootOf } from './merkle.ts'

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

/** Of a perfect subtree: its height, and its place among those of that height. */
interface Node {
  readonly height: number
  readonly index: number
}

/** The perfect subtrees that a subtree of a proof consists of, the largest first. */
function* nodesOf({ from, to }: Subtree): Generator<Node> {
  for (let at = from; at < to;) {
    let [height, size] = [0, 1]
    while (at % (2 * size) === 0 && at + 2 * size <= to) [height, size] = [height + 1, 2 * size]
    yield { height, index: at / size }
    at += size
  }
}

/**
 * Reads the leaves from 0 once, in order, hashes the tree over them once, and keeps what the subtrees need, however many they are.
 */
export function subtreeHashes(subtrees: readonly Subtree[]): {
  readonly push: (leaves: readonly Buffer[]) => void
  readonly hashesOf: (some: readonly Subtree[]) => Buffer[]
} {
  /** By height, then by place; undefined until the leaves have been read. */
  const kept: Map<number, Buffer | undefined>[] = []
  for (const subtree of subtrees)
    for (const { height, index } of nodesOf(subtree)) (kept[height] ??= new Map()).set(index, undefined)
  const keep = (height: number, index: number, hash: Buffer) => {
    const nodes = kept[height]
    // A leaf is a view on what was read with it.
    if (nodes?.has(index) === true) nodes.set(index, height === 0 ? Buffer.from(hash) : hash)
  }
  const peaks: Buffer[] = []
  let read = 0
  return {
    push(leaves) {
      for (const leaf of leaves) {
        let hash = leaf
        keep(0, read, hash)
        for (let index = read++, height = 1; index % 2 === 1; height++) {
          hash = nodeHash(peaks.pop() as Buffer, hash)
          index = (index - 1) / 2
          keep(height, index, hash)
        }
        peaks.push(hash)
      }
    },
    hashesOf: (some) =>
      some.map((subtree) => {
        const hashes = [...nodesOf(subtree)].map(({ height, index }) => kept[height]?.get(index))
        if (!hashes.every((hash) => hash !== undefined)) throw new RangeError('too few leaves for the proof')
        return rootOf({ size: subtree.to - subtree.from, peaks: hashes })
      }),
  }
}

function largestPowerBelow(n: number): number {
  let power = 1
  while (power * 2 < n) power *= 2
  return power
}
