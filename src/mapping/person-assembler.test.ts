import { expect, test } from '@jest/globals'
import { kanonisk } from './canonical.ts'
import { lasManifest } from './load-manifests.ts'
import type { ManifestMangd } from './manifest.ts'
import type { PersonPost, Skydd, Varde } from './person-items.ts'
import { type PersonAssemblerOptions, createPersonAssembler } from './person-assembler.ts'
import type { Rad } from './row-reader.ts'

const A = '189001019802'
const B = '189001029819'
const manifests = lasManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)

const rad = (mangd: ManifestMangd, personnyckel: string, falt: Record<string, Varde>, mer: Partial<Rad> = {}): Rad => ({
  kallrad: 'rad',
  mangd,
  personnyckel,
  falt,
  tekniska: {},
  ...mer,
})
const person = (nyckel: string, skydd: Skydd = 'nej'): Rad =>
  rad('person', nyckel, { efternamn: 'B', fornamn: 'A' }, { skydd })
const ko = (nyckel: string, koId: string, sedan = '2026-01-01'): Rad => rad('kostatus', nyckel, { koId, sedan })
const faktura = (nyckel: string, nr: string, radnummer: number, mer: Record<string, Varde> = {}): Rad =>
  rad('faktura', nyckel, { fakturanummer: nr, ...mer }, { underpost: { radnummer, text: `rad ${String(radnummer)}` } })
const avvisad = { falt: 'sedan', orsak: 'format', ravarden: { koId: 'K9', sedan: 'igår' } }

function samla(rader: readonly Rad[], options: Partial<PersonAssemblerOptions> = {}) {
  const assembler = createPersonAssembler(manifests, { idag: new Date('2026-10-01'), ...options })
  for (const en of rader) assembler.add(en)
  const fore = assembler.take()
  assembler.flush()
  const efter = assembler.take()
  return { fore, personer: [...fore.personer, ...efter.personer], herrelosa: [...fore.herrelosa, ...efter.herrelosa] }
}
const ensam = (rader: readonly Rad[], options?: Partial<PersonAssemblerOptions>): PersonPost => {
  const { personer } = samla(rader, options)
  const [en] = personer
  if (en === undefined || personer.length !== 1) throw new Error(`${String(personer.length)} persons`)
  return en
}

test('a person is complete when the next begins or the read ends', () => {
  const { fore, personer } = samla([person(A), ko(A, 'K2'), ko(A, 'K1'), person(B)])
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
      avvisade: [],
    },
    { personnummer: B, skydd: 'nej', uppgifter: { person: [{ efternamn: 'B', fornamn: 'A' }] }, avvisade: [] },
  ])
})

test('the order of rows and identical duplicates make no difference', () => {
  const rader = [person(A), ko(A, 'K1'), ko(A, 'K2'), ko(A, 'K10'), ko(A, 'Å'), ko(A, 'a')]
  const vantat = kanonisk(ensam(rader))
  for (let varv = 0; varv < 50; varv++) {
    const blandade = [...rader, ...rader]
      .map((en, i) => ({ en, s: Math.sin(i * 37 + varv * 101) }))
      .sort((x, y) => x.s - y.s)
    expect(kanonisk(ensam(blandade.map(({ en }) => en)))).toBe(vantat)
  }
  expect(ensam(rader).uppgifter.kostatus?.map(({ koId }) => koId)).toEqual(['K1', 'K10', 'K2', 'a', 'Å'])
})

test('the same person in another form of the number is the same person', () => {
  expect(ensam([person(A), ko('900101+9802', 'K1'), ko('18900101-9802', 'K2')]).uppgifter.kostatus).toHaveLength(2)
})

test('two rows that share a key and differ take the whole kind away', () => {
  const { uppgifter, avvisade } = ensam([person(A), ko(A, 'K1'), ko(A, 'K2'), ko(A, 'K1', '2026-02-02')])
  expect(uppgifter).not.toHaveProperty('kostatus')
  expect(uppgifter).toHaveProperty('person')
  expect(avvisade).toEqual([
    { mangd: 'kostatus', falt: 'sedan', orsak: 'motsagelse', ravarden: { koId: 'K1', sedan: '2026-02-02' } },
  ])
})

test('a field that one of two rows lacks is a contradiction too', () => {
  const utan = rad('kostatus', A, { koId: 'K1' })
  for (const rader of [
    [ko(A, 'K1'), utan],
    [utan, ko(A, 'K1')],
  ])
    // prettier-ignore
    expect(ensam([person(A), ...rader]).avvisade).toMatchObject([{ falt: 'sedan', orsak: 'motsagelse' }])
})

test('without an item key there is at most one', () => {
  expect(ensam([person(A), person(A)]).uppgifter.person).toHaveLength(1)
  const annan = rad('person', A, { efternamn: 'C', fornamn: 'A' })
  expect(ensam([person(A), annan]).avvisade).toMatchObject([
    { mangd: 'person', falt: 'efternamn', orsak: 'motsagelse' },
  ])
})

