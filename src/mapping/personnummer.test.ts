import { readFileSync } from 'node:fs'
import { expect, test } from '@jest/globals'
import { parsePersonnummer } from './personnummer.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const data = new URL('../../simulators/population/data/', import.meta.url)
const published = (file: string): string[] => readFileSync(new URL(file, data), 'utf8').trim().split(/\s+/)

test.each(['test-personnummer.txt', 'test-samordningsnummer.txt'])('every published number of %s is read', (file) => {
  const number = published(file)
  expect(number.length).toBeGreaterThan(400)
  expect(number.filter((one) => parsePersonnummer(one, TODAY) !== one)).toEqual([])
})

test('every published number is read from its ten digits with the separator of its age', () => {
  const error = published('test-personnummer.txt').filter((one) => {
    const fillsHundred = Number(one.slice(0, 4)) + 100
    if (one.slice(0, 2) === '18' || fillsHundred === 2026) return false
    const characters = fillsHundred <= 2026 ? '+' : '-'
    return parsePersonnummer(`${one.slice(2, 8)}${characters}${one.slice(8)}`, TODAY) !== one
  })
  expect(error).toEqual([])
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

test('ten digits mean the newest century that has come in Stockholm', () => {
  const text = '000229-2399'
  expect(parsePersonnummer(text, new Date('2000-02-28T22:59:59Z'))).toBeUndefined() // 1900 had no leap day
  expect(parsePersonnummer(text, new Date('2000-02-28T23:00:00Z'))).toBe('200002292399')
})
