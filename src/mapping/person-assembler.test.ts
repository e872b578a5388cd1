import { expect, test } from '@jest/globals'
import { canonical } from './canonical.ts'
import { readManifest } from './load-manifests.ts'
import type { ManifestMangd } from './manifest.ts'
import { createPersonAssembler, type PersonAssemblerOptions } from './person-assembler.ts'
import type { PersonItems, Skydd, Value } from './person-items.ts'
import type { Row } from './row-reader.ts'

const A = '189001019802'
const B = '189001029819'
const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)

const row = (mangd: ManifestMangd, personKey: string, fields: Record<string, Value>, more: Partial<Row> = {}): Row => ({
  sourceRow: 'rad',
  mangd,
  personnyckel: personKey,
  falt: fields,
  technical: {},
  ...more,
})
const person = (key: string, skydd: Skydd = 'nej'): Row =>
  row('person', key, { efternamn: 'B', fornamn: 'A' }, { skydd })
const queue = (key: string, queueId: string, since = '2026-01-01'): Row =>
  row('kostatus', key, { koId: queueId, sedan: since })
const faktura = (key: string, id: string, rowNumber: number, more: Record<string, Value> = {}): Row =>
  row(
    'faktura',
    key,
    { fakturanummer: id, ...more },
    { subItem: { radnummer: rowNumber, text: `rad ${String(rowNumber)}` } },
  )
const refused = { falt: 'sedan', reason: 'format', rawValues: { koId: 'K9', sedan: 'igår' } }
const rejected = { ...refused, known: { koId: 'K9' } }

function gather(rows: readonly Row[], options: Partial<PersonAssemblerOptions> = {}) {
  const assembler = createPersonAssembler(manifests, { today: new Date('2026-10-01'), ...options })
  for (const one of rows) assembler.add(one)
  const before = assembler.take()
  assembler.flush()
  const after = assembler.take()
  return {
    fore: before,
    personer: [...before.personer, ...after.personer],
    orphans: [...before.orphans, ...after.orphans],
  }
}
const alone = (rows: readonly Row[], options?: Partial<PersonAssemblerOptions>): PersonItems => {
  const { personer } = gather(rows, options)
  const [one] = personer
  if (one === undefined || personer.length !== 1) throw new Error(`${String(personer.length)} persons`)
  return one
}

test('a person is complete when the next begins or the read ends', () => {
  const { fore, personer } = gather([person(A), queue(A, 'K2'), queue(A, 'K1'), person(B)])
  expect(fore.personer.map(({ personnummer }) => personnummer)).toEqual([A])
  expect(personer).toEqual([
    {
      personnummer: A,
      skydd: 'nej',
      uppgifter: {
        person: [{ efternamn: 'B', fornamn: 'A' }],
        kostatus: [
          { koId: 'K1', sedan: '2026-01-01' },
          { koId: 'K2', sedan: '2026-01-01' },
        ],
      },
      rejected: [],
    },
    { personnummer: B, skydd: 'nej', uppgifter: { person: [{ efternamn: 'B', fornamn: 'A' }] }, rejected: [] },
  ])
})

test('the order of rows and identical duplicates make no difference', () => {
  const rows = [person(A), queue(A, 'K1'), queue(A, 'K2'), queue(A, 'K10'), queue(A, 'Å'), queue(A, 'a')]
  const expected = canonical(alone(rows))
  for (let round = 0; round < 50; round++) {
    const mixed = [...rows, ...rows]
      .map((one, i) => ({ one, s: Math.sin(i * 37 + round * 101) }))
      .sort((x, y) => x.s - y.s)
    expect(canonical(alone(mixed.map(({ one }) => one)))).toBe(expected)
  }
  expect(alone(rows).uppgifter.kostatus?.map(({ koId }) => koId)).toEqual(['K1', 'K10', 'K2', 'a', 'Å'])
})

test('the same person in another form of the number is the same person', () => {
  expect(alone([person(A), queue('900101+9802', 'K1'), queue('18900101-9802', 'K2')]).uppgifter.kostatus).toHaveLength(
    2,
  )
})

test('two rows that share a key and differ take their item away', () => {
  const { uppgifter, rejected } = alone([person(A), queue(A, 'K1'), queue(A, 'K2'), queue(A, 'K1', '2026-02-02')])
  expect(uppgifter.kostatus).toMatchObject([{ koId: 'K2' }])
  const rawValues = { koId: 'K1', sedan: '2026-02-02' }
  expect(rejected).toEqual([{ mangd: 'kostatus', falt: 'sedan', reason: 'motsagelse', rawValues, itemKey: 'K1' }])
})