test('a refused row takes its kind away and leaves the others', () => {
  const { uppgifter, avvisade } = ensam([person(A), ko(A, 'K1'), rad('kostatus', A, {}, { avvisad })])
  expect(Object.keys(uppgifter)).toEqual(['person'])
  expect(avvisade).toEqual([{ mangd: 'kostatus', ...avvisad }])
})

const kunder = (skydd: Skydd = 'nej') => ({
  personnummerAv: (nyckel: string) => (nyckel.startsWith('1') ? { personnummer: A, skydd } : undefined),
})

test('invoice lines are gathered under their invoice, in the order of their numbers', () => {
  const rader = [faktura('10', 'F2', 10), faktura('10', 'F1', 1), faktura('11', 'F2', 9), faktura('11', 'F2', 9)]
  expect(ensam(rader, kunder()).uppgifter.faktura).toEqual([
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
  const huvud = [faktura('10', 'F1', 1, { belopp: 100 }), faktura('10', 'F1', 2, { belopp: 101 })]
  expect(ensam(huvud, kunder()).avvisade).toMatchObject([{ falt: 'belopp', orsak: 'motsagelse' }])
  const linje = [faktura('10', 'F1', 1), { ...faktura('10', 'F1', 1), underpost: { radnummer: 1, text: 'annan' } }]
  const { avvisade, uppgifter } = ensam(linje, kunder())
  expect(avvisade).toMatchObject([{ falt: 'rader.text', orsak: 'motsagelse', ravarden: { text: 'annan' } }])
  expect(uppgifter).toEqual({})
})

test('a row of nobody is kept apart with its key alone', () => {
  const { herrelosa, personer } = samla([
    person(A),
    ko('857209-0606', 'K1'),
    ko('', 'K2'),
    rad('kostatus', 'x', {}, { avvisad }),
    ko(A, 'K3'),
  ])
  expect(herrelosa).toEqual([
    { mangd: 'kostatus', falt: 'Personnummer', orsak: 'personnummer', ravarden: { Personnummer: '857209-0606' } },
    { mangd: 'kostatus', falt: 'Personnummer', orsak: 'personnummer', ravarden: {} },
    { mangd: 'kostatus', falt: 'Personnummer', orsak: 'personnummer', ravarden: { Personnummer: 'x' } },
  ])
  expect(personer).toHaveLength(1)
  expect(personer[0]?.uppgifter.kostatus).toHaveLength(1)
  expect(samla([faktura('20', 'F1', 1)], kunder()).herrelosa).toMatchObject([
    { falt: 'apar_id', ravarden: { apar_id: '20' } },
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
])('flags %p together are %s', (flaggor, vantat) => {
  expect(ensam([ko(A, 'K1'), ...flaggor.map((skydd) => person(A, skydd))]).skydd).toBe(vantat)
})

test('of a protected person only the number and the flag are handed on', () => {
  const rader = [
    person(A),
    ko(A, 'KANARIE'),
    rad('kostatus', A, {}, { avvisad: { ...avvisad, ravarden: { koId: 'KANARIE' } } }),
  ]
  const post = ensam([...rader, person(A, 'ja')])
  expect(post).toMatchObject({ personnummer: A, skydd: 'ja', uppgifter: {} })
  expect(JSON.stringify(post)).not.toContain('KANARIE')
  expect(ensam([faktura('10', 'KANARIE', 1)], kunder('ja'))).toEqual({
    personnummer: A,
    skydd: 'ja',
    uppgifter: {},
    avvisade: [],
  })
})

test('who asks for it gets the items of a protected person with the flag, and still no value that did not convert', () => {
  const rader = [
    person(A, 'ja'),
    ko(A, 'K1'),
    rad('utforare', A, {}, { avvisad: { ...avvisad, ravarden: { namn: 'KANARIE' } } }),
  ]
  const post = ensam(rader, { avenSkyddad: true })
  expect(post).toMatchObject({ skydd: 'ja', uppgifter: { person: [{ fornamn: 'A' }], kostatus: [{ koId: 'K1' }] } })
  expect(post.avvisade).toEqual([{ mangd: 'utforare', ...avvisad, ravarden: {} }])
  expect(JSON.stringify(post)).not.toContain('KANARIE')
})

test('a piece without a flag keeps its items, to be joined with the rest of the person', () => {
  expect(ensam([ko(A, 'K1')])).toMatchObject({ skydd: 'okand', uppgifter: { kostatus: [{ koId: 'K1' }] } })
})

test('a manifest cut down to its flag gives no item', () => {
  const bara = manifests.map((ett) => (ett.informationsmangd === 'person' ? { ...ett, falt: [] } : ett))
  const assembler = createPersonAssembler(bara, { idag: new Date('2026-10-01') })
  assembler.add(rad('person', A, {}, { skydd: 'nej' }))
  assembler.flush()
  expect(assembler.take().personer).toEqual([{ personnummer: A, skydd: 'nej', uppgifter: {}, avvisade: [] }])
})

test('rows of a kind without a manifest are a fault of the program', () => {
  const assembler = createPersonAssembler([], { idag: new Date('2026-10-01') })
  expect(() => assembler.add(person(A))).toThrow(TypeError)
})
