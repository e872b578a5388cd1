import { spawnSync } from 'node:child_process'
import { SaxesParser } from 'saxes'
import { createRowWriter } from '../simulators/paraplyet/rows.ts'
import { createPopulation } from '../simulators/population/create-population.ts'
import { canonical } from '../src/mapping/canonical.ts'
import { compileRowReader } from '../src/mapping/compile-row-reader.ts'
import { readManifest } from '../src/mapping/load-manifests.ts'
import { createPersonAssembler } from '../src/mapping/person-assembler.ts'
import type { RowReader } from '../src/mapping/row-reader.ts'
import { createByteReader } from '../src/platform/xml/byte-reader.ts'
import { readElements } from '../src/platform/xml/element-reader.ts'
import { createSaxesReader } from '../src/platform/xml/saxes-reader.ts'
import type { XmlHandler, XmlReader } from '../src/platform/xml/xml-reader.ts'

/**
 * How fast a complete read of Paraplyet is taken apart, as ratios within one run: against saxes without namespaces and
 * without handlers, which is the least that any reader built on a parser has to do. Counts processor time, not the clock, so that other
 * work on the machine tells less.
 */
const TODAY = new Date('2026-10-01T12:00:00Z')
const MANIFESTS = 'config/tittbehorighet'
const MB = 1_000_000
const ROUNDS = 5
const CHUNK = 1 << 16

const manifests = readManifest(process.argv[2] ?? MANIFESTS).filter(({ kalla }) => kalla === 'paraplyet')
const allRows = manifests.flatMap((manifest) =>
  manifest.kallrader.map((sourceRow) => ({ element: sourceRow, sourceRow, manifest })),
)

function document(): Buffer[] {
  const population = createPopulation({ antal: 60_000, seed: 1, today: '2026-10-01' })
  const writer = createRowWriter(population, (value) => value)
  let rows = ''
  for (let index = 0; rows.length < 10 * MB; index++)
    for (const stadsdel of population.stadsdelarOf(index, 'paraplyet'))
      rows += `${writer.av(index, stadsdel).join('\n')}\n`
  const bytes = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><Rader>${rows.repeat(10)}</Rader>`)
  return Array.from({ length: Math.ceil(bytes.length / CHUNK) }, (_, i) => bytes.subarray(i * CHUNK, (i + 1) * CHUNK))
}

/** The document holds the rows in one element, as an answer does. */
const inRoot = (rows: RowReader): XmlHandler => readElements(() => rows)

type Create = (handler: XmlHandler) => XmlReader

const rowsBy =
  (create: Create) =>
  (chunks: readonly Buffer[]): number => {
    const rows = compileRowReader(allRows, { today: TODAY, unknownFields: new Map() })
    const reader = create(inRoot(rows))
    let count = 0
    for (const chunk of chunks) {
      reader.write(chunk)
      count += rows.take().length
    }
    reader.end()
    return count
  }

const ways: Readonly<Record<string, (chunks: readonly Buffer[]) => number>> = {
  'saxes, no namespaces, no handlers': (chunks) => {
    const parser = new SaxesParser({ position: false })
    const decoder = new TextDecoder()
    for (const chunk of chunks) parser.write(decoder.decode(chunk, { stream: true }))
    parser.close()
    return 0
  },
  'saxes reader and row reader': rowsBy(createSaxesReader),
  'byte reader and row reader': rowsBy(createByteReader),
  'byte reader, everything skipped': (chunks) => {
    const reader = createByteReader({ open: () => 'skip', piece: () => undefined, close: () => undefined })
    for (const chunk of chunks) reader.write(chunk)
    reader.end()
    return 0
  },
  'byte reader to canonical items': (chunks) => {
    const rows = compileRowReader(allRows, { today: TODAY, unknownFields: new Map() })
    const reader = createByteReader(inRoot(rows))
    const assembler = createPersonAssembler(manifests, { today: TODAY })
    let length = 0
    for (const chunk of chunks) {
      reader.write(chunk)
      for (const row of rows.take()) assembler.add(row)
      for (const { uppgifter } of assembler.take().personer)
        for (const items of Object.values(uppgifter)) length += canonical(items).length
    }
    reader.end()
    return length
  },
}

/** Megabytes of the document, and processor milliseconds of the middle round. */
function measure(read: (chunks: readonly Buffer[]) => number): { mb: number; ms: number } {
  const chunks = document()
  const rounds: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const start = process.cpuUsage()
    read(chunks)
    const { user, system } = process.cpuUsage(start)
    rounds.push((user + system) / 1000)
  }
  const mb = chunks.reduce((sum, { length }) => sum + length, 0) / MB
  return { mb, ms: rounds.sort((a, b) => a - b)[ROUNDS >> 1] ?? NaN }
}

const [, self = '', folder, way] = process.argv
const chosen = way === undefined ? undefined : ways[way]
if (chosen !== undefined) console.log(JSON.stringify(measure(chosen)))
else {
  let floor: number | undefined
  // Each in a process of its own: a parser that has run with handlers is not as fast without them afterwards.
  for (const name of Object.keys(ways)) {
    const { stdout } = spawnSync(process.execPath, [self, folder ?? MANIFESTS, name], { encoding: 'utf8' })
    const { mb, ms } = JSON.parse(stdout) as { mb: number; ms: number }
    floor ??= ms
    const speed = (mb / (ms / 1000)).toFixed(0).padStart(5)
    console.log(`${name.padEnd(36)}${speed} MB/s  ${(ms / floor).toFixed(2)} of the floor`)
  }
}
