import { expect, test } from '@jest/globals'
import { readManifest } from '../../mapping/load-manifests.ts'
import { createPageReader, type Page } from './page-reader.ts'

/** One of Skatteverket's test numbers. */
const NUMBER = '189001019802'
const manifests = readManifest('config/tittbehorighet').filter(({ kalla }) => kalla === 'ber')
const child = {
  personnummer: NUMBER,
  skyddsmarkering: 'INGEN',
  placeringar: [{ forskola: 'Tallen', enhet: 'Kotten', fran: '2025-08-15', till: null, status: 'PAGAR' }],
  koplatser: [],
}
const whole = { barn: [child], antal: 1, totalt: 1, sista: true, nasta: null }

function read(page: unknown): Page {
  const reader = createPageReader('ber bromma alla', {
    manifests,
    allowed: manifests,
    today: new Date('2026-11-28'),
    unknownFields: new Map(),
  })
  return reader(Buffer.from(typeof page === 'string' ? page : JSON.stringify(page)))
}
const without = <T extends object>(object: T, name: keyof T) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

test('the rows of a child come with its number and flag, whatever the order of its members', () => {
  const backwards = Object.fromEntries(Object.entries(child).reverse())
  for (const children of [[child], [backwards]])
    expect(read({ ...whole, barn: children })).toMatchObject({
      children: 1,
      total: 1,
      next: undefined,
      rows: [
        { mangd: 'barn', personnyckel: NUMBER, skydd: 'nej' },
        {
          mangd: 'forskoleplacering',
          personnyckel: NUMBER,
          falt: { forskola: 'Tallen', enhet: 'Kotten', franOchMed: '2025-08-15', status: 'pagaende' },
        },
      ],
    })
})

test.each<[string, unknown, string]>([
  ['a page without children', without(whole, 'barn'), 'no list of children'],
  ['a page without a count', without(whole, 'antal'), 'no count of children'],
  ['a count that is not what came', { ...whole, antal: 2 }, '1 children came of 2'],
  ['a last page without the total', without(whole, 'totalt'), 'a last page without a count'],
  ['a page that does not say whether it is the last', without(whole, 'sista'), 'neither the last'],
  ['a last page that is followed by another', { ...whole, nasta: 'm-1' }, 'neither the last'],
  ['a page in the middle without a cursor', { ...whole, sista: false }, 'neither the last'],
  ['a child without its queue', { ...whole, barn: [without(child, 'koplatser')] }, 'without one of its lists'],
  ['a list that is null', { ...whole, barn: [{ ...child, koplatser: null }] }, 'not well-formed'],
  ['a list that holds no objects', { ...whole, barn: [{ ...child, koplatser: ['x'] }] }, 'not well-formed'],
  ['children that are no list', { ...whole, barn: {} }, 'not well-formed'],
  ['a list given twice', JSON.stringify(whole).replace('"koplatser":[]', '"koplatser":[],"koplatser":[]'), 'twice'],
  ['a mark given twice', JSON.stringify(whole).replace('"sista":true', '"sista":false,"sista":true'), 'twice'],
])('%s is no page', (_, page, why) => {
  expect(() => read(page)).toThrow(why)
})

test.each<[string, unknown, string]>([
  ['a field with another structure', { ...child.placeringar[0], enhet: ['Kotten'] }, 'struktur'],
  ['a code that nobody listed', { ...child.placeringar[0], status: 'OKÄND' }, 'format:kod'],
  ['a required field that is null', { ...child.placeringar[0], enhet: null }, 'saknas'],
])('%s rejects its row', (_, row, reason) => {
  const { rows } = read({ ...whole, barn: [{ ...child, placeringar: [row] }] })
  expect(rows[1]).toMatchObject({ mangd: 'forskoleplacering', falt: {}, rejected: { reason } })
})
