import { expect, test } from '@jest/globals'
import { chiSquaredTail, erfc, kruskalWallis, mannWhitney } from './rank-tests.ts'

test.each([
  [0, 1],
  [0.5, 0.4795001221869535],
  [1, 0.15729920705028513],
  [2, 0.004677734981047266],
  [3, 2.209049699858544e-5],
])('erfc(%d)', (x, known) => {
  expect(Math.abs(erfc(x) - known) / known).toBeLessThan(1e-10)
})

test.each([
  [3.841458820694124, 1, 0.05],
  [5.991464547107979, 2, 0.05],
  [7.814727903251179, 3, 0.05],
  [11.344866730144373, 3, 0.01],
  [9.487729036781154, 4, 0.05],
])('a chi-squared value of %d with %i degrees of freedom is at the table’s level', (x, degrees, level) => {
  expect(chiSquaredTail(x, degrees)).toBeCloseTo(level, 10)
})

test('Mann–Whitney of a textbook’s ages at diagnosis', () => {
  const { u, p, larger } = mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])
  expect(u).toBe(17)
  expect(p).toBeCloseTo(0.11134688653314041, 10)
  expect(larger).toBe(17 / 20)
})

test('Mann–Whitney with ties, as worked out by hand', () => {
  // Ranks: 1 → 1.5, 2 → 4, 3 → 6.5 of seven; U = 1.5 + 4 + 4 − 6 = 3.5; ties 6 + 24 + 6 = 36.
  const { u, p } = mannWhitney([1, 2, 2], [1, 2, 3, 3])
  expect(u).toBe(3.5)
  const z = (Math.abs(3.5 - 6) - 0.5) / Math.sqrt((12 / 12) * (8 - 36 / 42))
  expect(p).toBeCloseTo(erfc(z / Math.SQRT2), 12)
})

test('samples that are the same are not told apart', () => {
  const same = Array.from({ length: 100 }, (_, i) => i % 7)
  expect(mannWhitney(same, same)).toMatchObject({ p: 1, larger: 0.5 })
  expect(kruskalWallis([same, same, same])).toEqual({ h: expect.closeTo(0, 8), p: expect.closeTo(1, 8) })
  expect(mannWhitney([5, 5], [5, 5]).p).toBe(1)
  expect(kruskalWallis([[5, 5], [5], [5]])).toEqual({ h: 0, p: 1 })
})

test('Kruskal–Wallis of two and three known samples', () => {
  const two = kruskalWallis([
    [1, 3, 5, 7, 9],
    [2, 4, 6, 8, 10],
  ])
  expect(two.h).toBeCloseTo(0.2727272727272734, 10)
  expect(two.p).toBeCloseTo(0.6015081344405895, 10)
  const three = kruskalWallis([
    [1, 1, 1],
    [2, 2, 2],
    [2, 2],
  ])
  expect(three.h).toBeCloseTo(7, 10)
  expect(three.p).toBeCloseTo(0.0301973834223185, 10)
})

test('a shift that is there is seen', () => {
  const at = (shift: number) => Array.from({ length: 2_000 }, (_, i) => Math.sin(i * 12.9898) + shift)
  expect(mannWhitney(at(0.2), at(0)).p).toBeLessThan(1e-6)
  expect(kruskalWallis([at(0), at(0), at(0.2)]).p).toBeLessThan(1e-6)
})
