import { createHash } from 'node:crypto'
import { expect, test } from '@jest/globals'
import { RefTable } from './ref-table.ts'

const ref = (n: number) => createHash('sha256').update(String(n)).digest().subarray(0, 16).toString('base64url')
const digest = (n: number) => createHash('sha256').update(`d${n}`).digest().subarray(0, 16)

test('remembers, compares and lists what was not seen, through many growths', () => {
  const table = new RefTable()
  for (let n = 0; n < 10_000; n++) table.put(ref(n), digest(n))
  for (let n = 0; n < 9_000; n++)
    expect(table.compare(ref(n), [digest(n % 3 === 0 ? n : n + 1)])).toBe(n % 3 === 0 ? 'samma' : 'annan')
  expect(table.compare(ref(10_000), [digest(0)])).toBe('ny')
  expect(table.compare(ref(9_999), [digest(1), digest(9_999)])).toBe('samma')
  expect(table.compare(ref(9_999), [digest(9_999), digest(2)])).toBe('annan')
  expect(table.size).toBe(10_001)
  expect(new Set(table.unseen())).toEqual(new Set(Array.from({ length: 999 }, (_, n) => ref(9_000 + n))))
})

test('tells the first sight from the second', () => {
  const table = new RefTable()
  table.put(ref(1), digest(1))
  expect([table.see(ref(1)), table.see(ref(1)), table.see(ref(2)), table.see(ref(2))]).toEqual([
    'osedd',
    'sedd',
    'ny',
    'sedd',
  ])
})
