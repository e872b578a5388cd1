import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import { registerKeys, testKeys } from '../../test/support/keys.ts'
import type { Informationsmangd, SourceName } from '../informationsmangd.ts'
import { canonical } from '../mapping/canonical.ts'
import { NO_CONTENT } from '../mapping/content.ts'
import type { Item } from '../mapping/person-items.ts'
import { postgresMirror } from './postgres-mirror.ts'

const db = useDatabase()
const keys = testKeys(['bromma', 'farsta'])
const A = '199304232383'

beforeEach(async () => {
  await db.pool.query('truncate uppgift, outbox, protected_person, sync_run, quarantine, data_key cascade')
  await registerKeys(db.pool, keys)
})

async function mirror(
  stadsdel: string,
  source: SourceName,
  mangd: Informationsmangd,
  items: readonly Item[],
  searchRefs: readonly bigint[] = [],
) {
  const personRef = keys.personRef(A)
  const ref = keys.uppgiftRef(personRef, stadsdel, source, mangd)
  const state = canonical(items)
  await db.pool.query(
    `insert into uppgift values ($1, $2, $3, $4, $5, nextval('uppgift_version'), $6, $7, $8::bigint[], now())`,
    [
      ref,
      personRef,
      stadsdel,
      source,
      mangd,
      keys.digest(stadsdel, mangd, state),
      keys.seal(stadsdel, mangd, ref, state),
      `{${searchRefs.join(',')}}`,
    ],
  )
}

test('a person is everything that all sources and stadsdelar hold, opened one uppgift at a time', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  await mirror('farsta', 'agresso', 'faktura', [{ fakturanummer: 'F1' }])
  const theMirror = postgresMirror(db.pool, keys)
  const person = await theMirror.person(keys.personRef(A))
  expect(person.skyddad).toBe(false)
  expect(person.uppgifter.map((uppgift) => [uppgift.stadsdel, uppgift.mangd, theMirror.open(uppgift)])).toEqual(
    expect.arrayContaining([
      ['bromma', 'beslut', { items: [{ beslutId: '1' }], unread: 0 }],
      ['farsta', 'faktura', { items: [{ fakturanummer: 'F1' }], unread: 0 }],
    ]),
  )
})

test('an uppgift is told with its version and when its source was read, and a flag with every stadsdel that set it', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: 'å'.repeat(3000) }])
  await db.pool.query(`update uppgift set version = 4711, read_at = '2026-03-01T02:00:00.123Z'`)
  const theMirror = postgresMirror(db.pool, keys)
  const { uppgifter } = await theMirror.person(keys.personRef(A))
  expect(uppgifter).toMatchObject([
    { version: 4711, readAt: new Date('2026-03-01T02:00:00.123Z'), source: 'paraplyet' },
  ])
  expect(uppgifter.map((one) => theMirror.open(one).items)).toEqual([[{ beslutId: 'å'.repeat(3000) }]])
  await db.pool.query(
    `insert into protected_person (person_ref, source, stadsdel) values ($1, 'agresso', 'farsta'), ($1, 'paraplyet', 'bromma'),
       ($1, 'agresso', 'bromma')`,
    [keys.personRef(A)],
  )
  const { flaggedBy } = await theMirror.person(keys.personRef(A))
  expect([...flaggedBy].sort()).toEqual(['bromma', 'farsta'])
})

test('a flag from any source hides everything, whatever the mirror still holds', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  await db.pool.query(`insert into protected_person (person_ref, source, stadsdel) values ($1, 'agresso', 'farsta')`, [
    keys.personRef(A),
  ])
  const person = await postgresMirror(db.pool, keys).person(keys.personRef(A))
  expect(person).toMatchObject({ skyddad: true, flaggedBy: ['farsta'], uppgifter: [] })
})

test('an invoice is found by a keyed reference to its numbers', async () => {
  await mirror('bromma', 'agresso', 'faktura', [{ fakturanummer: 'F1' }], [keys.searchRef('ocr', '1636976')])
  const theMirror = postgresMirror(db.pool, keys)
  expect(await theMirror.search('ocr', '1636976')).toEqual({ personRefs: [keys.personRef(A)], unreadOf: [] })
  expect(await theMirror.search('fakturanummer', '1636976')).toEqual({ personRefs: [], unreadOf: [] })
})

test('the state of a source is its newest complete read and how the latest run ended', async () => {
  await db.pool.query(
    `insert into sync_run (source, stadsdel, kind, trigger, status, start) values
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z'),
       ('paraplyet', 'bromma', 'andrade', 'prov', 'lyckad', '2026-03-01T09:00Z'),
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'misslyckad', '2026-03-02T02:00Z'),
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'pagar', '2026-03-02T03:00Z'),
       ('agresso', 'bromma', 'fullstandig', 'prov', 'pagar', '2026-03-02T03:00Z')`,
  )
  const status = await postgresMirror(db.pool, keys).sourceStatus()
  expect([...status].sort((a, b) => (a.source < b.source ? -1 : 1))).toEqual([
    { source: 'agresso', stadsdel: 'bromma', speglad: null, refreshed: null, newestRun: 'aldrig', orphans: false },
    {
      source: 'paraplyet',
      stadsdel: 'bromma',
      speglad: new Date('2026-03-01T02:00Z'),
      refreshed: null,
      newestRun: 'misslyckad',
      orphans: false,
    },
  ])
})

test('a read from before the keys were made is none, and one from before a kind was gained is waited for', async () => {
  await db.pool.query(
    `insert into sync_run (source, stadsdel, kind, trigger, status, start) values
       ('paraplyet', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z'),
       ('agresso', 'bromma', 'fullstandig', 'prov', 'lyckad', '2026-03-01T02:00Z')`,
  )
  await db.pool.query(`update data_key set created_at = '2026-03-01T03:00Z' where mangd in ('beslut', 'faktura')`)
  const status = await postgresMirror(db.pool, keys).sourceStatus()
  expect([...status].sort((a, b) => (a.source < b.source ? -1 : 1))).toEqual([
    { source: 'agresso', stadsdel: 'bromma', speglad: null, refreshed: null, newestRun: 'aldrig', orphans: false },
    {
      source: 'paraplyet',
      stadsdel: 'bromma',
      speglad: new Date('2026-03-01T02:00Z'),
      refreshed: null,
      newestRun: 'vantar',
      orphans: false,
    },
  ])
})

test('an uppgift whose key is gone opens to nothing, and one that does not open with its key is an error', async () => {
  await mirror('bromma', 'paraplyet', 'beslut', [{ beslutId: '1' }])
  const gone = testKeys(['bromma'])
  const theMirror = postgresMirror(db.pool, gone)
  const [uppgift] = (await theMirror.person(keys.personRef(A))).uppgifter
  if (uppgift === undefined) throw new Error('not mirrored')
  expect(() => theMirror.open(uppgift)).toThrow(/does not open/)
  gone.forget('bromma/beslut')
  expect(theMirror.open(uppgift)).toEqual(NO_CONTENT)
})
