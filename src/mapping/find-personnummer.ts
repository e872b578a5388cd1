import { tolkaPersonnummer } from './personnummer.ts'

/** What stands between the digits of a number when people write it by hand; not what stands in a time of day. */
const MELLAN = /(?<=\d)[\s\u00ad\u2010-\u2015\u2212._+-]+(?=\d)/gu
const TIO = 10

/**
 * Whether a text holds something that reads as a personnummer or samordningsnummer, whatever blanks, hyphens, points or underscores
 * part its digits. Now and then another number reads as one too.
 */
export function rymmerPersonnummer(text: string, nu: Date): boolean {
  const siffror = text
    .normalize('NFKC')
    .replace(/\p{Nd}/gu, somSiffra)
    .replace(MELLAN, '')
  for (const [rad] of siffror.matchAll(/\d{10,}/g))
    for (let i = 0; i + TIO <= rad.length; i++)
      if (tolkaPersonnummer(rad.slice(i, i + TIO), nu) !== undefined) return true
  return false
}

/** Decimal digits of other scripts come in runs of ten. */
function somSiffra(tecken: string): string {
  const kod = tecken.codePointAt(0) ?? 0
  if (kod < 0x80) return tecken
  let nolla = kod
  while (kod - nolla < 9 && /\p{Nd}/u.test(String.fromCodePoint(nolla - 1))) nolla--
  return String(kod - nolla)
}