test('a field that one of two rows lacks is a contradiction too', () => {
  const without = row('kostatus', A, { koId: 'K1' })
  for (const rows of [
    [queue(A, 'K1'), without],
    [without, queue(A, 'K1')],
  ])
    // prettier-ignore
    expect(alone([person(A), ...rows]).rejected).toMatchObject([{ falt: 'sedan', reason: 'motsagelse' }])
})

test('without an item key there is at most one', () => {
  expect(alone([person(A), person(A)]).uppgifter.person).toHaveLength(1)
  const another = row('person', A, { efternamn: 'C', fornamn: 'A' })
  expect(alone([person(A), another]).rejected).toMatchObject([
    { mangd: 'person', falt: 'efternamn', reason: 'motsagelse' },
  ])
})

test('a refused row takes its item away and leaves the others', () => {
  const { uppgifter, rejected: all } = alone([person(A), queue(A, 'K1'), row('kostatus', A, {}, { rejected })])
  expect(uppgifter.kostatus).toMatchObject([{ koId: 'K1' }])
  expect(all).toEqual([{ mangd: 'kostatus', ...refused, itemKey: 'K9' }])
})

test('of an invoice with a refused line nothing is handed on, and the line says what it is found by', () => {
  const line = { falt: 'rader.belopp', reason: 'format', rawValues: { belopp: 'x' }, known: { fakturanummer: 'F1' } }
  const rows = [faktura('10', 'F1', 1), row('faktura', '10', {}, { rejected: line }), faktura('10', 'F2', 1)]
  const { uppgifter, rejected: all } = alone(rows, customers())
  expect(uppgifter.faktura).toMatchObject([{ fakturanummer: 'F2' }])
  expect(all).toMatchObject([{ falt: 'rader.belopp', itemKey: 'F1\u001f', searched: { fakturanummer: 'F1' } }])
})

test('a refused row whose item cannot be told stands for an item of its own', () => {
  const line = { falt: 'fakturanummer', reason: 'saknas', rawValues: {}, known: { ocrNummer: '18' } }
  const rows = [faktura('10', 'F1', 1), row('faktura', '10', {}, { rejected: line })]
  const { uppgifter, rejected: all } = alone(rows, customers())
  expect(uppgifter.faktura).toHaveLength(1)
  expect(all).toEqual([
    { mangd: 'faktura', falt: 'fakturanummer', reason: 'saknas', rawValues: {}, searched: { ocrNummer: '18' } },
  ])
})

const customers = (skydd: Skydd = 'nej') => ({
  personnummerOf: (key: string) => (key.startsWith('1') ? { personnummer: A, skydd } : undefined),
})

test('invoice lines are gathered under their invoice, in the order of their numbers', () => {
  const rows = [faktura('10', 'F2', 10), faktura('10', 'F1', 1), faktura('11', 'F2', 9), faktura('11', 'F2', 9)]
  expect(alone(rows, customers()).uppgifter.faktura).toEqual([
    { fakturanummer: 'F1', rader: [{ radnummer: 1, text: 'rad 1' }] },
    {
      fakturanummer: 'F2',
      rader: [
        { radnummer: 9, text: 'rad 9' },
        { radnummer: 10, text: 'rad 10' },
      ],
    },
  ])
})

test('an invoice whose rows disagree on the head or on a line is refused', () => {
  const head = [faktura('10', 'F1', 1, { belopp: 100 }), faktura('10', 'F1', 2, { belopp: 101 })]
  expect(alone(head, customers()).rejected).toMatchObject([{ falt: 'belopp', reason: 'motsagelse' }])
  const line = [faktura('10', 'F1', 1), { ...faktura('10', 'F1', 1), subItem: { radnummer: 1, text: 'annan' } }]
  const { rejected, uppgifter } = alone(line, customers())
  expect(rejected).toMatchObject([{ falt: 'rader.text', reason: 'motsagelse', rawValues: { text: 'annan' } }])
  expect(uppgifter).toEqual({})
})

test('a row of nobody is kept apart with its key alone', () => {
  const { orphans, personer } = gather([
    person(A),
    queue('857209-0607', 'K1'),
    queue('', 'K2'),
    row('kostatus', 'x', {}, { rejected }),
    queue(A, 'K3'),
  ])
  expect(orphans).toEqual([
    { mangd: 'kostatus', falt: 'Personnummer', reason: 'personnummer', rawValues: { Personnummer: '857209-0607' } },
    { mangd: 'kostatus', falt: 'Personnummer', reason: 'personnummer', rawValues: {} },
    { mangd: 'kostatus', falt: 'Personnummer', reason: 'personnummer', rawValues: { Personnummer: 'x' } },
  ])
  expect(personer).toHaveLength(1)
  expect(personer[0]?.uppgifter.kostatus).toHaveLength(1)
  expect(gather([faktura('20', 'F1', 1)], customers()).orphans).toMatchObject([
    { falt: 'apar_id', rawValues: { apar_id: '20' } },
  ])
})

