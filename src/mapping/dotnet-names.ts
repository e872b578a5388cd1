const ESCAPE = /_x([0-9A-Fa-f]{4})_/g
const NAMNTECKEN = /[\p{L}\p{Nd}\p{M}._-]/u
const NAMNBORJAN = /[\p{L}_]/u

/**
 * A column name as .NET writes it where XML allows no such name (XmlConvert.EncodeLocalName): `r1#text#41` becomes
 * `r1_x0023_text_x0023_41`. An underscore that would look like the start of an escape is escaped itself.
 */
export function kodaXmlNamn(namn: string): string {
  return Array.from(namn, (tecken, plats) => {
    if (tecken === '_') return /^_x[0-9A-Fa-f]{4}_/.test(Array.from(namn).slice(plats).join('')) ? '_x005F_' : '_'
    return (plats === 0 ? NAMNBORJAN : NAMNTECKEN).test(tecken) ? tecken : escape(tecken)
  }).join('')
}

export const avkodaXmlNamn = (namn: string): string =>
  namn.replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

const escape = (tecken: string): string =>
  tecken
    .split('')
    .map((enhet) => `_x${enhet.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .join('')
