import { expect, test } from '@jest/globals'
import { campaign } from '../../test/support/campaign.ts'
import { createByteReader } from '../platform/xml/byte-reader.ts'
import { readElements } from '../platform/xml/element-reader.ts'
import { createSaxesReader } from '../platform/xml/saxes-reader.ts'
import { createRandom, type Random } from '../platform/xml/testing/random.ts'
import type { CreateReader } from '../platform/xml/testing/read-whole.ts'
import { cut, damaged } from '../platform/xml/testing/xml-fuzz.ts'
import { compileRowReader } from './compile-row-reader.ts'
import { readManifest } from './load-manifests.ts'
import type { Field, FieldType, Manifest } from './manifest.ts'
import { createPersonAssembler } from './person-assembler.ts'
import type { Row } from './row-reader.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const DOCUMENTS = campaign(80, 300)
const PERSONER = ['189001019802', '189001029819', '19900101-9802', '900101+9802', 'ingen']
const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname).filter(
  ({ kalla }) => kalla === 'paraplyet',
)
const rows = manifests.map((manifest) => ({
  element: manifest.kallrader[0] ?? '',
  sourceRow: manifest.kallrader[0] ?? '',
  manifest,
}))

/** Every text that no manifest lets through begins with this; it stands in every place that XML has for text. */
const CANARY = 'KANARIE'

const VALUES: Readonly<Record<FieldType, readonly string[]>> = {
  text: ['Åsa', '&lt;b&gt;', '<![CDATA[<c>]]>', 'a long text that does not repeat'],
  kod: ['PAGAR', 'DAG', 'VANTAR', 'K', 'ANH', 'annan'],
  datum: ['2026-01-31', '2026-01-31T00:00:00', '1900-01-01', 'igår'],
  period: ['2026-01', '2026-13'],
  ore: ['10.10', '1,5', 'x'],
  decimal: ['12.5', 'x'],
  heltal: ['7', 'x'],
  ocr: ['1636976'],
  personnummer: ['189001019802'],
  finns: ['ja'],
}

function row(random: Random, manifest: Manifest): string {
  const canary = (): string => `${CANARY}${String(random.below(1e9))}`
  const unlisted = (): string =>
    random.pick([
      `<Journal>${canary()}</Journal>`,
      `<Journal a="${canary()}"/>`,
      `<Journal><Personnummer>${canary()}</Personnummer><Fornamn>${canary()}</Fornamn></Journal>`,
      `<!-- ${canary()} --><?pi ${canary()}?>`,
      `<Journal><![CDATA[<Fornamn>${canary()}</Fornamn>]]></Journal>`,
      canary(),
    ])
  const listed = ({ kalla, typ }: Field): string =>
    random.chance(0.05)
      ? random.pick(['', `<${kalla}/>`, `<${kalla}><x>${canary()}</x></${kalla}>`])
      : `<${kalla} b='${canary()}'>${random.pick(VALUES[typ])}</${kalla}>`
  const flag =
    manifest.skydd === undefined ? '' : `<Skyddsmarkering>${random.pick(['N', 'N', 'S', ''])}</Skyddsmarkering>`
  const field = manifest.falt.map((one) => listed(one) + (random.chance(0.5) ? unlisted() : ''))
  const element = manifest.kallrader[0] ?? ''
  return `<${element}><Personnummer>${random.pick(PERSONER)}</Personnummer>${flag}${field.join('')}</${element}>`
}

const document = (random: Random): string => {
  const rows = Array.from({ length: 1 + random.below(20) }, () => row(random, random.pick(manifests)))
  return `<Rader>${rows.join(random.pick(['', '\n', CANARY]))}<Okand>${CANARY}</Okand></Rader>`
}

/** All that leaves the mapping, whether the read went well or not. */
function read(create: CreateReader, chunks: readonly Buffer[]): string {
  const unknownFields = new Map<string, number>()
  const reader = compileRowReader(rows, { today: TODAY, unknownFields })
  const assembler = createPersonAssembler(manifests, { today: TODAY })
  const readSoFar: Row[] = []
  let failure = ''
  try {
    const xml = create(readElements(() => reader))
    for (const chunk of chunks) {
      xml.write(chunk)
      readSoFar.push(...reader.take())
    }
    xml.end()
    for (const one of readSoFar) assembler.add(one)
    assembler.flush()
  } catch (error) {
    failure =
      error instanceof Error ? `${error.message} ${String(error.stack)} ${JSON.stringify(error)}` : String(error)
  }
  return failure === '' ? JSON.stringify([readSoFar, assembler.take(), [...unknownFields]]) : failure
}

test('no unlisted text comes through, and both readers give the same rows', () => {
  const random = createRandom(4)
  for (let i = 0; i < DOCUMENTS; i++) {
    const bytes = Buffer.from(document(random))
    const byBytes = read(createByteReader, cut(random, bytes))
    expect(byBytes).toEqual(read(createSaxesReader, cut(random, bytes)))
    expect(byBytes).not.toContain(CANARY)
    expect(byBytes).toContain('"personnyckel"')
  }
})

test('nor does it through what a broken document leaves behind', () => {
  const random = createRandom(5)
  let broken = 0
  for (let i = 0; i < 2 * DOCUMENTS; i++) {
    // A tag name is no text: one that was damaged into something else may be told of as drift.
    const bytes = damaged(random, document(random))
    for (const create of [createByteReader, createSaxesReader]) {
      const out = read(create, cut(random, bytes))
      if (out.startsWith('[')) continue
      broken++
      expect(out).not.toContain(CANARY)
    }
  }
  expect(broken).toBeGreaterThan(DOCUMENTS)
})
