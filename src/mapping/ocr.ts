import { luhn } from './personnummer.ts'

/** What the payee has agreed with its bank; it cannot be told from a reference. */
export type OcrNiva =
  | { readonly slag: 'mjuk' | 'hard' | 'variabel' }
  | { readonly slag: 'fast'; readonly langder: readonly [number] | readonly [number, number] }

export interface OcrGranskning {
  /** Digits only, and 2–25 of them. The rest is false when this is. */
  readonly giltigtTecken: boolean
  /** The last digit is the modulus 10 check digit. */
  readonly kontrollsiffra: boolean
  /** The second last digit is the length modulo 10. */
  readonly langdsiffra: boolean
}

/**
 * Bankgirot's OCR reference. Leading zeros are significant, so it is always text. Modulus 10 does not notice that an
 * adjacent 0 and 9 have changed places.
 */
export function granskaOcr(text: string): OcrGranskning {
  const giltigtTecken = /^\d{2,25}$/.test(text)
  return {
    giltigtTecken,
    kontrollsiffra: giltigtTecken && luhn(text),
    langdsiffra: giltigtTecken && Number(text.at(-2)) === text.length % 10,
  }
}

/** Whether a reference follows its level. For `mjuk`, false is what the payer's bank warns of and then accepts. */
export function foljerNiva(text: string, niva: OcrNiva): boolean {
  const { kontrollsiffra, langdsiffra } = granskaOcr(text)
  switch (niva.slag) {
    case 'mjuk':
    case 'hard':
      return kontrollsiffra
    case 'variabel':
      return kontrollsiffra && langdsiffra
    case 'fast':
      return kontrollsiffra && giltigaLangder(niva.langder) && niva.langder.some((langd) => langd === text.length)
  }
}

const giltigaLangder = (langder: readonly number[]): boolean =>
  langder.every((langd) => Number.isInteger(langd) && langd >= 2 && langd <= 25)
