import { expect, test } from '@jest/globals'
import { campaign } from '../../../test/support/campaign.ts'
import { createByteReader } from './byte-reader.ts'
import { createSaxesReader } from './saxes-reader.ts'
import { createRandom, type Random } from './testing/random.ts'
import { type CreateReader, readWhole, refusal } from './testing/read-whole.ts'
import { cut, damaged, randomDocument } from './testing/xml-fuzz.ts'

const DOCUMENTS = campaign(600, 2_000)

/** What saxes lets pass and the byte reader does not, on purpose: how to know such a document, and one. */
const STRICTER: readonly (readonly [string, RegExp, string])[] = [
  ['a question mark right after the target of an instruction', /<\?[^\s?>]+\?[^>]/, '<?a?b?><text/>'],
  ['a name whose part after the prefix cannot begin a name', /[^\s:<>/='"]:[-.\d]/, '<a:1 xmlns:a="b"/>'],
  ['a namespace name with blanks', /xmlns[^=]*=\s*(?:"[^"]*\s[^"]*"|'[^']*\s[^']*')/, '<a xmlns=" b"/>'],
  ['a second byte order mark', /^\ufeff\ufeff/, '\ufeff\ufeff<a/>'],
  ['a reference padded with zeros', /&#x?0{20}/, `<a>&#${'0'.repeat(40)}65;</a>`],
  ['a name of a thousand characters', /<\w{1000}/, `<${'a'.repeat(1_001)}/>`],
  ['a tag larger than 64 KB that comes in pieces', /="\s{65536}/, `<a b="${' '.repeat(70_000)}"/>`],
]

type Outcome = { readonly events: readonly string[] } | { readonly refused: string }

function outcome(create: CreateReader, chunks: readonly Buffer[]): Outcome {
  let events: string[] = []
  const refused = refusal(() => {
    events = readWhole(create, chunks, 'utf-8')
  })
  return refused === 'read' ? { events } : { refused }
}

function agree(random: Random, bytes: Buffer): 'read' | 'refused' | 'stricter' {
  const oracle = outcome(createSaxesReader, [bytes])
  const chunks = cut(random, bytes)
  const fast = outcome(createByteReader, chunks)
  if ('refused' in fast && 'events' in oracle && STRICTER.some(([, kind]) => kind.test(bytes.toString())))
    return 'stricter'
  if (JSON.stringify(fast) !== JSON.stringify(oracle)) {
    const lengths = chunks.map(({ length }) => length).join(' ')
    throw new Error(`the readers differ on ${JSON.stringify(bytes.toString())} cut ${lengths}`)
  }
  return 'events' in fast ? 'read' : 'refused'
}

test('reads what saxes reads, wherever it is cut', () => {
  const random = createRandom(1)
  for (let i = 0; i < DOCUMENTS; i++) expect(agree(random, Buffer.from(randomDocument(random)))).toBe('read')
})

test('refuses what saxes refuses, and of the rest only what it is meant to', () => {
  const random = createRandom(2)
  const counts = { read: 0, refused: 0, stricter: 0 }
  for (let i = 0; i < 3 * DOCUMENTS; i++) counts[agree(random, damaged(random, randomDocument(random)))]++
  expect(counts.read).toBeGreaterThan(DOCUMENTS / 4)
  expect(counts.refused).toBeGreaterThan(DOCUMENTS)
  expect(counts.stricter).toBeLessThan(DOCUMENTS / 10)
})

test('agrees on documents larger than its window', () => {
  const random = createRandom(3)
  for (let i = 0; i < campaign(2, 4); i++) {
    let inside = ''
    while (inside.length < 600_000) inside += randomDocument(random).replace(/^\ufeff?(<\?xml.*?\?>)?/, '')
    const bytes = Buffer.from(`<children>${inside}</children>`)
    const whole = random.chance(0.5) ? bytes : damaged(random, bytes.toString())
    const oracle = outcome(createSaxesReader, [whole])
    expect(JSON.stringify(outcome(createByteReader, [whole])) === JSON.stringify(oracle)).toBe(true)
  }
})

test.each(STRICTER)('refuses %s, which saxes reads', (_, kind, document) => {
  expect(document).toMatch(kind)
  const chunks = [...Buffer.from(document)].map((byte) => Buffer.of(byte))
  expect(outcome(createSaxesReader, chunks)).toHaveProperty('events')
  expect(outcome(createByteReader, chunks)).toHaveProperty('refused')
})
