import { beforeEach, expect, test } from '@jest/globals'
import { postgresRegister } from '../uppslag/handlaggare/register.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { PersonPost, Post, Skydd } from '../mapping/person-items.ts'
import { A, B, C, many, useSync } from './testing/use-sync.ts'

const { db, nycklar, prov, says, answers, runs, mirrored } = useSync({ samtidiga: 1 })
const register = { las: (stadsdelar: readonly string[]) => postgresRegister(db.pool, nycklar).las(stadsdelar) }

const maj: Post = { handlaggareId: 'H1', namn: 'Maj Lind', ansvarsomrade: 'Hemtjänst', telefon: '08-465 004 11' }
const per: Post = { handlaggareId: 'H2', namn: 'Per Ek', ansvarsomrade: 'Avgifter' }
const eva: Post = { handlaggareId: 'H3', namn: 'Eva Alm', ansvarsomrade: 'Hemtjänst' }

const hos = (personnummer: string, poster: readonly Post[], skydd: Skydd = 'nej'): PersonPost => ({
  personnummer,
  skydd,
  uppgifter: { beslut: [{ beslutId: personnummer }], handlaggare: poster },
  avvisade: [],
})
const namn = async (stadsdelar = ['bromma', 'farsta']) =>
  (await register.las(stadsdelar)).map(({ post }) => post.namn).sort()

beforeEach(() => {
  prov.tillatna = new Set(INFORMATIONSMANGDER)
})

test('holds each handläggare once, sealed, with what the source last said', async () => {
  says('paraplyet/bromma', [hos(A, [maj, per])], [hos(B, [maj])])
  expect((await runs())?.status).toBe('lyckad')
  expect(await namn()).toEqual(['Maj Lind', 'Per Ek'])
  const { rows } = await db.pool.query('select * from handlaggarregister')
  expect(rows.map((rad) => JSON.stringify(rad)).join()).not.toMatch(/Maj|Hemtj|465/)

  says('paraplyet/bromma', [hos(A, [{ ...maj, telefon: '08-465 004 99' }, per])], [hos(B, [maj])])
  await runs()
  const bytt = await register.las(['bromma'])
  expect(bytt.find(({ post }) => post.namn === 'Maj Lind')?.post.telefon).toBe('08-465 004 99')
})

test('one area is one row, so that each has its own telephone', async () => {
  says('paraplyet/bromma', [hos(A, [maj, { ...maj, ansvarsomrade: 'Avgifter', telefon: '08-465 004 12' }])])
  await runs()
  expect(await register.las(['bromma'])).toHaveLength(2)
})

test('whoever is only met on a protected person is not in the register, however the flag came', async () => {
  says('agresso/farsta', [{ personnummer: C, skydd: 'ja', uppgifter: {}, avvisade: [] }])
  await runs('agresso/farsta')
  says('paraplyet/bromma', [hos(A, [maj]), hos(B, [per], 'ja'), hos(C, [eva])])
  await runs()
  expect(await namn()).toEqual(['Maj Lind'])
})

test('a complete read takes away who has gone, in that district alone', async () => {
  says('paraplyet/bromma', [hos(A, [maj, per])])
  says('paraplyet/farsta', [hos(B, [per])])
  await runs()
  await runs('paraplyet/farsta')
  says('paraplyet/bromma', [hos(A, [maj])])
  await runs()
  expect(await namn(['bromma'])).toEqual(['Maj Lind'])
  expect(await namn(['farsta'])).toEqual(['Per Ek'])
})

test('a read of changes adds and alters but takes nobody away', async () => {
  says('paraplyet/bromma', [hos(A, [maj, per])])
  await runs()
  says('paraplyet/bromma', [hos(B, [eva, { ...per, telefon: '08-465 004 20' }])])
  expect((await runs('paraplyet/bromma', 'andrade'))?.status).toBe('lyckad')
  expect(await namn()).toEqual(['Eva Alm', 'Maj Lind', 'Per Ek'])
  expect((await register.las(['bromma'])).find(({ post }) => post.namn === 'Per Ek')?.post.telefon).toBe(
    '08-465 004 20',
  )
})

test.each<[string, () => void, string]>([
  ['the volume guard holds', () => says('paraplyet/bromma', [hos(A, [eva])]), 'vantar'],
  [
    'has a row that could not be mapped',
    () => says('paraplyet/bromma', [...allaAtta(), { ...hos(A, [eva]), ...avvisad }]),
    'lyckad',
  ],
  [
    'has a row whose person could not be told',
    () => {
      answers.set('paraplyet/bromma', [{ personer: [...allaAtta(), hos(A, [eva])], herrelosa: avvisad.avvisade }])
    },
    'lyckad',
  ],
])('nobody leaves on the word of a read that %s', async (_, andras, status) => {
  says('paraplyet/bromma', [...allaAtta(), hos(A, [maj])])
  await runs()
  andras()
  expect((await runs())?.status).toBe(status)
  expect(await namn()).toEqual(['Eva Alm', 'Maj Lind'])
})
const allaAtta = () => many(9).filter(({ personnummer }) => personnummer !== A)
const avvisad = { avvisade: [{ mangd: 'handlaggare', falt: 'namn', orsak: 'saknas', ravarden: {} }] } as const

test('a read that breaks off changes nothing', async () => {
  says('paraplyet/bromma', [hos(A, [maj])])
  await runs()
  answers.set('paraplyet/bromma', [{ personer: [hos(B, [eva])], herrelosa: [] }, new Error('broken off')])
  expect((await runs())?.status).toBe('misslyckad')
  expect(await namn()).toEqual(['Maj Lind'])
})

test('an unchanged read writes no row', async () => {
  says('paraplyet/bromma', [hos(A, [maj, per])])
  await runs()
  const rader = async () =>
    (await db.pool.query<object>('select handlaggare_ref, xmin::text, forseglad from handlaggarregister order by 1'))
      .rows
  const fore = await rader()
  expect(fore).toHaveLength(2)
  await runs()
  expect(await rader()).toEqual(fore)
})

test('without the kind in the agreement nothing is gathered, and what there was goes by district and kind', async () => {
  prov.tillatna = new Set(['beslut'])
  says('paraplyet/bromma', [hos(A, [maj])])
  await runs()
  expect(await namn()).toEqual([])
  expect(await mirrored()).toHaveLength(1)
  prov.tillatna = new Set(INFORMATIONSMANGDER)
  await runs()
  await db.pool.query('delete from handlaggarregister where stadsdel = $1 and mangd = $2', ['bromma', 'handlaggare'])
  expect(await namn()).toEqual([])
})
