import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { converter, isFault } from './convert.ts'
import { readDecimal, readInteger, readOre } from './convert-number.ts'
import type { FieldType } from './manifest.ts'

const ore = fc.integer({ min: -90_000_000_000_000, max: 90_000_000_000_000 })
const swedish = new Intl.NumberFormat('sv-SE', { minimumFractionDigits: 2 })

test('an amount is read as Swedish programs write it', () => {
  fc.assert(
    fc.property(ore, (amount) => {
      const written = swedish.format(amount < 0 ? -(BigInt(-amount) / 100n) : BigInt(amount) / 100n)
      const decimals = String(Math.abs(amount) % 100).padStart(2, '0')
      // Intl leaves the sign out of a whole part that is zero.
      const sign = amount < 0 && !written.startsWith('\u2212') ? '\u2212' : ''
      expect(readOre(`${sign}${written.slice(0, -2)}${decimals}`)).toBe(amount)
    }),
  )
})

test('an amount is the same in every form of xsd:decimal', () => {
  const padding = fc.string({ unit: fc.constant('0'), maxLength: 20 })
  fc.assert(
    fc.property(ore, padding, padding, fc.constantFrom('', '+'), (amount, before, after, plus) => {
      const [whole, decimals] = [Math.trunc(Math.abs(amount) / 100), String(Math.abs(amount) % 100).padStart(2, '0')]
      const written = `${amount < 0 ? '-' : plus}${before}${String(whole)}.${decimals}${after}`
      expect(readOre(written)).toBe(amount)
      if (whole === 0) expect(readOre(`${amount < 0 ? '-' : plus}.${decimals}`)).toBe(amount)
    }),
  )
})

test('a whole number is the same with decimals that are zeros', () => {
  fc.assert(
    fc.property(fc.maxSafeInteger(), fc.constantFrom('', '.', ',', '.0', ',00'), (number, decimals) => {
      expect(readInteger(`${String(number)}${decimals}`)).toBe(number)
    }),
  )
})

test('a decimal number of fifteen digits is kept as it stands', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999_999_999_999_999 }), fc.nat({ max: 14 }), (digits, places) => {
      const text = String(digits).padStart(places + 1, '0')
      const written = places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`
      expect(readDecimal(written)).toBe(Number(written))
    }),
  )
})

test('why a value is none says nothing of it', () => {
  const types: readonly FieldType[] = ['kod', 'datum', 'period', 'ore', 'decimal', 'heltal', 'ocr', 'personnummer']
  const of = (type: FieldType) =>
    converter(
      { kalla: 'K', falt: 'k', typ: type, kravs: false, grund: '-', kanslighet: 'normal' },
      new Date('2026-10-01'),
    )
  const texts = fc.oneof(fc.string({ minLength: 1 }), fc.stringMatching(/^[-+\d., :TZ]{1,20}$/))
  fc.assert(
    fc.property(fc.constantFrom(...types), texts, (type, text) => {
      const converted = of(type)(text)
      if (isFault(converted)) expect(converted.reason).toMatch(/^(format:[a-z]+|tvetydigt|organisation|interim)$/)
    }),
    { numRuns: 3_000 },
  )
})
