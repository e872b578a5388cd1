import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../../test/support/database/database.ts'
import { postgresStatistics } from './statistics-store.ts'

const db = useDatabase()
const count = (from: string, to: string, stadsdel?: string) => postgresStatistics(db.pool).count(from, to, stadsdel)

const arende = (id: string, category: object) =>
  db.pool.query(
    `insert into arende (arende_id, klient, person_ref, andamal, category, status) values ($1, 'k', 'p', 'a', $2, 'oppet')`,
    [id, JSON.stringify(category)],
  )
const counted = (week: string, stadsdel: string, arendet: string, count: number) =>
  db.pool.query('insert into uppslag_count values ($1, $2, $3, $4)', [week, stadsdel, arendet, count])

beforeEach(async () => {
  await db.pool.query('truncate uppslag_count, arende cascade')
})

test('joins each count with its case’s category as it is now, and leaves what has none without', async () => {
  const faktura = { huvudkategori: 'Ekonomi', arendetyp: 'Faktura', arendeklass: 'Obetald faktura' }
  await arende('A-1', faktura)
  await arende('A-2', faktura)
  await arende('A-3', { huvudkategori: 'Ekonomi' })
  await arende('A-4', { arendetyp: 'Faktura' })
  await counted('2026-W40', 'bromma', 'A-1', 3)
  await counted('2026-W40', 'bromma', 'A-2', 4)
  await counted('2026-W40', 'bromma', 'A-3', 1)
  await counted('2026-W40', 'bromma', 'A-4', 2)
  await counted('2026-W40', 'bromma', 'A-okant', 5)
  await counted('2026-W40', 'bromma', '', 6)
  await counted('2026-W40', '', '', 9)
  const without = { huvudkategori: null, arendetyp: null, arendeklass: null }
  const week = '2026-W40'
  expect(await count('2026-W40', '2026-W40')).toEqual([
    { week, stadsdel: 'bromma', ...faktura, count: 7 },
    { week, stadsdel: 'bromma', huvudkategori: 'Ekonomi', arendetyp: null, arendeklass: null, count: 1 },
    { week, stadsdel: 'bromma', ...without, count: 13 },
    { week, stadsdel: null, ...without, count: 9 },
  ])
  await db.pool.query(`update arende set category = '{"huvudkategori":"Äldreomsorg"}' where arende_id = 'A-2'`)
  expect((await count('2026-W40', '2026-W40')).map(({ count }) => count)).toEqual([3, 1, 4, 13, 9])
})

test('takes both ends of the span, over the turn of a year, and one district alone when asked', async () => {
  for (const week of ['2026-W51', '2026-W52', '2026-W53', '2027-W01', '2027-W02'])
    for (const stadsdel of ['bromma', 'jarva', '']) await counted(week, stadsdel, '', 1)
  expect((await count('2026-W52', '2027-W01', 'jarva')).map(({ week, stadsdel }) => [week, stadsdel])).toEqual([
    ['2026-W52', 'jarva'],
    ['2026-W53', 'jarva'],
    ['2027-W01', 'jarva'],
  ])
  expect(await count('2026-W52', '2026-W52')).toHaveLength(3)
})
