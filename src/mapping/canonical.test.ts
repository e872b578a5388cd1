import { expect, test } from '@jest/globals'
import { canonical } from './canonical.ts'

test('keys are in code-unit order at every level, whatever order they came in', () => {
  const text = '[{"10":1,"9":2,"A":[{"b":true,"c":"x"}],"a":null,"å":-1.5,"\u20ac":0}]'
  expect(canonical([{ '\u20ac': -0, å: -1.5, a: null, A: [{ c: 'x', b: true }], '9': 2, '10': 1 }])).toBe(text)
  expect(canonical(JSON.parse(text))).toBe(text)
})

test('what is in order already is written as native JSON writes it', () => {
  const items = [{ belopp: 12350, text: 'å"\\\n\u2028', under: [{ a: 1 }, { a: 2 }] }]
  expect(canonical(items)).toBe(JSON.stringify(items))
})

test('RFC 8785 numbers and strings', () => {
  expect(canonical([1e21 / 1e6, 4.5, 2e-3, 1e-27])).toBe('[1000000000000000,4.5,0.002,1e-27]')
  expect(canonical('\u20ac$\u000f\nA\'B"\\\\"/')).toBe('"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"')
})

test.each([
  [NaN],
  [Infinity],
  [2 ** 53],
  [undefined],
  [[undefined]],
  [new Array(1)],
  [{ a: undefined }],
  [{ b: 1, a: undefined }],
  [1n],
  [Symbol('x')],
  [() => 1],
  [new Date(0)],
  [new Map()],
  [{ toJSON: 1 }],
  ['\ud800'],
  [{ '\udc00': 1 }],
])('%p has no canonical form', (value) => {
  expect(() => canonical(value)).toThrow(TypeError)
})
