import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import { byteText, decoded, encoded } from './byte-text.ts'

test('a text is its bytes, one character each, and the same text again', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const bytes = encoded(text)
      expect(bytes).toHaveLength(Buffer.byteLength(text))
      expect(Buffer.from(bytes, 'latin1')).toEqual(Buffer.from(text))
      expect(byteText(Buffer.from(text))).toBe(bytes)
      expect(decoded(bytes)).toBe(text)
    }),
  )
})
