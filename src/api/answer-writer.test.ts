import { expect, test } from '@jest/globals'
import { Type } from 'typebox'
import { decoded, encoded } from '../mapping/byte-text.ts'
import { createAnswerWriter } from './answer-writer.ts'
import { createValidator } from './validation.ts'

const row = Type.Object({ text: Type.String() }, { additionalProperties: false })
const write = createAnswerWriter(
  Type.Object(
    { rader: Type.Array(row), antal: Type.Optional(Type.Integer()), namn: Type.Union([Type.String(), Type.Null()]) },
    { additionalProperties: false },
  ),
  createValidator(),
)

test('an answer that follows its schema is written as JSON would write it', () => {
  for (const answer of [
    { rader: [{ text: 'å"\n' }], antal: 0, namn: null },
    { rader: [], namn: 'n' },
  ])
    expect(decoded(write(answer) ?? encoded(''))).toBe(JSON.stringify(answer))
})

test.each([
  ['an undeclared field', { rader: [], namn: null, wage: 1 }],
  ['an undeclared field further down', { rader: [{ text: '', wage: 1 }], namn: null }],
  ['a frozen undeclared field further down', { rader: Object.freeze([{ text: '', wage: 1 }]), namn: null }],
  ['a required field missing', { rader: [] }],
  ['a field that is there without a value', { rader: [], namn: null, antal: undefined }],
  ['a value of another type', { rader: [], namn: null, antal: '1' }],
  ['no object', [{ rader: [], namn: null }]],
])('%s is not written, also when it is tried again', (_, answer) => {
  expect(write(answer)).toBeUndefined()
  expect(write(answer)).toBeUndefined()
})

test('what is frozen is written the same again, and what looks like it but is another value is checked anew', () => {
  const rows = Object.freeze([Object.freeze({ text: 'a' })])
  const first = write({ rader: rows, namn: null })
  expect(write({ rader: rows, namn: null })).toBe(first)
  expect(write({ rader: [{ text: 'b' }], namn: null })).toBe('{"rader":[{"text":"b"}],"namn":null}')
})
