import { parsePersonnummer } from './personnummer.ts'

/** What stands between the digits of a number when people write it by hand; not what stands in a time of day. */
const BETWEEN = /(?<=\d)[\s\u00ad\u2010-\u2015\u2212._+-]+(?=\d)/gu
const TEN = 10

/**
 * Whether a text holds something that reads as a personnummer or samordningsnummer, whatever blanks, hyphens, points or underscores
 * part its digits. Now and then another number reads as one too.
 */
export function containsPersonnummer(text: string, now: Date): boolean {
  const digits = text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, asDigit)
    .replace(BETWEEN, '')
  for (const [run] of digits.matchAll(/\d{10,}/g))
    for (let i = 0; i + TEN <= run.length; i++)
      if (parsePersonnummer(run.slice(i, i + TEN), now) !== undefined) return true
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
