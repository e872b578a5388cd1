import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { postgresStatistik } from './statistics-store.ts'

const db = useDatabase()
const rakna = (fran: string, till: string, stadsdel?: string) => postgresStatistik(db.pool).rakna(fran, till, stadsdel)

const arende = (id: string, kategori: object) =>
  db.pool.query(
    `insert into arende (arende_id, person_ref, andamal, kategori, status) values ($1, 'p', 'a', $2, 'oppet')`,
    [id, JSON.stringify(kategori)],
  )
const raknat = (vecka: string, stadsdel: string, arendet: string, antal: number) =>
  db.pool.query('insert into uppslagsrakning values ($1, $2, $3, $4)', [vecka, stadsdel, arendet, antal])

beforeEach(async () => {
  await db.pool.query('truncate uppslagsrakning, arende cascade')
})

test('joins each count with its case’s category as it is now, and leaves what has none without', async () => {
  const faktura = { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Obetald faktura' }
  await arende('A-1', faktura)
  await arende('A-2', faktura)
  await arende('A-3', { huvudkategori: 'Ekonomi' })
  await arende('A-4', { arendetyp: 'Faktura' })
  await raknat('2026-W40', 'bromma', 'A-1', 3)
  await raknat('2026-W40', 'bromma', 'A-2', 4)
  await raknat('2026-W40', 'bromma', 'A-3', 1)
  await raknat('2026-W40', 'bromma', 'A-4', 2)
  await raknat('2026-W40', 'bromma', 'A-okant', 5)
  await raknat('2026-W40', 'bromma', '', 6)
  await raknat('2026-W40', '', '', 9)
  const utan = { huvudkategori: null, arendetyp: null, arendeklass: null }
  const vecka = '2026-W40'
  expect(await rakna('2026-W40', '2026-W40')).toEqual([
    { vecka, stadsdel: 'bromma', ...faktura, antal: 7 },
    { vecka, stadsdel: 'bromma', huvudkategori: 'Ekonomi', arendetyp: null, arendeklass: null, antal: 1 },
    { vecka, stadsdel: 'bromma', ...utan, antal: 13 },
    { vecka, stadsdel: null, ...utan, antal: 9 },
  ])
  await db.pool.query(`update arende set kategori = '{"huvudkategori":"Äldreomsorg"}' where arende_id = 'A-2'`)
  expect((await rakna('2026-W40', '2026-W40')).map(({ antal }) => antal)).toEqual([3, 1, 4, 13, 9])
})

test('takes both ends of the span, over the turn of a year, and one district alone when asked', async () => {
  for (const vecka of ['2026-W51', '2026-W52', '2026-W53', '2027-W01', '2027-W02'])
    for (const stadsdel of ['bromma', 'jarva', '']) await raknat(vecka, stadsdel, '', 1)
  expect((await rakna('2026-W52', '2027-W01', 'jarva')).map(({ vecka, stadsdel }) => [vecka, stadsdel])).toEqual([
    ['2026-W52', 'jarva'],
    ['2026-W53', 'jarva'],
    ['2027-W01', 'jarva'],
  ])
  expect(await rakna('2026-W52', '2026-W52')).toHaveLength(3)
})
