import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { parsePersonnummer, personnummerForms, readPersonnummer } from './personnummer.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const data = new URL('../../simulators/population/data/', import.meta.url)
const published = (file: string): string[] => readFileSync(new URL(file, data), 'utf8').trim().split(/\s+/)

test.each(['test-personnummer.txt', 'test-samordningsnummer.txt'])('every published number of %s is read', (file) => {
  const number = published(file)
  expect(number.length).toBeGreaterThan(400)
  expect(number.filter((one) => parsePersonnummer(one, TODAY) !== one)).toEqual([])
})

test('ten digits with the separator of her age name the person, and never another', () => {
  const wrong = published('test-personnummer.txt').flatMap((one) => {
    const separator = Number(one.slice(0, 4)) + 100 <= 2026 ? '+' : '-'
    const short = `${one.slice(2, 8)}${separator}${one.slice(8)}`
    const said = parsePersonnummer(short, TODAY, { writesPlus: true })
    return said === one ? [] : [`${short} ${String(said)}`]
  })
  expect(wrong).toEqual([])
})

test('ten digits without a plus sign name nobody when two persons could have them, and never another', () => {
  const counts = { read: 0, ambiguous: 0 }
  for (const one of published('test-personnummer.txt'))
    for (const short of [one.slice(2), `${one.slice(2, 8)}-${one.slice(8)}`]) {
      const read = readPersonnummer(short, TODAY)
      // Born more than 130 years ago, nobody is meant any longer.
      if (Number(one.slice(0, 4)) < 1896) continue
      if (read.kind === 'tvetydigt') counts.ambiguous++
      else expect(read).toEqual({ kind: 'personnummer', personnummer: one })
      counts.read++
    }
  expect(counts.ambiguous).toBeGreaterThan(30_000)
  expect(counts.read).toBeGreaterThan(counts.ambiguous + 10_000)
})

test('no published personnummer survives a changed check digit', () => {
  const changed = (one: string): string => one.slice(0, 11) + String((Number(one.at(-1)) + 1) % 10)
  expect(
    published('test-personnummer.txt').filter((one) => parsePersonnummer(changed(one), TODAY) !== undefined),
  ).toEqual([])
})

test.each([
  '190905271474',
  '200002292399',
  '195704289999',
  '194608239986',
  '190901219931',
  '200004059937',
  '197605239917',
  '191509149991',
  '197302889931',
  '202107919967',
  '200308659978',
  '198406829906',
  '191500722390',
  '191711602399',
  '193100602394',
  '192004912388',
])('%s is a number', (number) => {
  expect(parsePersonnummer(number, TODAY)).toBe(number)
})

test.each([
  ['090527+1474', '190905271474'],
  ['090121+9931', '190901219931'],
  ['150914+9991', '191509149991'],
  ['19090527-1474', '190905271474'],
  ['19090527+1474', '190905271474'],
  // 1900 had no leap day.
  ['000229-2399', '200002292399'],
  ['0002292399', '200002292399'],
  ['20000229-2399', '200002292399'],
  ['730288-9931', '197302889931'],
])('%s is %s', (text, number) => {
  expect(parsePersonnummer(text, TODAY)).toBe(number)
})

test.each([
  ['201509160006', 'check digit and birth number 000'],
  ['197004289895', 'check digit'],
  ['196004309886', 'check digit'],
  ['090527 1474', 'blank'],
  ['194205669899', 'check digit'],
  ['197210869924', 'check digit'],
  ['857209-0606', 'organisation number'],
  ['802005-1952', 'organisation number'],
  ['802005-7538', 'organisation number'],
  ['802406-2302', 'organisation number'],
  ['855104-0721', 'organisation number'],
  ['802014-4120', 'organisation number'],
  ['212000-0142', 'organisation number'],
  ['162120000142', 'organisation number'],
  ['20000101T220', 'interim number'],
  ['169001019802', 'before 1700'],
  ['209001019802', 'not born yet'],
  ['18900101980', 'eleven digits'],
  ['1890010198022', 'thirteen digits'],
  ['189001019802\n', 'line break'],
  ['١٨٩٠٠١٠١٩٨٠٢', 'other digits'],
  ['', 'empty'],
])('%s is no number: %s', (text) => {
  expect(parsePersonnummer(text, TODAY)).toBeUndefined()
})

