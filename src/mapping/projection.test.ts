import { expect, test } from '@jest/globals'
import { createByteReader } from '../platform/xml/byte-reader.ts'
import { compileRowReader } from './compile-row-reader.ts'
import { lasManifest } from './load-manifests.ts'
import type { Falt, FaltTyp, Manifest } from './manifest.ts'
import { createPersonAssembler } from './person-assembler.ts'
import type { Rad } from './row-reader.ts'
import { createSaxesReader } from '../platform/xml/saxes-reader.ts'
import { type Random, createRandom } from '../platform/xml/testing/random.ts'
import type { CreateReader } from '../platform/xml/testing/read-whole.ts'
import { cut, damaged } from '../platform/xml/testing/xml-fuzz.ts'

const IDAG = new Date('2026-10-01T12:00:00Z')
const PERSONER = ['189001019802', '189001029819', '19900101-9802', '900101+9802', 'ingen']
const manifests = lasManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname).filter(
  ({ kalla }) => kalla === 'paraplyet',
)
const rader = manifests.map((manifest) => ({
  element: manifest.kallrader[0] ?? '',
  kallrad: manifest.kallrader[0] ?? '',
  manifest,
}))

/** Every text that no manifest lets through begins with this; it stands in every place that XML has for text. */
const KANARIE = 'KANARIE'

const VARDEN: Readonly<Record<FaltTyp, readonly string[]>> = {
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

function rad(random: Random, manifest: Manifest): string {
  const kanarie = (): string => `${KANARIE}${String(random.below(1e9))}`
  const olistat = (): string =>
    random.pick([
      `<Journal>${kanarie()}</Journal>`,
      `<Journal a="${kanarie()}"/>`,
      `<Journal><Personnummer>${kanarie()}</Personnummer><Fornamn>${kanarie()}</Fornamn></Journal>`,
      `<!-- ${kanarie()} --><?pi ${kanarie()}?>`,
      `<Journal><![CDATA[<Fornamn>${kanarie()}</Fornamn>]]></Journal>`,
      kanarie(),
    ])
  const listat = ({ kalla, typ }: Falt): string =>
    random.chance(0.05)
      ? random.pick(['', `<${kalla}/>`, `<${kalla}><x>${kanarie()}</x></${kalla}>`])
      : `<${kalla} b='${kanarie()}'>${random.pick(VARDEN[typ])}</${kalla}>`
  const flagga =
    manifest.skydd === undefined ? '' : `<Skyddsmarkering>${random.pick(['N', 'N', 'S', ''])}</Skyddsmarkering>`
  const falt = manifest.falt.map((ett) => listat(ett) + (random.chance(0.5) ? olistat() : ''))
  const element = manifest.kallrader[0] ?? ''
  return `<${element}><Personnummer>${random.pick(PERSONER)}</Personnummer>${flagga}${falt.join('')}</${element}>`
}

const dokument = (random: Random): string => {
  const rows = Array.from({ length: 1 + random.below(20) }, () => rad(random, random.pick(manifests)))
  return `<Rader>${rows.join(random.pick(['', '\n', KANARIE]))}<Okand>${KANARIE}</Okand></Rader>`
}

/** All that leaves the mapping, whether the read went well or not. */
function las(create: CreateReader, chunks: readonly Buffer[]): { ut: string; antal: number } {
  const okandaFalt = new Map<string, number>()
  const reader = compileRowReader(rader, { idag: IDAG, okandaFalt })
  const assembler = createPersonAssembler(manifests, { idag: IDAG })
  let depth = 0
  const lasta: Rad[] = []
  let fel = ''
  try {
    const xml = create({
      open(name, namespace) {
        const want = depth === 0 ? 'children' : reader.open(name, namespace)
        if (want !== 'skip') depth++
        return want
      },
      piece: (text) => reader.piece(text),
      close(name, text) {
        if (--depth > 0) reader.close(name, text)
      },
    })
    for (const chunk of chunks) {
      xml.write(chunk)
      lasta.push(...reader.take())
    }
    xml.end()
    for (const en of lasta) assembler.add(en)
    assembler.flush()
  } catch (error) {
    fel = error instanceof Error ? `${error.message} ${String(error.stack)} ${JSON.stringify(error)}` : String(error)
  }
  return { ut: fel === '' ? JSON.stringify([lasta, assembler.take(), [...okandaFalt]]) : fel, antal: reader.antal }
}

test('no unlisted text comes through, and both readers give the same rows', () => {
  const random = createRandom(4)
  for (let i = 0; i < 300; i++) {
    const bytes = Buffer.from(dokument(random))
    const byBytes = las(createByteReader, cut(random, bytes))
    expect(byBytes).toEqual(las(createSaxesReader, cut(random, bytes)))
    expect(byBytes.ut).not.toContain(KANARIE)
    expect(byBytes.ut).toContain('"personnyckel"')
  }
})

test('nor does it through what a broken document leaves behind', () => {
  const random = createRandom(5)
  let broken = 0
  for (let i = 0; i < 600; i++) {
    // A tag name is no text: one that was damaged into something else may be told of as drift.
    const bytes = damaged(random, dokument(random))
    for (const create of [createByteReader, createSaxesReader]) {
      const { ut } = las(create, cut(random, bytes))
      if (ut.startsWith('[')) continue
      broken++
      expect(ut).not.toContain(KANARIE)
    }
  }
  expect(broken).toBeGreaterThan(300)
})
