import { expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { createSvarsskrivare } from './answer-writer.ts'
import { createGranskare } from './validation.ts'

const rad = Type.Object({ text: Type.String() }, { additionalProperties: false })
const skriv = createSvarsskrivare(
  Type.Object(
    { rader: Type.Array(rad), antal: Type.Optional(Type.Integer()), namn: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false },
  ),
  createGranskare(),
)

test('an answer that follows its schema is written as JSON would write it', () => {
  for (const svar of [
    { rader: [{ text: 'å"\n' }], antal: 0, namn: null },
    { rader: [], namn: 'n' },
  ])
    expect(JSON.parse(skriv(svar) ?? '')).toEqual(svar)
})

test.each([
  ['an undeclared field', { rader: [], namn: null, lon: 1 }],
  ['an undeclared field further down', { rader: [{ text: '', lon: 1 }], namn: null }],
  ['a frozen undeclared field further down', { rader: Object.freeze([{ text: '', lon: 1 }]), namn: null }],
  ['a required field missing', { rader: [] }],
  ['a field that is there without a value', { rader: [], namn: null, antal: undefined }],
  ['a value of another type', { rader: [], namn: null, antal: '1' }],
  ['no object', [{ rader: [], namn: null }]],
])('%s is not written, also when it is tried again', (_, svar) => {
  expect(skriv(svar)).toBeUndefined()
  expect(skriv(svar)).toBeUndefined()
})

test('what is frozen is written the same again, and what looks like it but is another value is checked anew', () => {
  const rader = Object.freeze([Object.freeze({ text: 'a' })])
  const forsta = skriv({ rader, namn: null })
  expect(skriv({ rader, namn: null })).toBe(forsta)
  expect(skriv({ rader: [{ text: 'b' }], namn: null })).toBe('{"rader":[{"text":"b"}],"namn":null}')
})
