import { expect, test } from '@jest/globals'
import type { Kallrad } from '../../uppslag/uppslag-schema.ts'
import { ageOf, ageText } from './age.ts'

const now = new Date('2026-10-15T10:00:00Z')
const NIGHT = '2026-10-15T00:14:00Z'

test.each([
  ['2026-10-15T10:00:00Z', 'nu 12:00'],
  [NIGHT, 'i natt 02:14'],
  ['2026-10-15T06:05:00Z', 'i dag 08:05'],
  ['2026-10-14T12:30:00Z', 'i går 14:30'],
  ['2026-10-13T00:11:00Z', 'i förrgår'],
  ['2026-10-11T00:11:00Z', 'för 4\u00a0dygn sedan'],
  // Before midnight in UTC, after it in Stockholm.
  ['2026-10-14T22:30:00Z', 'i natt 00:30'],
])('what was read %s is %s', (readAt, text) => {
  expect(ageText(new Date(readAt), now)).toBe(text)
})

const row = (stadsdel: string, changed: Partial<Kallrad> = {}): Kallrad => ({
  ...{ kalla: 'paraplyet', stadsdel, status: 'aktuell', speglad: NIGHT, forklaring: '' },
  ...changed,
})
const age = (rows: readonly Kallrad[], given: { homes?: readonly string[]; filled?: boolean; open?: boolean } = {}) => {
  const { homes = [], filled = false, open = true } = given
  const { state, word } = ageOf(rows, 'paraplyet', { homes: new Set(homes), filled, open, now })
  return [state, word]
}
const SILENT = row('farsta', { status: 'ej-svar', speglad: '2026-10-13T00:11:00Z' })

test('the newest is calm; a source that did not answer is not, where the person may be', () => {
  expect(age([row('jarva')])).toEqual(['ok', 'i natt 02:14'])
  expect(age([row('jarva'), SILENT])).toEqual(['failed', 'svarade inte'])
  expect(age([row('jarva'), SILENT], { homes: ['jarva'] })).toEqual(['ok', 'i natt 02:14'])
  expect(age([row('jarva'), SILENT], { homes: ['farsta'], filled: true })).toEqual(['warning', 'i förrgår'])
  expect(age([row('jarva'), SILENT], { homes: ['farsta'] })).toEqual(['failed', 'svarade inte'])
  expect(age([row('jarva', { status: 'ofullstandig' })])).toEqual(['warning', 'i natt 02:14'])
  expect(age([row('jarva', { status: 'ej-svar', speglad: null })], { filled: true })).toEqual([
    'failed',
    'svarade inte',
  ])
})

test('a live read counts from now, and one that failed from the mirror', () => {
  expect(age([row('jarva', { direkt: 'svarade', speglad: null })], { filled: true })).toEqual(['ok', 'nu 12:00'])
  expect(age([row('jarva', { direkt: 'svarade-ej' })], { filled: true })).toEqual(['warning', 'i natt 02:14'])
})

test('what the request does not open is not a fault of the source', () => {
  expect(age([SILENT], { open: false })).toEqual(['none', 'ingår ej'])
  expect(age([row('jarva', { status: 'ingar-ej', speglad: null })])).toEqual(['none', 'ingår ej'])
  expect(age([row('jarva', { kalla: 'agresso' })])).toEqual(['none', 'ingår ej'])
})
