import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { CoMETRE } from '@transmute/rfc9162'
import {
  decodeRange,
  EMPTY_RANGE,
  EMPTY_ROOT,
  encodePeaks,
  extend,
  leafHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from './merkle.ts'
import { consistencySubtrees, inclusionSubtrees, type Subtree, subtreeHashes } from './merkle-proof.ts'

const SIZES = 130
const leaves = Array.from({ length: 5000 }, (_, i) => leafHash(`post ${i}`))
const naiveRoots = Array.from({ length: SIZES + 1 }, (_, n) => naiveRoot(leaves.slice(0, n)))

/** The definition in RFC 9162 section 2.1.1, word for word. */
function naiveRoot(part: readonly Buffer[]): Buffer {
  const [only] = part
  if (only === undefined) return createHash('sha256').digest()
  if (part.length === 1) return only
  let k = 1
  while (k * 2 < part.length) k *= 2
  return createHash('sha256')
    .update(Buffer.of(1))
    .update(naiveRoot(part.slice(0, k)))
    .update(naiveRoot(part.slice(k)))
    .digest()
}

function hashesOf(subtrees: readonly Subtree[], size: number): Buffer[] {
  const hashes = subtreeHashes(subtrees)
  for (let from = 0; from < size; from += 7) hashes.push(leaves.slice(from, Math.min(from + 7, size)))
  return hashes.hashesOf(subtrees)
}
const inclusionProof = (index: number, size: number) => hashesOf(inclusionSubtrees(index, size), size)
const at = <T>(list: readonly T[], i: number): T => {
  const value = list[i]
  if (value === undefined) throw new RangeError(String(i))
  return value
}
/** Seeded, so that a failure can be had again. */
function randomNumbers(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state % below
  }
}
const flipped = (hash: Buffer) => Buffer.from(hash.map((byte, i) => (i === 5 ? byte ^ 1 : byte)))

test('a record is hashed as the RFC says, zero byte first', () => {
  const expected = createHash('sha256')
    .update(Buffer.concat([Buffer.of(0), Buffer.from('räkning')]))
    .digest()
  expect(leafHash('räkning')).toEqual(expected)
})

test('growing one leaf at a time gives the root of the definition for every size', () => {
  let range = EMPTY_RANGE
  expect(rootOf(range)).toEqual(EMPTY_ROOT)
  for (let size = 1; size <= SIZES; size++) {
    range = extend(range, [at(leaves, size - 1)])
    expect(rootOf(range)).toEqual(naiveRoots[size])
    expect(decodeRange(size, encodePeaks(range))).toEqual(range)
  }
})

test('a tree grows the same in any portions', () => {
  const next = randomNumbers(1)
  for (let round = 0; round < 20; round++) {
    let range = EMPTY_RANGE
    while (range.size < leaves.length) range = extend(range, leaves.slice(range.size, range.size + 1 + next(400)))
    expect(range).toEqual(extend(EMPTY_RANGE, leaves))
  }
  expect(rootOf(extend(EMPTY_RANGE, leaves))).toEqual(naiveRoot(leaves))
})

test('peaks that do not fit the size are refused', () => {
  const peaks = encodePeaks(extend(EMPTY_RANGE, leaves.slice(0, 7)))
  for (const size of [0, 1, 6, 8, -1, 7.5, Number.NaN, 2 ** 60]) expect(decodeRange(size, peaks)).toBeUndefined()
  expect(decodeRange(7, peaks.subarray(1))).toBeUndefined()
})

test('every record of every small tree has an inclusion proof that verifies, and only there', () => {
  const wrong: object[] = []
  for (let size = 1; size <= SIZES; size++) {
    const root = at(naiveRoots, size)
    for (let index = 0; index < size; index++) {
      const claim = { leaf: at(leaves, index), index, size, root, proof: inclusionProof(index, size) }
      const holds = verifyInclusion(claim)
      const elsewhere = [
        { ...claim, index: index + 1 },
        { ...claim, index: size },
        { ...claim, root: flipped(root) },
        { ...claim, leaf: flipped(claim.leaf) },
        { ...claim, proof: [...claim.proof, root] },
        { ...claim, proof: claim.proof.slice(1).concat(claim.proof.length === 0 ? [root] : []) },
      ].filter(verifyInclusion)
      if (!holds || elsewhere.length > 0) wrong.push({ size, index, holds, elsewhere })
    }
  }
  expect(wrong).toEqual([])
})

test('proofs of large trees verify, wherever the record lies', () => {
  const next = randomNumbers(2)
  for (let round = 0; round < 60; round++) {
    const size = SIZES + next(leaves.length - SIZES)
    const index = next(size)
    const root = rootOf(extend(EMPTY_RANGE, leaves.slice(0, size)))
    expect(verifyInclusion({ leaf: at(leaves, index), index, size, root, proof: inclusionProof(index, size) })).toBe(
      true,
    )
  }
})

test('hashes of another length and sizes that are no sizes are refused', () => {
  const root = at(naiveRoots, 8)
  const good = { leaf: at(leaves, 3), index: 3, size: 8, root, proof: inclusionProof(3, 8) }
  expect(verifyInclusion(good)).toBe(true)
  for (const bad of [{ index: -1 }, { index: 3.5 }, { size: Number.POSITIVE_INFINITY }, { size: Number.NaN }])
    expect(verifyInclusion({ ...good, ...bad })).toBe(false)
  expect(verifyInclusion({ ...good, leaf: root.subarray(1) })).toBe(false)
  expect(verifyInclusion({ ...good, proof: good.proof.map((hash) => Buffer.concat([hash, hash])) })).toBe(false)
})

