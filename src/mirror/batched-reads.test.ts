import { expect, test } from '@jest/globals'
import { batchedReads } from './batched-reads.ts'

/** Reads that end when the test says so. */
function heldReads() {
  const begun: { readonly keys: readonly string[]; end(): void; fail(): void }[] = []
  const read = (keys: readonly string[]) =>
    new Promise<ReadonlyMap<string, string>>((resolve, reject) => {
      const found = new Map(keys.filter((key) => key !== 'nobody').map((key) => [key, `${key}!`]))
      begun.push({ keys, end: () => resolve(found), fail: () => reject(new Error('lost')) })
    })
  return { begun, read }
}

test('a read alone begins at once, and those that come meanwhile share the next', async () => {
  const { begun, read } = heldReads()
  const person = batchedReads(read, { parallel: 1, maxBatch: 10 })
  const answers = Promise.all(['a', 'b', 'c', 'b', 'nobody'].map(person))
  expect(begun.map(({ keys }) => keys)).toEqual([['a']])
  begun[0]?.end()
  await new Promise(setImmediate)
  expect(begun[1]?.keys).toEqual(['b', 'c', 'nobody'])
  begun[1]?.end()
  expect(await answers).toEqual(['a!', 'b!', 'c!', 'b!', undefined])
})

test('no read is larger than allowed, and no more of them are under way at once', async () => {
  const { begun, read } = heldReads()
  const person = batchedReads(read, { parallel: 2, maxBatch: 2 })
  const answers = Promise.all(['a', 'b', 'c', 'd', 'e'].map(person))
  expect(begun.map(({ keys }) => keys)).toEqual([['a'], ['b']])
  begun[0]?.end()
  await new Promise(setImmediate)
  expect(begun[2]?.keys).toEqual(['c', 'd'])
  begun[1]?.end()
  begun[2]?.end()
  await new Promise(setImmediate)
  begun[3]?.end()
  expect(await answers).toEqual(['a!', 'b!', 'c!', 'd!', 'e!'])
})

test('a read that fails fails for those who shared it and for nobody after them', async () => {
  const { begun, read } = heldReads()
  const person = batchedReads(read, { parallel: 1, maxBatch: 10 })
  const first = person('a')
  const second = person('b')
  begun[0]?.fail()
  await expect(first).rejects.toThrow('lost')
  await new Promise(setImmediate)
  begun[1]?.end()
  expect(await second).toBe('b!')
})
