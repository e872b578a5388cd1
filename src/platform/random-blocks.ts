import { randomBytes } from 'node:crypto'

const BLOCK = 256

/** So many random bytes a call, fetched from the system in blocks: one call to it costs more than the bytes do. None is handed out twice. */
export function randomInBlocks(bytes: number): () => Buffer {
  let block = Buffer.alloc(0)
  let used = 0
  return () => {
    if (used === block.length) {
      block = randomBytes(BLOCK * bytes)
      used = 0
    }
    return block.subarray(used, (used += bytes))
  }
}