test('what has come is judged by the day in Stockholm', () => {
  const text = '000229-2399'
  expect(parsePersonnummer(text, new Date('2000-02-28T22:59:59Z'))).toBeUndefined() // 1900 had no leap day
  expect(parsePersonnummer(text, new Date('2000-02-28T23:00:00Z'))).toBe('200002292399')
})

test('the plus sign belongs to the whole year in which a person turns a hundred', () => {
  const december = published('test-personnummer.txt').find((one) => one.startsWith('192612')) ?? ''
  const short = `${december.slice(2, 8)}+${december.slice(8)}`
  expect(parsePersonnummer(short, TODAY)).toBe(december)
  expect(parsePersonnummer(short, new Date('2025-12-31T12:00:00Z'))).toBe(`18${december.slice(2)}`)
})

const OLD = published('test-personnummer.txt').find((one) => one.startsWith('1902')) ?? ''
const SHORT = `${OLD.slice(2, 8)}-${OLD.slice(8)}`

test('a woman born in 1902 is not taken for a child of 2002', () => {
  for (const text of [SHORT, OLD.slice(2)])
    expect(readPersonnummer(text, TODAY)).toEqual({ kind: 'tvetydigt', mayBe: [`20${OLD.slice(2)}`, OLD] })
  expect(parsePersonnummer(SHORT.replace('-', '+'), TODAY)).toBe(OLD)
  expect(parsePersonnummer(OLD, TODAY)).toBe(OLD)
})

test.each([
  [18, undefined],
  [19, OLD],
  [20, `20${OLD.slice(2)}`],
])('a person has decided that the century is %s: %s', (century, number) => {
  const asked: string[] = []
  const centuryOf = (written: string): number => {
    asked.push(written)
    return century
  }
  expect(parsePersonnummer(SHORT, TODAY, { centuryOf })).toBe(number)
  for (const clear of [OLD, SHORT.replace('-', '+'), '730288-9931']) parsePersonnummer(clear, TODAY, { centuryOf })
  expect(new Set(asked)).toEqual(new Set([SHORT]))
})

test.each([
  ['212000-0142', 'organisation'],
  ['2120000142', 'organisation'],
  ['162120000142', 'organisation'],
  ['802014-4120', 'organisation'],
  ['192120000142', 'fel'],
  ['212000+0142', 'fel'],
  ['212000-0143', 'fel'],
  ...[...'TRSUWXJKLMN'].flatMap((letter) => [
    [`20000101${letter}220`, 'interim'],
    [`000101-${letter}220`, 'interim'],
  ]),
  ...[...'EAP'].map((letter) => [`20000101${letter}220`, 'fel']),
  ['20000101T221', 'fel'],
  ['20001301T227', 'fel'],
])('%s is of the class %s', (text, kind) => {
  expect(readPersonnummer(text, TODAY)).toEqual({ kind })
})

test('every form that a source may hold reads as the person or as nobody', () => {
  const all = published('test-personnummer.txt').filter((one) => Number(one.slice(0, 4)) >= 1896)
  fc.assert(
    fc.property(fc.constantFrom(...all), (one) => {
      const forms = personnummerForms(one)
      expect(new Set(forms).size).toBe(6)
      for (const form of forms) {
        const read = parsePersonnummer(form, TODAY)
        // Another's age is written with a plus sign, or hers is not.
        if (form.length > 11 || !form.includes('+')) expect([undefined, one]).toContain(read)
      }
      expect(forms.filter((form) => parsePersonnummer(form, TODAY) === one).length).toBeGreaterThan(2)
    }),
  )
})
