import { expect, test } from '@jest/globals'
import { readManifest } from './load-manifests.ts'
import { createPersonAssembler } from './person-assembler.ts'
import type { CenturyRule } from './personnummer.ts'
import type { Row } from './row-reader.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const OLD = '190201019809'
const CHILD = '200201019809'
const WRITTEN = '020101-9809'
const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)

const row = (key: string, id: string): Row => ({
  sourceRow: 'KoRad',
  mangd: 'kostatus',
  personnyckel: key,
  falt: { koId: id },
  technical: {},
})

function gather(rows: readonly Row[], century: CenturyRule = {}) {
  const notPersons = new Map<string, number>()
  const assembler = createPersonAssembler(manifests, { ...century, today: TODAY, notPersons })
  for (const one of rows) assembler.add(one)
  assembler.flush()
  return { ...assembler.take(), notPersons: Object.fromEntries(notPersons) }
}

test('rows of organisations and of interim numbers are counted and left out', () => {
  const { personer, orphans, notPersons } = gather([
    row('212000-0142', 'K1'),
    row(OLD, 'K2'),
    row('162120000142', 'K3'),
    row('20000101T220', 'K4'),
    row(OLD, 'K5'),
  ])
  expect(orphans).toEqual([])
  expect(notPersons).toEqual({ organisation: 2, interim: 1 })
  expect(personer.map(({ personnummer, uppgifter }) => [personnummer, uppgifter.kostatus?.length])).toEqual([[OLD, 2]])
})

test('a number that two persons may have is shown to neither, and only its key is kept for whoever decides', () => {
  const { personer, orphans } = gather([row(WRITTEN, 'K1'), row(CHILD, 'K2')])
  expect(orphans).toEqual([
    { mangd: 'kostatus', falt: 'Personnummer', reason: 'tvetydigt', rawValues: { Personnummer: WRITTEN } },
  ])
  expect(personer).toMatchObject([{ personnummer: CHILD, uppgifter: { kostatus: [{ koId: 'K2' }] } }])
})

test.each<[string, CenturyRule, string]>([
  ['the source writes +', { writesPlus: true }, CHILD],
  ['somebody has decided for the century', { centuryOf: (text) => (text === WRITTEN ? 19 : undefined) }, OLD],
])('it is of one person when %s', (_, century, personnummer) => {
  const { personer, orphans } = gather([row(WRITTEN, 'K1')], century)
  expect(orphans).toEqual([])
  expect(personer).toMatchObject([{ personnummer }])
})
