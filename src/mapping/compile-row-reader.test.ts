import { expect, test } from '@jest/globals'
import { createXmlReader } from '../platform/xml/create-xml-reader.ts'
import { readElements } from '../platform/xml/element-reader.ts'
import { compileRowReader } from './compile-row-reader.ts'
import { readManifest } from './load-manifests.ts'
import type { Manifest, ManifestMangd } from './manifest.ts'
import type { Row, RowElement } from './row-reader.ts'

const TODAY = new Date('2026-10-01T12:00:00Z')
const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)
const manifest = (mangd: ManifestMangd): Manifest => {
  const one = manifests.find(({ informationsmangd }) => informationsmangd === mangd)
  if (one === undefined) throw new Error(`no manifest of ${mangd}`)
  return one
}
const BESLUT: RowElement = { element: 'BeslutRad', sourceRow: 'BeslutRad', manifest: manifest('beslut') }
const PERSON: RowElement = { element: 'PersonRad', sourceRow: 'PersonRad', manifest: manifest('person') }
const FAKTURA: RowElement = { element: 'AgressoQE', sourceRow: 'oppna', manifest: manifest('faktura') }

function read(rows: readonly RowElement[], xml: string, technical: readonly string[] = []) {
  const unknownFields = new Map<string, number>()
  const reader = compileRowReader(rows, { today: TODAY, unknownFields, technical })
  const xmlReader = createXmlReader(readElements(() => reader))
  xmlReader.write(`<Rader>${xml}</Rader>`)
  xmlReader.end()
  return { rader: reader.take(), unknownFields, reader }
}
const one = (rows: readonly Row[]): Row => {
  const [row] = rows
  if (row === undefined || rows.length !== 1) throw new Error(`${String(rows.length)} rows`)
  return row
}

const beslut = (field: Readonly<Record<string, string>> = {}): string => {
  const all = {
    Personnummer: '189001019802',
    BeslutId: 'B1',
    LagSfs: '2025:400',
    LagParagraf: '1 §',
    InsatsKod: 'HT',
    InsatsText: ' Hemtjänst ',
    Beslutsdatum: '2026-01-02T00:00:00',
    GallerFran: '2026-02-01',
    Omfattning: '12,5',
    Status: 'PAGAR',
    ...field,
  }
  return `<BeslutRad>${Object.entries(all)
    .map(([name, text]) => `<${name}>${text}</${name}>`)
    .join('')}</BeslutRad>`
}

test('a row gives its listed fields, converted, and nothing else', () => {
  const { rader, unknownFields } = read([BESLUT], beslut({ Journal: 'KANARIE', Diagnos: '<Kod>KANARIE</Kod>' }))
  expect(one(rader)).toEqual({
    sourceRow: 'BeslutRad',
    mangd: 'beslut',
    personnyckel: '189001019802',
    falt: {
      beslutId: 'B1',
      lagSfs: '2025:400',
      lagParagraf: '1 §',
      insatsKod: 'HT',
      insats: 'Hemtjänst',
      beslutsdatum: '2026-01-02',
      franOchMed: '2026-02-01',
      omfattning: 12.5,
      status: 'pagaende',
    },
    technical: {},
  })
  expect(Object.fromEntries(unknownFields)).toEqual({ 'BeslutRad.Journal': 1, 'BeslutRad.Diagnos': 1 })
})

test('items are built with their keys in canonical order', () => {
  const { falt } = one(read([BESLUT], beslut()).rader)
  expect(Object.keys(falt)).toEqual(Object.keys(falt).sort())
})

test('empty, blank and missing are absent, and what one row had the next has not', () => {
  const { rader } = read(
    [BESLUT],
    beslut({ GallerTill: '2026-12-31' }) +
      beslut({ GallerTill: '', Omfattning: ' \n ' }) +
      beslut({ GallerTill: '2099-12-31' }),
  )
  expect(rader.map(({ falt }) => [falt.tillOchMed, falt.omfattning])).toEqual([
    ['2026-12-31', 12.5],
    [undefined, undefined],
    [undefined, 12.5],
  ])
})

