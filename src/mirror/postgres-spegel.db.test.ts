import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database.ts'
import { testNycklar } from '../../test/support/nycklar.ts'
import type { Informationsmangd, KallaNamn } from '../informationsmangd.ts'
import { kanonisk } from '../mapping/canonical.ts'
import type { Post } from '../mapping/person-post.ts'
import { gallraUtanAvtal } from './avtalsgallring.ts'
import { postgresSpegel } from './postgres-spegel.ts'

const db = useDatabase()
const nycklar = testNycklar(['bromma', 'farsta'])
const A = '199304232383'

beforeEach(() => db.pool.query('truncate uppgift, utkorg, skyddad, korning, karantan cascade'))

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

test('what no avtal covers any more is gone with a tombstone, quarantine included, and nothing else is', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  await mirror('bromma', 'paraplyet', 'kostatus', [{ koId: '1' }])
  await mirror('farsta', 'agresso', 'faktura', [{ fakturanummer: 'F1' }])
  await db.pool.query(
    `with k as (insert into korning (kalla, stadsdel, slag, utlosare, status) values ('paraplyet', 'bromma', 'fullstandig', 'p', 'lyckad') returning id)
     insert into karantan (korning, kalla, stadsdel, mangd, falt, orsak, forseglad, utgar)
     select id, 'paraplyet', 'bromma', 'kostatus', 'sedan', 'datum', '', now() from k`,
  )
  const permitted = new Map<string, ReadonlySet<Informationsmangd>>([['bromma', new Set(['beslut'])]])
  expect(await gallraUtanAvtal(db.pool, (stadsdel) => permitted.get(stadsdel) ?? new Set())).toBe(2)
  const { rows } = await db.pool.query('select stadsdel, mangd from uppgift')
  expect(rows).toEqual([{ stadsdel: 'bromma', mangd: 'beslut' }])
  const { rows: bud } = await db.pool.query('select mangd, borta from utkorg order by mangd')
  expect(bud).toEqual([
    { mangd: 'faktura', borta: true },
    { mangd: 'kostatus', borta: true },
  ])
  expect((await db.pool.query('select from karantan')).rowCount).toBe(0)
})