test.each<[Skydd[], Skydd]>([
  [['nej', 'nej'], 'nej'],
  [['nej', 'ja'], 'ja'],
  [['ja', 'nej'], 'ja'],
  [['okand', 'nej'], 'okand'],
  [['nej', 'okand'], 'okand'],
  [['okand', 'ja'], 'ja'],
  [[], 'okand'],
])('flags %p together are %s', (flags, expected) => {
  expect(alone([queue(A, 'K1'), ...flags.map((skydd) => person(A, skydd))]).skydd).toBe(expected)
})

test('of a protected person only the number and the flag are handed on', () => {
  const rows = [
    person(A),
    queue(A, 'KANARIE'),
    row('kostatus', A, {}, { rejected: { ...rejected, rawValues: { koId: 'KANARIE' } } }),
  ]
  const item = alone([...rows, person(A, 'ja')])
  expect(item).toMatchObject({ personnummer: A, skydd: 'ja', uppgifter: {} })
  expect(JSON.stringify(item)).not.toContain('KANARIE')
  expect(alone([faktura('10', 'KANARIE', 1)], customers('ja'))).toEqual({
    personnummer: A,
    skydd: 'ja',
    uppgifter: {},
    rejected: [],
  })
})

test('who asks for it gets the items of a protected person with the flag, and still no value that did not convert', () => {
  const rows = [
    person(A, 'ja'),
    queue(A, 'K1'),
    row('utforare', A, {}, { rejected: { ...rejected, rawValues: { namn: 'KANARIE' } } }),
  ]
  const item = alone(rows, { evenProtected: true })
  expect(item).toMatchObject({ skydd: 'ja', uppgifter: { person: [{ fornamn: 'A' }], kostatus: [{ koId: 'K1' }] } })
  expect(item.rejected).toEqual([{ mangd: 'utforare', falt: refused.falt, reason: refused.reason, rawValues: {} }])
  expect(JSON.stringify(item)).not.toContain('KANARIE')
})

test('a piece without a flag keeps its items, to be joined with the rest of the person', () => {
  expect(alone([queue(A, 'K1')])).toMatchObject({ skydd: 'okand', uppgifter: { kostatus: [{ koId: 'K1' }] } })
})

test('a manifest cut down to its flag gives no item', () => {
  const only = manifests.map((one) => (one.informationsmangd === 'person' ? { ...one, falt: [] } : one))
  const assembler = createPersonAssembler(only, { today: new Date('2026-10-01') })
  assembler.add(row('person', A, {}, { skydd: 'nej' }))
  assembler.flush()
  expect(assembler.take().personer).toEqual([{ personnummer: A, skydd: 'nej', uppgifter: {}, rejected: [] }])
})

test('rows of a kind without a manifest are a fault of the program', () => {
  const assembler = createPersonAssembler([], { today: new Date('2026-10-01') })
  expect(() => assembler.add(person(A))).toThrow(TypeError)
})

test('a row of an internal kind gives its person the flag and no item; without a person it is told under a stored kind', () => {
  const customer = (key: string, skydd: Skydd) => row('kund', key, {}, { skydd })
  const { personer, orphans } = gather([customer(A, 'nej'), queue(A, 'K1'), customer(B, 'ja'), customer('', 'nej')])
  expect(personer).toEqual([
    { personnummer: A, skydd: 'nej', uppgifter: { kostatus: [{ koId: 'K1', sedan: '2026-01-01' }] }, rejected: [] },
    { personnummer: B, skydd: 'ja', uppgifter: {}, rejected: [] },
  ])
  expect(orphans).toEqual([{ mangd: 'faktura', falt: 'apar_id', reason: 'personnummer', rawValues: {} }])
})

test.each(['ja', 'okand'] as const)(
  'of a row whose person cannot be told nothing is kept when its own flag is %s',
  (skydd) => {
    const [own, other] = gather([person('900101-980X', skydd), queue('900101-980X', 'K1')]).orphans
    expect(own).toMatchObject({ reason: 'personnummer', rawValues: {} })
    expect(Object.values(other?.rawValues ?? {})).toEqual(['900101-980X'])
  },
)

test('a flagged row whose number two persons may have names both, and an unflagged one nobody', () => {
  const written = '020101-9809'
  for (const skydd of ['ja', 'okand'] as const)
    expect(gather([person(written, skydd)]).orphans).toMatchObject([
      { reason: 'tvetydigt', rawValues: {}, mayBe: ['200201019809', '190201019809'] },
    ])
  expect(gather([person(written)]).orphans[0]).not.toHaveProperty('mayBe')
})
