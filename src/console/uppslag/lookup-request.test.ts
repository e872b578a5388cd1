import { expect, test } from '@jest/globals'
import { NOW, realPolicy } from '../../../test/support/api-in-memory.ts'
import { NO_FIELDS, readLookup, readNumber } from './lookup-request.ts'
import { ERRORS } from './texts.ts'

const read = (text: string, kind: 'auto' | 'personnummer' | 'ocrNummer' | 'fakturanummer' = 'auto') => {
  const found = readNumber(text, kind, NOW)
  return 'error' in found ? found.error : found.search
}

test.each([
  ['189001019802', { personnummer: '189001019802' }],
  ['18900101-9802', { personnummer: '189001019802' }],
  [' 18900101 9802 ', { personnummer: '189001019802' }],
  ['18900101–9802', { personnummer: '189001019802' }],
  ['900101+9802', { personnummer: '189001019802' }],
  // An OCR number of twelve digits that is no day.
  ['999999999991', { ocrNummer: '999999999991' }],
  ['1636976', { ocrNummer: '1636976' }],
  ['163 6976', { ocrNummer: '1636976' }],
  ['F-2026/17', { fakturanummer: 'F-2026/17' }],
])('%s names whom it looks as if it named', (text, search) => {
  expect(read(text)).toEqual(search)
})

test.each([
  ['', ERRORS.numberMissing],
  ['   ', ERRORS.numberMissing],
  ['189001019803', ERRORS.personnummer],
  ['18900101-9803', ERRORS.personnummer],
  ['900101-9803', ERRORS.personnummer],
  ['189013019802', ERRORS.personnummer],
  // Born in 1902, or in 2002.
  ['0201019809', ERRORS.ambiguous],
  ['556016-0680', ERRORS.nobody],
  ['1636975', ERRORS.digits],
  ['Åsa Öberg', ERRORS.number],
  ['1'.repeat(26), ERRORS.digits],
])('%s is refused for a reason', (text, error) => {
  expect(read(text)).toBe(error)
})

test('what the number is said to be decides', () => {
  expect(read('1636975', 'fakturanummer')).toEqual({ fakturanummer: '1636975' })
  expect(read('189001019802', 'ocrNummer')).toEqual({ ocrNummer: '189001019802' })
  expect(read('1636975', 'ocrNummer')).toBe(ERRORS.ocr)
  expect(read('1636976', 'personnummer')).toBe(ERRORS.personnummer)
})

const fields = { ...NO_FIELDS, number: '189001019802', identifiering: 'motringning', relation: 'sjalv' }

test('every field that is wrong is named, and what the purpose demands is looked at before anything is asked for', () => {
  const errors = (changed: Partial<typeof fields>) => {
    const found = readLookup(realPolicy(), { ...fields, ...changed }, NOW)
    return 'errors' in found ? found.errors : undefined
  }
  expect(errors({ andamal: 'samlad-fraga' })).toBeUndefined()
  expect(errors({ andamal: 'beslutsfraga' })).toEqual({ arende: ERRORS.arende })
  expect(errors({ andamal: 'beslutsfraga', arende: 'A-1', identifiering: 'ingen' })).toEqual({
    identifiering: ERRORS.weak('motringning'),
  })
  expect(errors({ andamal: 'constructor', relation: 'toString', identifiering: '', number: '' })).toEqual({
    number: ERRORS.numberMissing,
    andamal: ERRORS.andamal,
    relation: ERRORS.relation,
    identifiering: ERRORS.identifiering,
  })
  expect(errors({ andamal: 'samlad-fraga', tillstand: 'x' })).toEqual({ tillstand: ERRORS.tillstand })
  expect(errors({ andamal: 'beslutsfraga', tillstand: '5f0c8a52-7c1e-4b4d-9b7e-2f6d1c9a8e30' })).toBeUndefined()
})