test('a proof cannot be built for a record that is not there', () => {
  expect(() => inclusionSubtrees(8, 8)).toThrow(RangeError)
  const subtrees = inclusionSubtrees(0, 8)
  const hashes = subtreeHashes(subtrees)
  hashes.push(leaves.slice(0, 7))
  expect(() => hashes.hashesOf(subtrees)).toThrow(RangeError)
})

test('the proofs of all records come from one reading, in which each hash of the tree is computed once', () => {
  const size = 5_001
  const many = Array.from({ length: size }, (_, i) => leafHash(String(i)))
  const proofs = many.map((_, index) => inclusionSubtrees(index, size))
  const hashes = subtreeHashes(proofs.flat())
  const start = process.cpuUsage()
  for (let from = 0; from < size; from += 512) hashes.push(many.slice(from, from + 512))
  const { user } = process.cpuUsage(start)
  // A hash for each leaf; one for each of the ten thousand subtrees, in each page of leaves, would take seconds.
  expect(user).toBeLessThan(1_500_000)
  const root = rootOf(extend(EMPTY_RANGE, many))
  const standing = many.filter((leaf, index) =>
    verifyInclusion({ leaf, index, size, root, proof: hashes.hashesOf(at(proofs, index)) }),
  )
  expect(standing.length).toBe(size)
})

const consistencyProof = (earlier: number, size: number) => hashesOf(consistencySubtrees(earlier, size), size)

test('every small tree has a consistency proof with every earlier one, and with no other', () => {
  const wrong: object[] = []
  for (let size = 1; size <= 70; size++)
    for (let earlier = 1; earlier <= size; earlier++) {
      const [from, to] = [earlier, size].map((n) => ({ size: n, root: at(naiveRoots, n) })) as [Point, Point]
      const claim = { from, to, proof: consistencyProof(earlier, size) }
      const elsewhere = [
        { ...claim, from: { ...from, root: flipped(from.root) } },
        { ...claim, to: { ...to, root: flipped(to.root) } },
        { ...claim, from: { ...from, size: earlier + 1 } },
        { ...claim, proof: [...claim.proof, to.root] },
        { ...claim, proof: claim.proof.slice(1).concat(claim.proof.length === 0 ? [to.root] : []) },
        ...claim.proof.map((hash, i) => ({ ...claim, proof: claim.proof.with(i, flipped(hash)) })),
      ].filter(verifyConsistency)
      if (!verifyConsistency(claim) || elsewhere.length > 0) wrong.push({ earlier, size, elsewhere })
    }
  expect(wrong.map((one) => JSON.stringify(one, ['earlier', 'size']))).toEqual([])
  const empty = { size: 0, root: EMPTY_ROOT }
  const eight = { size: 8, root: at(naiveRoots, 8) }
  expect(verifyConsistency({ from: empty, to: eight, proof: consistencyProof(0, 8) })).toBe(true)
  expect(verifyConsistency({ from: { ...empty, root: eight.root }, to: eight, proof: [] })).toBe(false)
  expect(() => consistencySubtrees(9, 8)).toThrow(RangeError)
})
interface Point {
  readonly size: number
  readonly root: Buffer
}

test('another implementation of RFC 9162 builds the same consistency proofs, and accepts ours', async () => {
  const { root, leaf, consistency_proof, verify_consistency_proof, verify_inclusion_proof } = CoMETRE.RFC9162_SHA256
  for (const [earlier, size] of [
    [1, 2],
    [3, 7],
    [4, 8],
    [6, 33],
    [64, 100],
    [99, 100],
  ] as const) {
    const theirs = await Promise.all(leaves.slice(0, size).map((_, i) => leaf(Buffer.from(`post ${i}`))))
    const inclusion = { log_id: '', tree_size: earlier, leaf_index: 0, inclusion_path: inclusionProof(0, earlier) }
    const built = await consistency_proof(inclusion, theirs)
    const roots = [await root(theirs.slice(0, earlier)), await root(theirs)] as const
    // That library writes the first root out even when the earlier tree is one perfect subtree, where RFC 9162 leaves it out.
    const left = [1, 4, 64].includes(earlier) ? [Buffer.from(roots[0])] : []
    const path = [...left, ...consistencyProof(earlier, size)]
    expect(built.consistency_path.map((hash) => Buffer.from(hash))).toEqual(path)
    const ours = { log_id: '', tree_size_1: earlier, tree_size_2: size, consistency_path: path }
    expect(await verify_consistency_proof(...roots, ours)).toBe(true)
    const proof = { log_id: '', tree_size: size, leaf_index: earlier, inclusion_path: inclusionProof(earlier, size) }
    expect(Buffer.from(await verify_inclusion_proof(theirs[earlier] ?? Buffer.of(), proof))).toEqual(
      Buffer.from(roots[1]),
    )
  }
})

test('another implementation of RFC 9162 builds the same roots and inclusion proofs', async () => {
  const { root, leaf, inclusion_proof } = CoMETRE.RFC9162_SHA256
  for (const size of [1, 2, 3, 7, 8, 33, 100]) {
    const theirs = await Promise.all(leaves.slice(0, size).map((_, i) => leaf(Buffer.from(`post ${i}`))))
    expect(Buffer.from(await root(theirs))).toEqual(naiveRoots[size])
    const index = Math.floor(size / 3)
    const { inclusion_path } = await inclusion_proof(index, theirs)
    expect(inclusion_path.map((hash) => Buffer.from(hash))).toEqual(inclusionProof(index, size))
  }
})
