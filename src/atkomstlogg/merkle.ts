import { hash } from 'node:crypto'

/**
 * The Merkle tree of RFC 9162 section 2.1 over SHA-256. Leaves are numbered from 0. All input is untrusted: verifiers
 * return false and decoders undefined for malformed input.
 */
export const HASH_BYTES = 32

export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer')

export function leafHash(record: string): Buffer {
  return hash('sha256', `\0${record}`, 'buffer')
}

// Filled and read within one synchronous call.
const nodeInput = Buffer.alloc(1 + 2 * HASH_BYTES, 1)

export function nodeHash(left: Uint8Array, right: Uint8Array): Buffer {
  nodeInput.set(left, 1)
  nodeInput.set(right, 1 + HASH_BYTES)
  return hash('sha256', nodeInput, 'buffer')
}

/**
 * The state from which a tree can be extended: the roots of its perfect subtrees, largest (leftmost) first, as many as
 * `size` has ones in binary.
 */
export interface CompactRange {
  readonly size: number
  readonly peaks: readonly Buffer[]
}

export const EMPTY_RANGE: CompactRange = { size: 0, peaks: [] }

export function extend(range: CompactRange, leaves: Iterable<Buffer>): CompactRange {
  const peaks = [...range.peaks]
  let size = range.size
  for (const leaf of leaves) {
    let peak = leaf
    for (let rest = size; rest % 2 === 1; rest = (rest - 1) / 2) peak = nodeHash(peaks.pop() as Buffer, peak)
    peaks.push(peak)
    size++
  }
  return { size, peaks }
}

export function rootOf({ peaks }: CompactRange): Buffer {
  return peaks.length === 0 ? EMPTY_ROOT : peaks.reduceRight((right, left) => nodeHash(left, right))
}

export function encodePeaks(range: CompactRange): Buffer {
  return Buffer.concat(range.peaks)
}

/** Undefined when the bytes cannot be the peaks of a tree of that size. */
export function decodeRange(size: number, peaks: Uint8Array): CompactRange | undefined {
  if (!isSize(size) || peaks.length !== HASH_BYTES * ones(size)) return undefined
  const bytes = Buffer.from(peaks)
  return { size, peaks: splitHashes(bytes) }
}

/** Consecutive 32-byte hashes as views on the same memory. */
export function splitHashes(bytes: Buffer): Buffer[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  )
}

export interface Inclusion {
  readonly leaf: Uint8Array
  readonly index: number
  readonly size: number
  readonly root: Uint8Array
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 section 2.1.3.2. */
export function verifyInclusion({ leaf, index, size, root, proof }: Inclusion): boolean {
  if (!isSize(index) || !isSize(size) || index >= size || !allHashes([leaf, root, ...proof])) return false
  let fn = index
  let sn = size - 1
  let r: Uint8Array = leaf
  for (const p of proof) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      r = nodeHash(p, r)
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      r = nodeHash(r, p)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && Buffer.compare(r, root) === 0
}

export interface Consistency {
  readonly from: { readonly size: number; readonly root: Uint8Array }
  readonly to: { readonly size: number; readonly root: Uint8Array }
  readonly proof: readonly Uint8Array[]
}

/** RFC 9162 section 2.1.4.2; a tree without leaves is the beginning of every other, by an empty proof. */
export function verifyConsistency({ from, to, proof }: Consistency): boolean {
  if (!isSize(from.size) || !isSize(to.size) || from.size > to.size) return false
  if (!allHashes([from.root, to.root, ...proof])) return false
  const same = from.size === to.size
  if (same || from.size === 0) return proof.length === 0 && Buffer.compare(from.root, same ? to.root : EMPTY_ROOT) === 0
  const [first, ...path] = ones(from.size) === 1 ? [from.root, ...proof] : proof
  if (first === undefined) return false
  let [fn, sn] = [from.size - 1, to.size - 1]
  while (fn % 2 === 1) [fn, sn] = [half(fn), half(sn)]
  let [fr, sr] = [first, first]
  for (const c of path) {
    if (sn === 0) return false
    if (fn % 2 === 1 || fn === sn) {
      ;[fr, sr] = [nodeHash(c, fr), nodeHash(c, sr)]
      while (fn % 2 === 0 && fn !== 0) [fn, sn] = [half(fn), half(sn)]
    } else {
      sr = nodeHash(sr, c)
    }
    ;[fn, sn] = [half(fn), half(sn)]
  }
  return sn === 0 && Buffer.compare(fr, from.root) === 0 && Buffer.compare(sr, to.root) === 0
}

const half = (n: number): number => Math.floor(n / 2)
const isSize = (n: number): boolean => Number.isSafeInteger(n) && n >= 0
const allHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES)

function ones(size: number): number {
  let count = 0
  for (let rest = size; rest > 0; rest = half(rest)) count += rest % 2
  return count
}
