import { expect, test } from '@jest/globals'
import { InsynError } from '../../errors.ts'
import { createXmlReader } from './create-xml-reader.ts'
import { createRandom } from './testing/random.ts'
import { readWhole, refusal } from './testing/read-whole.ts'
import { recorder } from './testing/recorder.ts'
import { cut } from './testing/xml-fuzz.ts'

const SINGLE_BYTE = ['iso-8859-1', 'windows-1252']
const eachByte = (bytes: Buffer): Uint8Array[] => Array.from(bytes, (byte) => Uint8Array.of(byte))
const why = (step: () => unknown): string => {
  try {
    step()
    return ''
  } catch (error) {
    return error instanceof InsynError ? error.message : String(error)
  }
}

test.each(SINGLE_BYTE)('UTF-8 that is declared as %s is refused before a name of it is told', (label) => {
  for (const name of ['Åsa', 'Gårdö', 'Zoë', 'Ågren Öberg']) {
    const text = `<children><text>Asa</text><text>${name}</text><text>Asa</text></children>`
    const declared = Buffer.from(`<?xml version="1.0" encoding="${label}"?>${text}`)
    for (const [bytes, charset] of [
      [declared, undefined],
      [Buffer.from(text), label],
    ] as const)
      for (const chunks of [[bytes], eachByte(bytes)]) {
        const { handler, events } = recorder()
        const reader = createXmlReader(handler, charset === undefined ? {} : { charset })
        const told = why(() => {
          for (const chunk of chunks) reader.write(chunk)
          reader.end()
        })
        expect(told).toMatch(/declared/)
        expect(events.join()).not.toMatch(/[^ -~]/)
      }
  }
})

test.each(SINGLE_BYTE)('text that is %s is read, also where it could be UTF-8 for a while', (label) => {
  const random = createRandom(7)
  for (const text of [
    'Åsa',
    'MALMÖ\u00a0STAD, Gården',
    `Ö\u00bb${'x'.repeat(100)}ö`,
    'é',
    `${'a'.repeat(70_000)}Å\u00a0${'b'.repeat(70_000)}å`,
  ]) {
    const bytes = Buffer.from(`<text>${text}</text>`, 'latin1')
    const events = ['open text ', `close text ${JSON.stringify(text)}`]
    const pieces = text.length > 1_000 ? [cut(random, bytes)] : [eachByte(bytes), [bytes]]
    for (const chunks of pieces) expect(readWhole(createXmlReader, chunks, label)).toEqual(events)
  }
})

test('a document of which nothing tells for too long is refused', () => {
  const bytes = Buffer.from(`<text>Å\u00a0${'x'.repeat(900_000)}</text><!--${'x'.repeat(900_000)}-->`, 'latin1')
  expect(refusal(() => readWhole(createXmlReader, [bytes.subarray(0, 40), bytes.subarray(40)], 'iso-8859-1'))).toBe(
    'KALLA_INTE_SVAR',
  )
})

test('windows-1252 has letters and quotes where iso-8859-1 has none', () => {
  const bytes = Buffer.from('<text>\x80 \x93\xe5\x94</text>', 'latin1')
  expect(readWhole(createXmlReader, [bytes], 'windows-1252')).toEqual(['open text ', 'close text "€ “å”"'])
})