test.each([
  ['a required field that is missing', { LagParagraf: '' }, { falt: 'lagParagraf', reason: 'saknas' }],
  ['a required date that is missing', { GallerFran: '' }, { falt: 'franOchMed', reason: 'saknas' }],
  ['a date that is none', { GallerTill: '2026-02-30' }, { falt: 'tillOchMed', reason: 'format:dag' }],
  ['a code that is not listed', { Status: 'NY' }, { falt: 'status', reason: 'format:kod' }],
  ['elements in a field', { InsatsText: 'a<b>KANARIE</b>' }, { falt: 'insats', reason: 'struktur' }],
])('%s refuses the row by our name, with listed raw values only', (_, field, shortcoming) => {
  const row = one(read([BESLUT], beslut({ Journal: 'KANARIE', ...field })).rader)
  expect(row.falt).toEqual({})
  expect(row.rejected).toMatchObject(shortcoming)
  expect(row.rejected?.rawValues).toMatchObject({ beslutId: 'B1', beslutsdatum: '2026-01-02T00:00:00' })
  expect(JSON.stringify(row)).not.toContain('KANARIE')
  expect(row.rejected?.rawValues).not.toHaveProperty('Personnummer')
})

test('a listed field twice in a row refuses the row, an unlisted one does not', () => {
  const twice = (xml: string): string => beslut().replace('</BeslutRad>', `${xml}</BeslutRad>`)
  expect(one(read([BESLUT], twice('<BeslutId>B2</BeslutId>')).rader).rejected).toMatchObject({
    falt: 'beslutId',
    reason: 'dubbelt',
  })
  expect(one(read([BESLUT], twice('<BeslutId/>')).rader).rejected).toMatchObject({
    falt: 'beslutId',
    reason: 'dubbelt',
  })
  expect(one(read([BESLUT], twice('<X>1</X><X>2</X>')).rader).rejected).toBeUndefined()
})

test('a person key given twice is no key', () => {
  const row = one(
    read([BESLUT], beslut().replace('<BeslutId>', '<Personnummer>189001029819</Personnummer><BeslutId>')).rader,
  )
  expect(row.personnyckel).toBe('')
  expect(row.rejected).toMatchObject({ falt: 'Personnummer', reason: 'dubbelt' })
})

test.each([
  ['<Skyddsmarkering>N</Skyddsmarkering>', 'nej'],
  ['<Skyddsmarkering> N\n</Skyddsmarkering>', 'nej'],
  ['<Skyddsmarkering>n</Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering>S</Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering>0</Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering/>', 'okand'],
  ['', 'okand'],
  ['<Skyddsmarkering>N<x/></Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering>N</Skyddsmarkering><Skyddsmarkering>S</Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering>S</Skyddsmarkering><Skyddsmarkering>N</Skyddsmarkering>', 'ja'],
  ['<Skyddsmarkering>N</Skyddsmarkering><Skyddsmarkering>N</Skyddsmarkering>', 'ja'],
])('the flag %s reads %s, also of a row that is refused', (flag, skydd) => {
  const name = '<Fornamn>A</Fornamn><Efternamn>B</Efternamn>'
  for (const rest of [name, ''])
    expect(one(read([PERSON], `<PersonRad><Personnummer>1</Personnummer>${flag}${rest}</PersonRad>`).rader).skydd).toBe(
      skydd,
    )
})

