import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { registreraNycklar, testNycklar } from '../../test/support/keys.ts'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { Post } from '../mapping/person-items.ts'
import { postgresSpegel } from './postgres-mirror.ts'

const db = useDatabase()
const nycklar = testNycklar(['bromma', 'farsta'])
const A = '199304232383'

beforeEach(async () => {
  await db.pool.query('truncate uppgift, utkorg, skyddad, korning, karantan, datanyckel cascade')
  await registreraNycklar(db.pool, nycklar)
})

async function mirror(
  stadsdel: string,
  kalla: KallaNamn,
  mangd: Informationsmangd,
  poster: readonly Post[],
  sokrefs: readonly bigint[] = [],
) {
  const personRef = nycklar.personRef(A)
  const ref = nycklar.uppgiftRef(personRef, stadsdel, kalla, mangd)
  const state = kanonisk(poster)
  await db.pool.query(
    `insert into uppgift values ($1, $2, $3, $4, $5, nextval('uppgift_version'), $6, $7, $8::bigint[], now())`,
    [
      ref,
      personRef,
      stadsdel,
      kalla,
      mangd,
      nycklar.digest(stadsdel, mangd, state),
      nycklar.forsegla(stadsdel, mangd, ref, state),
      `{${sokrefs.join(',')}}`,
    ],
  )
}

test('a person is everything that all sources and stadsdelar hold, opened one uppgift at a time', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  await mirror('farsta', 'agresso', 'faktura', [{ fakturanummer: 'F1' }])
  const spegel = postgresSpegel(db.pool, nycklar)
  const person = await spegel.person(nycklar.personRef(A))
  expect(person.skyddad).toBe(false)
  expect(person.uppgifter.map((uppgift) => [uppgift.stadsdel, uppgift.mangd, spegel.oppna(uppgift)])).toEqual(
    expect.arrayContaining([
      ['bromma', 'beslut', [{ beslutId: '1' }]],
      ['farsta', 'faktura', [{ fakturanummer: 'F1' }]],
    ]),
  )
})

test('a flag from any source hides everything, whatever the mirror still holds', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  await db.pool.query(`insert into skyddad (person_ref, kalla, stadsdel) values ($1, 'agresso', 'farsta')`, [
    nycklar.personRef(A),
  ])
  const person = await postgresSpegel(db.pool, nycklar).person(nycklar.personRef(A))
  expect(person).toMatchObject({ skyddad: true, skyddadAv: ['farsta'], uppgifter: [] })
})

test('an invoice is found by a keyed reference to its numbers', async () => {
  await mirror('bromma', 'agresso', 'faktura', [{ fakturanummer: 'F1' }], [nycklar.sokRef('ocr', '1636976')])
  const spegel = postgresSpegel(db.pool, nycklar)
  expect(await spegel.sok('ocr', '1636976')).toEqual([nycklar.personRef(A)])
  expect(await spegel.sok('fakturanummer', '1636976')).toEqual([])
})

test('the state of a source is its newest complete read and how the latest run ended', async () => {
  await db.pool.query(
    `insert into korning (kalla, stadsdel, slag, utlosare, status, start) values
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z'),
       ('paraplyet', 'bromma', 'andrade', 'prov', 'lyckad', '2026-03-01T09:00Z'),
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'misslyckad', '2026-03-02T02:00Z'),
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'pagar', '2026-03-02T03:00Z'),
       ('agresso', 'bromma', 'fullstandig', 'prov', 'pagar', '2026-03-02T03:00Z')`,
  )
  const status = await postgresSpegel(db.pool, nycklar).kallstatus()
  expect([...status].sort((a, b) => (a.kalla < b.kalla ? -1 : 1))).toEqual([
    { kalla: 'agresso', stadsdel: 'bromma', speglad: null, senasteKorning: 'aldrig' },
    { kalla: 'paraplyet', stadsdel: 'bromma', speglad: new Date('2026-03-01T02:00Z'), senasteKorning: 'misslyckad' },
  ])
})

test('a read from before the keys were made is none, and one from before a kind was gained is waited for', async () => {
  await db.pool.query(
    `insert into korning (kalla, stadsdel, slag, utlosare, status, start) values
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z'),
       ('agresso', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z')`,
  )
  await db.pool.query(`update datanyckel set skapad = '2026-03-01T03:00Z' where mangd in ('beslut', 'faktura')`)
  const status = await postgresSpegel(db.pool, nycklar).kallstatus()
  expect([...status].sort((a, b) => (a.kalla < b.kalla ? -1 : 1))).toEqual([
    { kalla: 'agresso', stadsdel: 'bromma', speglad: null, senasteKorning: 'aldrig' },
    { kalla: 'paraplyet', stadsdel: 'bromma', speglad: new Date('2026-03-01T02:00Z'), senasteKorning: 'vantar' },
  ])
})

test('an uppgift whose key is gone opens to nothing, and one that does not open with its key is an error', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  const gone = testNycklar(['bromma'])
  const spegel = postgresSpegel(db.pool, gone)
  const [uppgift] = (await spegel.person(nycklar.personRef(A))).uppgifter
  if (uppgift === undefined) throw new Error('not mirrored')
  expect(() => spegel.oppna(uppgift)).toThrow(/does not open/)
  gone.glom('bromma/beslut')
  expect(spegel.oppna(uppgift)).toEqual([])
})
