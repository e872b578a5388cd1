import { luhn } from './personnummer.ts'

/** What the payee has agreed with its bank; it cannot be told from a reference. */
export type OcrLevel =
  | { readonly slag: 'mjuk' | 'hard' | 'variabel' }
  | { readonly slag: 'fast'; readonly lengths: readonly [number] | readonly [number, number] }

export interface OcrReview {
  /** Digits only, and 2–25 of them. The rest is false when this is. */
  readonly validCharacters: boolean
  /** The last digit is the modulus 10 check digit. */
  readonly checkDigit: boolean
  /** The second last digit is the length modulo 10. */
  readonly lengthDigit: boolean
}

/**
 * Bankgirot's OCR reference. Leading zeros are significant, so it is always text. Modulus 10 does not notice that an
 * adjacent 0 and 9 have changed places.
 */
export function checkOcr(text: string): OcrReview {
  const validCharacters = /^\d{2,25}$/.test(text)
  return {
    validCharacters,
    checkDigit: validCharacters && luhn(text),
    lengthDigit: validCharacters && Number(text.at(-2)) === text.length % 10,
  }
}

/** Whether a reference follows its level. For `mjuk`, false is what the payer's bank warns of and then accepts. */
export function followsLevel(text: string, level: OcrLevel): boolean {
  const { checkDigit, lengthDigit } = checkOcr(text)
  switch (level.slag) {
    case 'mjuk':
    case 'hard':
      return checkDigit
    case 'variabel':
      return checkDigit && lengthDigit
    case 'fast':
      return checkDigit && validLengths(level.lengths) && level.lengths.some((length) => length === text.length)
  }
}

const validLengths = (lengths: readonly number[]): boolean =>
  lengths.every((length) => Number.isInteger(length) && length >= 2 && length <= 25)