test('Agresso rows: escaped names, sub-items, technical columns, and only that a finns field is there', () => {
  const row = (more: string): string => `<AgressoQE><_recno>1</_recno><_section>D</_section><apar_id>10000001</apar_id>
    <ext_inv_ref>F1</ext_inv_ref><trans_date>2026-01-31T00:00:00</trans_date><due_date>2026-02-28T00:00:00</due_date>
    <amount>100.00</amount><rest_amount>0</rest_amount><sequence_no>2</sequence_no>${more}
    <r1_x0023_radtext_x0023_41>Rad</r1_x0023_radtext_x0023_41><r1_x0023_radbelopp_x0023_41>50,5</r1_x0023_radbelopp_x0023_41></AgressoQE>`
  const { rader } = read([FAKTURA], row('<collect_status>KANARIE</collect_status>') + row(''), [
    '_section',
    'r1#radbelopp#41',
  ])
  expect(rader.map(({ falt }) => falt.inkasso)).toEqual([true, false])
  expect(rader[0]).toMatchObject({
    sourceRow: 'oppna',
    personnyckel: '10000001',
    subItem: { radnummer: 2, text: 'Rad', belopp: 5050 },
    technical: { _section: 'D', 'r1#radbelopp#41': '50,5' },
  })
  expect(JSON.stringify(rader)).not.toContain('KANARIE')
  const rejected = one(
    read([FAKTURA], row('<collect_status>KANARIE</collect_status><rem_level>x</rem_level>')).rader,
  ).rejected
  expect(rejected).toMatchObject({
    falt: 'paminnelser',
    rawValues: { inkasso: 'true', belopp: '100.00', 'rader.belopp': '50,5' },
  })
  expect(JSON.stringify(rejected)).not.toContain('KANARIE')
})

test('a row without a sub-item is the item alone, and one with a part of a sub-item is not', () => {
  const head = '<ext_inv_ref>F1</ext_inv_ref><amount>1</amount>'
  const [alone, part] = read(
    [FAKTURA],
    `<AgressoQE>${head}<sequence_no> </sequence_no></AgressoQE><AgressoQE>${head}<r1_x0023_radtext_x0023_41>x</r1_x0023_radtext_x0023_41></AgressoQE>`,
  ).rader
  expect(alone).toMatchObject({ falt: { fakturanummer: 'F1', belopp: 100 } })
  expect([alone?.rejected, alone?.subItem]).toEqual([undefined, undefined])
  expect(part?.rejected).toMatchObject({ falt: 'radnummer', reason: 'saknas' })
})

test('rows of no manifest are skipped, told of and counted', () => {
  const { rader, unknownFields } = read(
    [PERSON],
    `${beslut()}<Journal><BeslutRad>KANARIE</BeslutRad></Journal>${beslut()}`,
  )
  expect(rader).toEqual([])
  expect(Object.fromEntries(unknownFields)).toEqual({ BeslutRad: 2, Journal: 1 })
})

test('drift keeps only names that a database takes, whatever .NET’s escapes spell', () => {
  const long = `${'n'.repeat(99 - 'BeslutRad.'.length)}_xD83D__xDE00_`
  const { unknownFields } = read([BESLUT], `<BeslutRad><a_x0000_b/><c_xD800_/><${long}/></BeslutRad>`)
  expect([...unknownFields.keys()].filter((name) => /\p{C}/u.test(name))).toEqual([])
  expect(unknownFields.get('BeslutRad.a#b')).toBe(1)
})

test('drift keeps names within bounds and no number that could be a person', () => {
  const many = Array.from({ length: 3_000 }, (_, i) => `<f${String(i)}/>`).join('')
  const { unknownFields } = read([BESLUT], `<BeslutRad>${many}${many}<p189001019802/><${'n'.repeat(300)}/></BeslutRad>`)
  expect(unknownFields.size).toBeLessThanOrEqual(1_001)
  expect([...unknownFields.values()].reduce((a, b) => a + b)).toBe(6_002)
  expect([...unknownFields.keys()].every((name) => name.length <= 100)).toBe(true)
  expect([...read([], '<p189001019802/>').unknownFields.keys()]).toEqual(['p#'])
})

test('drift is told once, at the take after it was seen', () => {
  const { reader, unknownFields } = read([BESLUT], beslut({ Journal: 'x' }))
  reader.take()
  expect(unknownFields.get('BeslutRad.Journal')).toBe(1)
})

test('a manifest cut down to its flag reads nothing but key and flag', () => {
  const skydd: RowElement = { ...PERSON, manifest: { ...PERSON.manifest, falt: [] } }
  const xml =
    '<PersonRad><Personnummer>1</Personnummer><Skyddsmarkering>N</Skyddsmarkering><Fornamn>KANARIE</Fornamn></PersonRad>'
  const row = one(read([skydd], xml).rader)
  expect(row).toMatchObject({ personnyckel: '1', skydd: 'nej', falt: {} })
  expect(JSON.stringify(row)).not.toContain('KANARIE')
})
