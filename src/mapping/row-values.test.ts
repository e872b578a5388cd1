import { expect, test } from '@jest/globals'
import { createXmlReader } from '../platform/xml/create-xml-reader.ts'
import { readElements } from '../platform/xml/element-reader.ts'
import { compileRowReader } from './compile-row-reader.ts'
import { readManifest } from './load-manifests.ts'
import type { ManifestMangd } from './manifest.ts'
import type { Row } from './row-reader.ts'

const manifests = readManifest(new URL('../../config/tittbehorighet', import.meta.url).pathname)
const XSI = 'xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'

function read(mangd: ManifestMangd, fields: string, encoding = 'utf-8'): Row {
  const manifest = manifests.find(({ informationsmangd }) => informationsmangd === mangd)
  if (manifest === undefined) throw new Error(`no manifest of ${mangd}`)
  const reader = compileRowReader([{ element: 'Rad', sourceRow: 'Rad', manifest }], {
    today: new Date('2026-10-01T12:00:00Z'),
    unknownFields: new Map(),
  })
  const xml = createXmlReader(readElements(() => reader))
  xml.write(
    Buffer.from(`<?xml version="1.0" encoding="${encoding}"?><Rader ${XSI}><Rad>${fields}</Rad></Rader>`, 'latin1'),
  )
  xml.end()
  const [row] = reader.take()
  if (row === undefined) throw new Error('no row')
  return row
}

const beslut = (fields: Readonly<Record<string, string>>): string =>
  Object.values({
    Personnummer: '<Personnummer>189001019802</Personnummer>',
    BeslutId: '<BeslutId>B1</BeslutId>',
    LagSfs: '<LagSfs>2025:400</LagSfs>',
    LagParagraf: '<LagParagraf>1</LagParagraf>',
    InsatsKod: '<InsatsKod>HT</InsatsKod>',
    InsatsText: '<InsatsText>Stod</InsatsText>',
    Beslutsdatum: '<Beslutsdatum>2026-01-02</Beslutsdatum>',
    GallerFran: '<GallerFran>2026-02-01</GallerFran>',
    Status: '<Status>PAGAR</Status>',
    ...fields,
  }).join('')
const NIL = ['i:nil="true"', "i:nil='1'", 'i:nil=" true "']

test.each(['utf-8', 'iso-8859-1'])(
  'a field that says that it is nil is absent in %s, whatever stands in it',
  (encoding) => {
    for (const nil of NIL)
      for (const element of [
        `<Omfattning ${nil}/>`,
        `<Omfattning ${nil}></Omfattning>`,
        `<Omfattning ${nil}>x<y/></Omfattning>`,
      ]) {
        const row = read('beslut', beslut({ Omfattning: element }), encoding)
        expect(row.rejected).toBeUndefined()
        expect(row.falt).not.toHaveProperty('omfattning')
      }
  },
)

test.each([
  ['i:nil="false"', 12],
  ['nil="true"', 12],
  ['xmlns:j="urn:j" j:nil="true"', 12],
])('an attribute %s says nothing', (attribute, value) => {
  const row = read('beslut', beslut({ Omfattning: `<Omfattning ${attribute}>12</Omfattning>` }))
  expect(row.falt.omfattning).toBe(value)
})

test.each([
  ['nil', '<GallerFran i:nil="true"/>'],
  ['nil with content', '<GallerFran i:nil="true">2026-01-01</GallerFran>'],
  ['Agresso', '<GallerFran>2099-12-31T00:00:00</GallerFran>'],
  ['.NET', '<GallerFran>0001-01-01T00:00:00</GallerFran>'],
])('a required date that the source says is none is none: %s', (_, element) => {
  const row = read('beslut', beslut({ GallerFran: element }))
  expect(row.rejected).toBeUndefined()
  expect(row.falt).toMatchObject({ beslutId: 'B1', beslutsdatum: '2026-01-02' })
  expect(row.falt).not.toHaveProperty('franOchMed')
})

test.each([
  ['absent', { GallerFran: '' }, 'franOchMed'],
  ['empty', { GallerFran: '<GallerFran/>' }, 'franOchMed'],
  ['nil and no date', { BeslutId: '<BeslutId i:nil="true">B1</BeslutId>' }, 'beslutId'],
])('a required field that is %s is missing', (_, fields, name) => {
  expect(read('beslut', beslut(fields)).rejected).toMatchObject({ falt: name, reason: 'saknas' })
})

test('a nil field beside another of its name is still one too many', () => {
  const twice = '<GallerFran i:nil="true"/><GallerFran>2026-01-01</GallerFran>'
  expect(read('beslut', beslut({ GallerFran: twice })).rejected).toMatchObject({
    falt: 'franOchMed',
    reason: 'dubbelt',
  })
})

test.each([
  ['<Skyddsmarkering i:nil="true"/>', 'okand'],
  ['<Skyddsmarkering i:nil="true">N</Skyddsmarkering>', 'okand'],
  ['<Skyddsmarkering i:nil="false">N</Skyddsmarkering>', 'nej'],
  ['<Skyddsmarkering i:nil="true"/><Skyddsmarkering>N</Skyddsmarkering>', 'ja'],
])('a protection flag %s reads %s', (flag, skydd) => {
  expect(
    read('person', `<Personnummer>1</Personnummer>${flag}<Fornamn>A</Fornamn><Efternamn>B</Efternamn>`).skydd,
  ).toBe(skydd)
})

test('a name is the same however its letters are put together', () => {
  for (const name of ['\u00c5sa \u00d6berg', 'A\u030asa O\u0308berg', '\u212bsa \u00d6berg']) {
    const utf8 = Buffer.from(name).toString('latin1')
    expect(read('person', `<Fornamn>${utf8}</Fornamn><Efternamn>B</Efternamn>`).falt.fornamn).toBe(
      '\u00c5sa \u00d6berg',
    )
  }
})
