const ESCAPE = /_x([0-9A-Fa-f]{4})_/g
const NAME_CHAR = /[\p{L}\p{Nd}\p{M}._-]/u
const NAME_START = /[\p{L}_]/u

/**
 * A column name as .NET writes it where XML allows no such name (XmlConvert.EncodeLocalName): `r1#text#41` becomes
 * `r1_x0023_text_x0023_41`. An underscore that would look like the start of an escape is escaped itself.
 */
export function encodeXmlName(name: string): string {
  return Array.from(name, (character, place) => {
    if (character === '_') return /^_x[0-9A-Fa-f]{4}_/.test(Array.from(name).slice(place).join('')) ? '_x005F_' : '_'
    return (place === 0 ? NAME_START : NAME_CHAR).test(character) ? character : escape(character)
  }).join('')
}

export const decodeXmlName = (name: string): string =>
  name.replace(ESCAPE, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))

const escape = (character: string): string =>
  character
    .split('')
    .map((unit) => `_x${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`)
    .join('')
