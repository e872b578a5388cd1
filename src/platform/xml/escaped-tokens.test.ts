import { expect, test } from '@jest/globals'
import { campaign } from '../../../test/support/campaign.ts'
import { InsynError } from '../../errors.ts'
import { createByteReader } from './byte-reader.ts'
import { createXmlReader } from './create-xml-reader.ts'
import { notAnAnswer } from './fail-once.ts'
import { createRandom, type Random } from './testing/random.ts'
import { joinPieces, readWhole } from './testing/read-whole.ts'
import { recorder, textOf } from './testing/recorder.ts'
import { cut, damaged, randomDocument } from './testing/xml-fuzz.ts'
import type { Piece, XmlHandler } from './xml-reader.ts'

const DOCUMENTS = campaign(600, 2_000)

type Outcome = readonly string[] | 'refused'

function outcome(read: () => readonly string[]): Outcome {
  try {
    return read()
  } catch (error) {
    if (error instanceof InsynError && error.code === 'KALLA_INTE_SVAR') return 'refused'
    throw error
  }
}

/** An outer document with one result, whose text goes to `piece`. */
function outer(piece: (part: Piece) => void, end: () => void): XmlHandler {
  let results = 0
  return {
    open(name) {
      if (name === 'out') return 'children'
      if (name !== 'result') return 'skip'
      if (++results > 1) throw notAnAnswer('a second result')
      return 'stream'
    },
    piece,
    close(name) {
      if (name === 'out' && results === 0) throw notAnAnswer('no result')
      if (name === 'result') end()
    },
  }
}

function inOnePass(chunks: readonly Uint8Array[], charset: string): readonly string[] {
  const { handler, events } = recorder()
  const inner = createByteReader(handler)
  const reader = createXmlReader(
    outer(
      (part) => inner.write(part),
      () => inner.end(),
    ),
    { charset },
  )
  for (const chunk of chunks) reader.write(chunk)
  reader.end()
  return joinPieces(events)
}

/** The outer document first: its text is another document, that is then read. */
function inTwoPasses(bytes: Uint8Array): readonly string[] {
  let text = ''
  const reader = createByteReader(
    outer(
      (part) => (text += textOf(part)),
      () => undefined,
    ),
  )
  reader.write(bytes)
  reader.end()
  return readWhole(createByteReader, [Buffer.from(text)])
}

/** The document as text of an element: each character in one of the ways in which it may be written. */
function escaped(random: Random, document: string): string {
  const usual = random.chance(0.5)
  let text = ''
  for (const character of document) {
    const code = character.codePointAt(0) ?? 0
    const [decimal, hex] = [`&#${code};`, `&#x${code.toString(16).toUpperCase()};`]
    const named: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;', '"': '&quot;' }
    const name = named[character] ?? character
    text += usual || random.chance(0.9) ? name : random.pick([decimal, hex, `<![CDATA[${character}]]>`, name])
    if (!usual && random.chance(0.01)) text += random.pick(['<!-- x -->', '<?pi x?>'])
  }
  return text
}

/** As the rows of a result are: tags without attributes, one after the other. */
function rows(random: Random): string {
  const field = (): string => {
    const name = random.pick(['text', 'Text', 'skip', 'a', 'r1_x0023_x', 'Å'])
    const value = random.pick(['', '1', 'Åsa', '12.50', 'x&amp;y', 'a]]&gt;', ']', '\r\n', '&#10;', '<![CDATA[z]]>'])
    return value === '' && random.chance(0.5) ? `<${name}/>` : `<${name}>${value}</${name}>`
  }
  let text = ''
  for (let i = random.below(8); i > 0; i--) text += `<Rad>${field()}${field()}\n${field()}</Rad>`
  return `<?xml version="1.0" encoding="utf-16"?>\r\n<children>${text}</children>\n`
}

const around = (text: string): string => `<out><other>&lt;x</other><result>${text}</result></out>`

test('gives what two passes give, wherever the bytes are cut', () => {
  const random = createRandom(4)
  const counts = { read: 0, refused: 0 }
  for (let i = 0; i < 3 * DOCUMENTS; i++) {
    const whole = random.chance(0.5) ? randomDocument(random) : rows(random)
    const inner = random.chance(0.7) ? whole : damaged(random, whole).toString()
    const document = around(escaped(random, inner))
    const bytes = random.chance(0.8) ? Buffer.from(document) : damaged(random, document)
    const chunks = cut(random, bytes)
    const one = outcome(() => inOnePass(chunks, 'utf-8'))
    const two = outcome(() => inTwoPasses(bytes))
    if (JSON.stringify(one) !== JSON.stringify(two)) {
      const lengths = chunks.map(({ length }) => length).join(' ')
      throw new Error(`not the same of ${JSON.stringify(bytes.toString())} cut ${lengths}`)
    }
    counts[one === 'refused' ? 'refused' : 'read']++
  }
  expect(counts.read).toBeGreaterThan(DOCUMENTS)
  expect(counts.refused).toBeGreaterThan(DOCUMENTS / 4)
})

test.each(['utf-16', 'iso-8859-1'] as const)('gives the same where the outer document is %s', (charset) => {
  const random = createRandom(5)
  for (let i = 0; i < DOCUMENTS / 4; i++) {
    const text = around(escaped(random, rows(random)))
    const bytes = charset === 'utf-16' ? Buffer.from(`\ufeff${text}`, 'utf16le') : Buffer.from(text, 'latin1')
    expect(inOnePass(cut(random, bytes), charset)).toEqual(inTwoPasses(Buffer.from(text)))
  }
})
