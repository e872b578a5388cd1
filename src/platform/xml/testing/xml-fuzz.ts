import { XSI } from '../xml-reader.ts'
import type { Random } from './random.ts'

const NAMES = [
  'text',
  'Text',
  'stream',
  'skip',
  'children',
  'Rad',
  'a',
  '_b-c.d',
  'Å',
  'r1_x0023_x',
  'e:Rad',
  'e:text',
  'xml:a',
  '😀n',
]
const BLANKS = ['', '', '', ' ', '\n', '\r\n', '\t', '  \r']
const TEXTS = [
  'abc',
  'Åsa Öberg',
  '😀',
  ' ',
  '\r\n',
  '\r',
  '\n\t',
  ']',
  ']]',
  '>',
  '&amp;',
  '&lt;x&gt;',
  '&quot;&apos;',
  '&#65;',
  '&#xC5;',
  '&#x1F600;',
  '&#13;',
  '\ufffd',
  '\u00a0',
  '\u2028',
  '\ufeff',
  'a'.repeat(40),
  '<![CDATA[]]>',
  '<![CDATA[<a>&]]]>',
  '<![CDATA[]]]]><![CDATA[>\r\n]]>',
  '<!-- a <b> & - c -->',
  '<!---->',
  '<?pi?>',
  '<?pi <a> ? > ?>',
]
const VALUES = ['', 'x', 'true', ' 1\n', 'false', '>', '/>', 'å', '&lt;&amp;', '&#10;', "'", ' \r\n\t', ']]>', 'urn:e']
/** Where a document goes wrong, or nearly. */
const DAMAGE = [
  '<',
  '>',
  '/',
  '&',
  ';',
  '"',
  "'",
  '=',
  ' ',
  ']]>',
  '<!--',
  '-->',
  '--',
  '<![CDATA[',
  '<!DOCTYPE a>',
  '<!DOCTYPE a [<!ENTITY x "y">]>',
  '<!',
  '<?',
  '?>',
  '<?xml version="1.0"?>',
  '<?xMl a?>',
  '&x;',
  '&#0;',
  '&#xD800;',
  '&#xFFFE;',
  '&#1114112;',
  '&#X41;',
  '&;',
  '&amp',
  '\u0000',
  '\u0001',
  '\u001f',
  '\u007f',
  '\u0085',
  '\uffff',
  '\ufffe',
  '<text>',
  '</text>',
  '</text >',
  '</ text>',
  '<skip/>',
  '<skip />',
  '<skip/ >',
  '<e:skip/>',
  '<f:skip/>',
  '<:a/>',
  '<a:/>',
  '<a:b:c/>',
  '<1/>',
  '<xmlns:a/>',
  ' a="1"',
  ' a="1" a="2"',
  ' e:a="1" f:a="1"',
  ' xmlns:e=""',
  ' xmlns:xml="urn:x"',
  ' xmlns:xmlns="urn:x"',
  ' xmlns=""',
  ' a=1',
  ' a',
  ' a="<"',
  'x',
]

/** A well-formed document with everything in it that XML has and a reply may have. */
export function randomDocument(random: Random): string {
  const misc = (): string => random.pick(['', '', '\n', '<!-- x -->', '<?pi x?>', ' \r\n'])
  const start =
    random.pick(['', '\ufeff']) +
    random.pick(['', '', '<?xml version="1.0"?>', "<?xml version='1.0' encoding='utf-8' standalone=\"yes\" ?>"])
  return start + misc() + element(random, 0, ' xmlns:e="urn:e"') + misc() + misc()
}

function element(random: Random, depth: number, declaration = ''): string {
  const name = random.pick(NAMES)
  const tag = name + (declaration === '' ? attributes(random) : declaration) + random.pick(BLANKS)
  if (random.chance(0.15)) return `<${tag}/>`
  let inside = ''
  for (let i = random.below(depth > 4 ? 2 : 6); i > 0; i--)
    inside += random.chance(0.5) ? textAfter(inside, random.pick(TEXTS)) : element(random, depth + 1)
  return `<${tag}>${inside}</${name}${random.pick(BLANKS)}>`
}

/** `]]>` is allowed nowhere but at the end of a CDATA section. */
const textAfter = (before: string, text: string): string => (before.endsWith(']') && text === '>' ? '' : text)

function attributes(random: Random): string {
  if (random.chance(0.6)) return ''
  const names = ['a', 'b', 'å', 'e:a', 'e:nil', 'xml:lang', 'xmlns', 'xmlns:e', 'xmlns:f'].filter(() =>
    random.chance(0.25),
  )
  return names
    .map((name) => {
      const value = name.startsWith('xmlns') ? random.pick(['urn:d', 'urn:e', XSI]) : random.pick(VALUES)
      const quote = value.includes("'") ? '"' : random.pick(['"', "'"])
      return `${random.pick([' ', '\n', '\t '])}${name}${random.pick(BLANKS)}=${random.pick(BLANKS)}${quote}${value}${quote}`
    })
    .join('')
}

/** The same with something done to it; may still be well-formed. */
export function damaged(random: Random, document: string): Buffer {
  const at = random.below(document.length + 1)
  switch (random.below(6)) {
    case 0:
      return Buffer.from(document.slice(0, at) + document.slice(at + 1 + random.below(4)))
    case 1: {
      const length = random.below(30)
      return Buffer.from(
        document.slice(0, at) + document.slice(at, at + length).repeat(2) + document.slice(at + length),
      )
    }
    case 2: {
      const bytes = Buffer.from(document)
      bytes[random.below(bytes.length)] = random.below(256)
      return bytes
    }
    case 3: {
      const bytes = Buffer.from(document)
      return bytes.subarray(0, random.below(bytes.length))
    }
    default:
      return Buffer.from(document.slice(0, at) + random.pick(DAMAGE) + document.slice(at))
  }
}

/** Cut at random places, sometimes at every byte. */
export function cut(random: Random, bytes: Buffer): Buffer[] {
  const chunks: Buffer[] = []
  const step = random.pick([1, 2, 7, 40, bytes.length + 1])
  for (let from = 0; from < bytes.length;) {
    const to = from + 1 + random.below(step)
    chunks.push(bytes.subarray(from, to))
    from = to
  }
  return chunks
}
