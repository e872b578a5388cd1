import { expect, test } from '@jest/globals'
import { createTally, SAME, telling } from './tally.ts'

const LEVEL = 0.001
const at = (i: number, of: number): number => (Math.sin(i * 12.9898 + of) * 43_758.5453) % 1

/** So many answers of two causes, and of those of `protected` what the change says. */
function found(change: (i: number) => { readonly ms?: number; readonly body?: string }) {
  const tally = createTally('absent')
  for (let i = 0; i < 300; i++)
    for (const cause of ['absent', 'protected']) {
      const { ms = 0, body = `text ${i % 3}` } = cause === 'protected' ? change(i) : {}
      const numbers = { ms: 25 + 4 * at(i, cause.length) + ms, constant: 7 }
      tally.add('lookup', cause, { numbers, texts: { body, [`${SAME}body`]: body } })
    }
  return telling(tally.compare(), LEVEL).map(({ feature }) => feature)
}

test('what does not differ is not told apart', () => expect(found(() => ({}))).toEqual([]))

test('two milliseconds are found', () => expect(found(() => ({ ms: 2 }))).toEqual(['ms']))

test('a text that comes more often is found, where texts may differ', () =>
  expect(found((i) => ({ body: `text ${i % 4 === 0 ? 0 : i % 2}` }))).toContain('body'))

test('a text that comes once is found, where all must be the same', () =>
  expect(found((i) => (i === 7 ? { body: 'another' } : {}))).toEqual([`${SAME}body`]))

test('what is no number fails', () => {
  const add = () => createTally('absent').add('lookup', 'absent', { numbers: { ms: NaN }, texts: {} })
  expect(add).toThrow('lookup: ms is no number')
})

test('a chance that is small for one comparison is none for all of them together', () => {
  const one = (p: number) => ({ door: 'd', feature: 'f', cause: 'c', p, of: [9, 9] as const })
  const others = Array.from({ length: 999 }, () => one(0.5))
  expect(telling([one(1e-5), ...others], LEVEL)).toEqual([])
  expect(telling([...others, one(1e-7)], LEVEL)).toEqual([one(1e-7)])
})
