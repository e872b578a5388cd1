import { createRequire } from 'node:module'

const require = createRequire(import.meta.url)
/** A typeface made by Braille Institute for readers with low vision. */
const FAMILY = '@expo-google-fonts/atkinson-hyperlegible'
/** The library keeps an opened font by the path that it was opened by; under a second name it opens it again at each use. */
export const FONTS = {
  regular: require.resolve(`${FAMILY}/400Regular/AtkinsonHyperlegible_400Regular.ttf`),
  bold: require.resolve(`${FAMILY}/700Bold/AtkinsonHyperlegible_700Bold.ttf`),
}

export interface Style {
  readonly font: keyof typeof FONTS
  readonly size: number
}

export const lineHeight = ({ size }: Style): number => size * 1.3

/** Breaks a text into lines by the widths of its letters. */
export function createMeasure(pdf: PDFKit.PDFDocument) {
  const widths = new Map<string, number>()
  const widthOf = (text: string, { font, size }: Style) => {
    const key = `${font} ${text}`
    let width = widths.get(key)
    if (width === undefined) {
      width = pdf.font(FONTS[font], 1000).widthOfString(text)
      widths.set(key, width)
    }
    return (width / 1000) * size
  }
  // The library tells nobody which letters its font has; that it still can be asked so is what a test holds.
  type Font = { readonly _font: { readonly font: { hasGlyphForCodePoint(code: number): boolean } } }
  const hasGlyph = (character: string): boolean =>
    (pdf as unknown as Font)._font.font.hasGlyphForCodePoint(character.codePointAt(0)!)
  /** A letter that the typeface lacks is shown without its mark, or else as a question mark; never as nothing. */
  const printable = (character: string): string => {
    if (hasGlyph(character)) return character
    const bare = character.normalize('NFKD').replace(/\p{M}/gu, '')
    return bare !== '' && [...bare].every(hasGlyph) ? bare : '?'
  }
  return {
    linesOf(text: string, style: Style, room: number): string[] {
      pdf.font(FONTS[style.font], style.size)
      const clean = Array.from(text.normalize('NFC'), (one) => (one === '\n' ? one : printable(one))).join('')
      return clean.split('\n').flatMap((line) => breakLine(line, room, (part) => widthOf(part, style)))
    },
  }
}

/** The space at which a line is broken stays at its end, so that words stay apart for who reads the text by a program. */
function breakLine(line: string, room: number, widthOf: (text: string) => number): string[] {
  const lines: string[] = []
  let current = ''
  let width = 0
  for (const word of line.split(/(?<= )/).flatMap((one) => breakWord(one, room, widthOf))) {
    if (current !== '' && width + widthOf(word.trimEnd()) > room) {
      lines.push(current)
      current = ''
      width = 0
    }
    current += word
    width += widthOf(word)
  }
  return [...lines, current]
}

/** A word that is wider than its place is broken after a hyphen, and only where that does not help within. */
function breakWord(word: string, room: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word.trimEnd()) <= room) return [word]
  const parted = word.split(/(?<=[-/])/)
  if (parted.length > 1) return parted.flatMap((one) => breakWord(one, room, widthOf))
  const parts: string[] = []
  let current = ''
  let width = 0
  for (const character of word) {
    if (current !== '' && width + widthOf(character) > room) {
      parts.push(current)
      current = ''
      width = 0
    }
    current += character
    width += widthOf(character)
  }
  return [...parts, current]
}
