import { expect, test } from '@jest/globals'
import { followsLevel, checkOcr } from './ocr.ts'

test.each([
  ['18108401345678778', true],
  ['18196701475307475', true],
  ['1018966492531', true],
  ['1019080881039', true],
  ['03368912618', true],
  ['1202951008', true],
  ['1636976', true],
  ['1636919', false],
  ['00', false],
  ['1230', false],
  ['12351', true],
  ['123067', true],
  ['00004283', true],
  ['00059', true],
  ['0001234509', true],
  ['1234567890123456789012357', true],
  ['202600012324', true],
])('%s has a right check digit, and its length digit is right: %s', (text, lengthDigit) => {
  expect(checkOcr(text)).toEqual({ validCharacters: true, checkDigit: true, lengthDigit })
  expect(followsLevel(text, { slag: 'mjuk' })).toBe(true)
  expect(followsLevel(text, { slag: 'hard' })).toBe(true)
  expect(followsLevel(text, { slag: 'variabel' })).toBe(lengthDigit)
})

test.each(['18108401345678779', '1636977'])('%s has a wrong check digit', (text) => {
  expect(checkOcr(text)).toEqual({ validCharacters: true, checkDigit: false, lengthDigit: true })
  expect(followsLevel(text, { slag: 'hard' })).toBe(false)
  expect(followsLevel(text, { slag: 'variabel' })).toBe(false)
})

test.each([`${'1'.repeat(24)}61`, '0', '', 'ABC', '1636A76', '1636976A', '16369 76'])(
  '"%s" is no reference',
  (text) => {
    expect(checkOcr(text)).toEqual({ validCharacters: false, checkDigit: false, lengthDigit: false })
    expect(followsLevel(text, { slag: 'mjuk' })).toBe(false)
  },
)

test('a fixed length is one of one or two, each within 2–25', () => {
  const fast = (...lengths: [number] | [number, number]): boolean => followsLevel('1636919', { slag: 'fast', lengths })
  expect(fast(7)).toBe(true)
  expect(fast(7, 8)).toBe(true)
  expect(fast(8)).toBe(false)
  expect(fast(11, 1)).toBe(false)
  expect(fast(7, 1)).toBe(false)
  expect(followsLevel('1636977', { slag: 'fast', lengths: [7] })).toBe(false)
})
