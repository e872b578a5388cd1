import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { declaredNames, foreignWords, lists, namesOfSql, wordsOf } from '../scripts/language.js'

const known = lists()
const wordsIn = (file: string, text: string) => foreignWords(file, text, known).map(({ word }) => word)

test('names are split at capitals, hyphens, underscores and digits', () => {
  expect(wordsOf('readRowsOf2Sources')).toEqual(['read', 'rows', 'of', 'sources'])
  expect(wordsOf('XMLReader_of-it')).toEqual(['xml', 'reader', 'of', 'it'])
})

test.each([
  ['a variable', 'const antalRader = 1', ['antal', 'rader']],
  ['a parameter', 'function read(nyckel: string) {}', ['nyckel']],
  ['a function', 'export const hamta = () => 1', ['hamta']],
  ['a type', 'interface Kvitto { readonly size: number }', ['kvitto']],
  ['a property that no contract has', 'interface Row { readonly glomska: number }', ['glomska']],
  ['a renamed import', "import { read as las } from './read.ts'", ['las']],
  ['a destructured name', 'const { size: storlek2 } = row', ['storlek']],
])('%s in Swedish is found', (_, text, words) => {
  expect(wordsIn('src/read.ts', text)).toEqual(words)
})

test('a file name and a column in Swedish are found', () => {
  expect(wordsIn('src/las-rader.ts', '')).toEqual(['las', 'rader'])
  expect(wordsIn('migrations/0001-mirror.sql', "create table utkorg (id bigint) -- 'svensk'")).toEqual(['utkorg'])
})

test('a column is English even where a contract has the word, unless it holds that contract’s field', () => {
  expect(known.contracts.names.has('kalla')).toBe(true)
  expect(wordsIn('migrations/0001-mirror.sql', 'create table outbox (logg text, kalla text)')).toEqual(['kalla'])
})

test('a customer noun passes anywhere, a word of a contract as a property name only', () => {
  expect(wordsIn('src/read.ts', 'const stadsdel = 1; interface Row { readonly kalla: string }')).toEqual([])
  expect(wordsIn('src/read.ts', 'const { kalla } = row')).toEqual([])
  expect(wordsIn('src/read.ts', 'const kalla = 1')).toEqual(['kalla'])
})

test('contracts are read: properties of API, bus, settings, manifests, WSDL and access record', () => {
  for (const name of [
    'personnummer',
    'kallor',
    'signeradAv',
    'AntalRader',
    'slutanvandare',
    'franOchMed',
    'LOGG_BRUTEN',
  ])
    expect([name, known.contracts.names.has(name)]).toEqual([name, true])
  expect(known.contracts.names.size).toBeGreaterThan(400)
})

test('strings, comments and property accesses declare nothing', () => {
  expect(declaredNames('a.ts', "// svensk\ncall('svensk', row.svensk, { 'x-svensk': 1 })")).toEqual([])
  expect(namesOfSql("select 'svensk' -- svensk").map(({ name }) => name)).toEqual(['select'])
})

test('every customer noun stands in the glossary, and an inflection names its noun', () => {
  const { words } = JSON.parse(readFileSync('scripts/language-domain.json', 'utf8')) as {
    words: Record<string, string>
  }
  const glossary = readFileSync('docs/glossary.md', 'utf8').normalize('NFD').replace(/\p{M}/gu, '')
  const terms = new Set([...glossary.matchAll(/^\| ([^|]+) \|/gm)].flatMap(([, cell = '']) => cell.split(', ')))
  const missing = Object.entries(words).filter(([word, meaning]) => {
    const base = /^(?:plural|definite form) of (\w+)/.exec(meaning)?.[1]
    return base === undefined ? !terms.has(word) : !Object.hasOwn(words, base) && !terms.has(base)
  })
  expect(Object.keys(words).length).toBeGreaterThan(30)
  expect(missing).toEqual([])
})
