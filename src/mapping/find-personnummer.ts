import { readPersonnummer } from './personnummer.ts'

/** A time of day parts digits for good: a date and a time would now and then read as a number. */
const TIME = /(?<!\d)(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?!\d)/g
/** What may stand between the digits of a number: blanks, dashes, marks, signs and what cannot be seen; no letter. */
const BETWEEN = /(?<=\d)[^\p{L}\p{N}]+(?=\d)/gu
const TEN = 10
/** Most references and names. In ASCII alone, where no character stands for several digits. */
const FEW_DIGITS = /^[^0-9\u0080-\uffff]*(?:[0-9][^0-9\u0080-\uffff]*){0,9}$/
/** Whichever of two persons it is. */
const OF_SOMEBODY: ReadonlySet<string> = new Set(['personnummer', 'tvetydigt'])

/**
 * Whether a text holds something that reads as a personnummer or samordningsnummer, with or without century, in the decimal
 * digits of any script or of several, whatever parts the digits except letters and times of day. Now and then another number
 * reads as one too. Not found: a number spelt in words, in numerals that are no decimal digits, or with letters in
 * between or instead of digits.
 */
export function containsPersonnummer(text: string, now: Date): boolean {
  if (FEW_DIGITS.test(text)) return false
  const digits = text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asDigit)
    .replace(TIME, 't')
    .replace(BETWEEN, '')
  for (const [run] of digits.matchAll(/\d{10,}/g))
    for (let i = 0; i + TEN <= run.length; i++)
      if (OF_SOMEBODY.has(readPersonnummer(run.slice(i, i + TEN), now).kind)) return true
  return false
}

/** Decimal digits of other scripts come in runs of ten. */
function asDigit(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x80) return character
  let zero = code
  while (code - zero < 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero--
  return String(code - zero)
}
