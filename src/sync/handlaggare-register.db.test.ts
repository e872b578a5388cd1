import { beforeEach, expect, test } from '@jest/globals'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import type { Item, PersonItems, Skydd } from '../mapping/person-items.ts'
import { postgresRegister } from '../uppslag/handlaggare/register.ts'
import { A, B, C, many, useSync } from './testing/use-sync.ts'

const { db, keys, proof, says, answers, runs, mirrored } = useSync({ samtidiga: 1 })
const register = { read: (stadsdelar: readonly string[]) => postgresRegister(db.pool, keys).read(stadsdelar) }

const maj: Item = { handlaggareId: 'H1', namn: 'Maj Lind', ansvarsomrade: 'Hemtjänst', telefon: '08-465 004 11' }
const per: Item = { handlaggareId: 'H2', namn: 'Per Ek', ansvarsomrade: 'Avgifter' }
const eva: Item = { handlaggareId: 'H3', namn: 'Eva Alm', ansvarsomrade: 'Hemtjänst' }

const at = (personnummer: string, items: readonly Item[], skydd: Skydd = 'nej'): PersonItems => ({
  personnummer,
  skydd,
  uppgifter: { beslut: [{ beslutId: personnummer }], handlaggare: items },
  rejected: [],
})
const name = async (stadsdelar = ['bromma', 'farsta']) =>
  (await register.read(stadsdelar)).map(({ item }) => item.namn).sort()

beforeEach(() => {
  proof.allowed = new Set(INFORMATIONSMANGDER)
})

test('holds each handläggare once, sealed, with what the source last said', async () => {
  says('paraplyet/bromma', [at(A, [maj, per])], [at(B, [maj])])
  expect((await runs())?.status).toBe('lyckad')
  expect(await name()).toEqual(['Maj Lind', 'Per Ek'])
  const { rows } = await db.pool.query('select * from handlaggare_register')
  expect(rows.map((row) => JSON.stringify(row)).join()).not.toMatch(/Maj|Hemtj|465 004/)

  says('paraplyet/bromma', [at(A, [{ ...maj, telefon: '08-465 004 99' }, per])], [at(B, [maj])])
  await runs()
  const replaced = await register.read(['bromma'])
  expect(replaced.find(({ item }) => item.namn === 'Maj Lind')?.item.telefon).toBe('08-465 004 99')
})

test('one area is one row, so that each has its own telephone', async () => {
  says('paraplyet/bromma', [at(A, [maj, { ...maj, ansvarsomrade: 'Avgifter', telefon: '08-465 004 12' }])])
  await runs()
  expect(await register.read(['bromma'])).toHaveLength(2)
})

test('whoever is only met on a protected person is not in the register, however the flag came', async () => {
  says('agresso/farsta', [{ personnummer: C, skydd: 'ja', uppgifter: {}, rejected: [] }])
  await runs('agresso/farsta')
  says('paraplyet/bromma', [at(A, [maj]), at(B, [per], 'ja'), at(C, [eva])])
  await runs()
  expect(await name()).toEqual(['Maj Lind'])
})

test('a complete read takes away who has gone, in that district alone', async () => {
  says('paraplyet/bromma', [at(A, [maj, per])])
  says('paraplyet/farsta', [at(B, [per])])
  await runs()
  await runs('paraplyet/farsta')
  says('paraplyet/bromma', [at(A, [maj])])
  await runs()
  expect(await name(['bromma'])).toEqual(['Maj Lind'])
  expect(await name(['farsta'])).toEqual(['Per Ek'])
})

test('a read of changes adds and alters but takes nobody away', async () => {
  says('paraplyet/bromma', [at(A, [maj, per])])
  await runs()
  says('paraplyet/bromma', [at(B, [eva, { ...per, telefon: '08-465 004 20' }])])
  expect((await runs('paraplyet/bromma', 'andrade'))?.status).toBe('lyckad')
  expect(await name()).toEqual(['Eva Alm', 'Maj Lind', 'Per Ek'])
  expect((await register.read(['bromma'])).find(({ item }) => item.namn === 'Per Ek')?.item.telefon).toBe(
    '08-465 004 20',
  )
})

test.each<[string, () => void, string]>([
  ['the volume guard holds', () => says('paraplyet/bromma', [at(A, [eva])]), 'vantar'],
  [
    'has a row that could not be mapped',
    () => says('paraplyet/bromma', [...allEight(), { ...at(A, [eva]), ...rejected }]),
    'lyckad',
  ],
  [
    'has a row whose person could not be told',
    () => {
      answers.set('paraplyet/bromma', [{ personer: [...allEight(), at(A, [eva])], orphans: rejected.rejected }])
    },
    'lyckad',
  ],
])('nobody leaves on the word of a read that %s', async (_, others, status) => {
  says('paraplyet/bromma', [...allEight(), at(A, [maj])])
  await runs()
  others()
  expect((await runs())?.status).toBe(status)
  expect(await name()).toEqual(['Eva Alm', 'Maj Lind'])
})
const allEight = () => many(9).filter(({ personnummer }) => personnummer !== A)
const rejected = { rejected: [{ mangd: 'handlaggare', falt: 'namn', reason: 'saknas', rawValues: {} }] } as const

test('a read that breaks off changes nothing', async () => {
  says('paraplyet/bromma', [at(A, [maj])])
  await runs()
  answers.set('paraplyet/bromma', [{ personer: [at(B, [eva])], orphans: [] }, new Error('broken off')])
  expect((await runs())?.status).toBe('misslyckad')
  expect(await name()).toEqual(['Maj Lind'])
})

test('an unchanged read writes no row', async () => {
  says('paraplyet/bromma', [at(A, [maj, per])])
  await runs()
  const rows = async () =>
    (await db.pool.query<object>('select handlaggare_ref, xmin::text, sealed from handlaggare_register order by 1'))
      .rows
  const before = await rows()
  expect(before).toHaveLength(2)
  await runs()
  expect(await rows()).toEqual(before)
})

test('without the kind in the agreement nothing is gathered, and what there was goes by district and kind', async () => {
  proof.allowed = new Set(['beslut'])
  says('paraplyet/bromma', [at(A, [maj])])
  await runs()
  expect(await name()).toEqual([])
  expect(await mirrored()).toHaveLength(1)
  proof.allowed = new Set(INFORMATIONSMANGDER)
  await runs()
  await db.pool.query('delete from handlaggare_register where stadsdel = $1 and mangd = $2', ['bromma', 'handlaggare'])
  expect(await name()).toEqual([])
})
