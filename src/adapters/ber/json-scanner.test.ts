import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { createJsonScanner, type JsonScanner } from './json-scanner.ts'

type Read = string | null | Read[] | [string, Read][]

/** Reads everything, scalars as text; `value` says which structure is where. */
function readAll(json: JsonScanner, value: unknown): Read {
  if (Array.isArray(value)) {
    const list: Read[] = []
    json.array(() => list.push(readAll(json, value[list.length])))
    return list
  }
  if (typeof value === 'object' && value !== null) {
    const members: [string, Read][] = []
    json.object((name) => members.push([name, readAll(json, (value as Record<string, unknown>)[name])]))
    return members
  }
  return json.scalar() as string | null
}

function expected(value: unknown): Read {
  if (Array.isArray(value)) return value.map(expected)
  if (typeof value === 'string' || value === null) return value
  if (typeof value !== 'object') return JSON.stringify(value)
  return Object.entries(value).map(([name, one]): [string, Read] => [name, expected(one)])
}

const SURROGATE = /\p{Surrogate}/u
const scanner = (text: string | Buffer) => createJsonScanner(Buffer.from(text))
const json = fc.jsonValue({ stringUnit: 'binary' }).filter((value) => !/\\ud[89a-f]/.test(JSON.stringify(value)))

test('whatever JSON.stringify writes is read as it is, and skipped to its end', () => {
  fc.assert(
    fc.property(json, fc.constantFrom(undefined, 1), (value, indent) => {
      const text = JSON.stringify(value, null, indent)
      const parsed: unknown = JSON.parse(text)
      const read = scanner(text)
      expect(readAll(read, parsed)).toEqual(expected(parsed))
      read.end()
      const skipped = scanner(text)
      skipped.skip()
      skipped.end()
    }),
  )
})

function accepts(text: string | Buffer): boolean {
  try {
    const read = scanner(text)
    read.skip()
    read.end()
    return true
  } catch (error) {
    expect(error).toMatchObject({ code: 'KALLA_INTE_SVAR' })
    return false
  }
}
function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

test('what JSON.parse refuses is refused, and what it takes is taken, after any damage to a document', () => {
  const damage = fc.record({
    at: fc.nat(200),
    remove: fc.nat(3),
    put: fc.string({ maxLength: 3, unit: 'grapheme-ascii' }),
  })
  const pieces = fc.constantFrom(...'{}[]:,"\\tru01.-+eEnfalse \n', 'true', 'null', '"a"', '\\u00', '\\x')
  fc.assert(
    fc.property(json, damage, (value, { at, remove, put }) => {
      const text = JSON.stringify(value)
      const damaged = text.slice(0, at) + put + text.slice(at + remove)
      if (!SURROGATE.test(damaged)) expect([damaged, accepts(damaged)]).toEqual([damaged, isJson(damaged)])
    }),
    { numRuns: 500 },
  )
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
      const text = parts.join('')
      expect([text, accepts(text)]).toEqual([text, isJson(text)])
    }),
    { numRuns: 2_000 },
  )
})

test.each<[string, string | Buffer]>([
  ['a document that is cut off', '{"a": [1, 2'],
  ['two documents', '{} {}'],
  ['a byte order mark', '\ufeff{}'],
  ['Latin-1', Buffer.from('"å"', 'latin1')],
  ['nothing', ''],
  ['more depth than any record has', '['.repeat(65) + ']'.repeat(65)],
])('%s is refused', (_, text) => {
  expect(accepts(text)).toBe(false)
})

test('half a character is refused where it would become a value', () => {
  expect(() => scanner('"\\ud800"').scalar()).toThrow('half a character')
})
