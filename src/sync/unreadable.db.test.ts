import { isDeepStrictEqual } from 'node:util'
import { expect, test } from '@jest/globals'
import { until } from '../../test/support/until.ts'
import type { Item, PersonItems, Rejected } from '../mapping/person-items.ts'
import { postgresMirror } from '../mirror/postgres-mirror.ts'
import { inTransaction } from '../platform/database/database.ts'
import { protect } from './protection.ts'
import { removeFromQuarantine } from './quarantine.ts'
import { A, B, beslut, C, many, person, useSync } from './testing/use-sync.ts'

const { answers, contents, db, keys, mirrored, outbox, rowsPerPart, runs, says } = useSync({ samtidiga: 1 })
const unreadable: Rejected = {
  mangd: 'beslut',
  falt: 'beslutsdatum',
  reason: 'format',
  rawValues: { beslutsdatum: 'igår' },
}
const orphan: Rejected = {
  mangd: 'beslut',
  falt: 'Personnummer',
  reason: 'personnummer',
  rawValues: { Personnummer: 'x' },
}
const untilMirrored = (item: Item) => until(async () => (await mirrored()).some((one) => isDeepStrictEqual(one, item)))
const quarantined = async () => {
  const { rows } = await db.pool.query<{ field: string; reason: string; nobody: boolean; sealed: Buffer }>(
    'select field, reason, person_ref is null as nobody, sealed from quarantine order by id',
  )
  return rows
}

test('what can be read of a kind is taken in, and the rest is said to be there and is in quarantine', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('2')])])
  await runs()
  says('paraplyet/bromma', [person(A, [beslut('2', 'avslutat')], 'nej', [unreadable])])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 1, quarantined: 1, gone: 0 } })
  expect(await contents()).toEqual([{ items: [beslut('2', 'avslutat')], unread: 1 }])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 0, unchanged: 1, quarantined: 1 } })
  const rows = await quarantined()
  expect(rows).toMatchObject([{ field: 'beslutsdatum', reason: 'format', nobody: false }])
  expect(rows[0]?.sealed.includes('igår')).toBe(false)
})

test('somebody of whom nothing can be read is somebody all the same', async () => {
  says('paraplyet/bromma', [person(A, [], 'nej', [unreadable]), person(B, [beslut('2')])])
  await runs()
  expect(await contents()).toContainEqual({ items: [], unread: 1 })
  expect(await outbox()).toEqual(['andrad', 'andrad'])
})

test('what can be read again leaves quarantine: at once the person, with a complete read the rows of nobody', async () => {
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [beslut('1')], 'nej', [unreadable]), person(B, [beslut('2')])], orphans: [orphan] },
  ])
  await runs()
  expect(await quarantined()).toHaveLength(2)
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('3')])])
  await runs('paraplyet/bromma', 'andrade')
  expect(await quarantined()).toMatchObject([{ nobody: true }])
  says('paraplyet/bromma', [person(A, [beslut('1'), beslut('3')]), person(B, [beslut('2')])])
  await runs()
  expect(await quarantined()).toEqual([])
})

test('what stands in quarantine night after night is as old as it was', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')], 'nej', [unreadable])])
  await runs()
  await db.pool.query(`update quarantine set created_at = '2026-03-01T02:00Z'`)
  await runs()
  const { rows } = await db.pool.query<{ created_at: Date }>('select created_at from quarantine')
  expect(rows).toEqual([{ created_at: new Date('2026-03-01T02:00Z') }])
})

test('a batch that was read before its person became protected leaves nothing in quarantine', async () => {
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [beslut('1')], 'nej', [unreadable]), person(B, [beslut('2')])], orphans: [] },
    () => protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date()),
  ])
  await runs()
  expect(await quarantined()).toEqual([])
  expect(await mirrored()).toEqual([beslut('2')])
})

test('a flagged row that may be of two persons protects both, also the one whom a row of her own says to be unprotected', async () => {
  const flagged: Rejected = { ...orphan, reason: 'tvetydigt', rawValues: {}, mayBe: [A, B] }
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [beslut('1')])], orphans: [flagged] },
    { personer: [person(C, [beslut('3')])], orphans: [] },
  ])
  const protectedRefs = async () =>
    (await db.pool.query<{ ref: string }>('select person_ref as ref from protected_person')).rows.map(({ ref }) => ref)
  for (let night = 0; night < 3; night++) {
    expect(await runs()).toMatchObject({ status: 'lyckad' })
    expect((await protectedRefs()).sort()).toEqual([keys.personRef(A), keys.personRef(B)].sort())
    expect(await mirrored()).toEqual([beslut('3')])
  }
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(C, [beslut('3')])])
  await runs()
  expect(await protectedRefs()).toEqual([])
})

test('what a killed run has held goes with its person’s protection, and with the avtal', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')])])
  await runs()
  const held = async () => {
    await db.pool.query(
      `insert into held_write select max(sync_run.id), 'u' || p.ref, p.ref, 'beslut', '', '', '{}', 1
         from sync_run, unnest($1::text[]) as p (ref) group by p.ref on conflict do nothing`,
      [[keys.personRef(A), keys.personRef(B)]],
    )
    return (await db.pool.query<{ ref: string }>('select person_ref as ref from held_write')).rows.map(({ ref }) => ref)
  }
  const left = async () => (await db.pool.query('select from held_write')).rowCount
  expect(await held()).toHaveLength(2)
  await protect(db.pool, { source: 'agresso', stadsdel: 'bromma' }, [keys.personRef(A)], new Date())
  expect(await left()).toBe(1)
  await inTransaction(db.pool, (tx) => removeFromQuarantine(tx, 'bromma', ['beslut']))
  expect(await left()).toBe(0)
})

test('a row of nobody holds deletions back the first time it is met, and is a reason to look, not a lock', async () => {
  const both = [person(A, [beslut('1')]), person(B, [beslut('2')])]
  answers.set('paraplyet/bromma', [{ personer: both, orphans: [orphan] }])
  await runs()
  answers.set('paraplyet/bromma', [{ personer: both.slice(1), orphans: [orphan, { ...orphan, rawValues: {} }] }])
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'herrelosa-rader' })
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'herrelosa-rader' })
  answers.set('paraplyet/bromma', [{ personer: both.slice(1), orphans: [orphan] }])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { gone: 1 } })
  const [status] = await postgresMirror(db.pool, keys).sourceStatus()
  expect(status).toMatchObject({ newestRun: 'lyckad', orphans: true })
})

test('an invoice that could not be read still says that its reference is not another person’s alone', async () => {
  const faktura = (personnummer: string, ocr: string, rejected: readonly Rejected[] = []): PersonItems => ({
    ...person(personnummer, [], 'nej', rejected),
    uppgifter: { faktura: [{ fakturanummer: `F${personnummer}`, ocrNummer: ocr }] as readonly Item[] },
  })
  const lost: Rejected = {
    mangd: 'faktura',
    falt: 'belopp',
    reason: 'format',
    rawValues: {},
    searched: { ocrNummer: '18' },
  }
  const ofNobody: Rejected = { ...lost, falt: 'apar_id', reason: 'personnummer', searched: { ocrNummer: '34' } }
  answers.set('agresso/bromma', [
    { personer: [faktura(A, '18'), faktura(B, '26', [lost]), faktura(C, '34')], orphans: [ofNobody] },
  ])
  await runs('agresso/bromma')
  const mirror = postgresMirror(db.pool, keys)
  expect(await mirror.search('ocr', '18')).toEqual({ personRefs: [keys.personRef(A)], unreadOf: [keys.personRef(B)] })
  expect(await mirror.search('ocr', '26')).toEqual({ personRefs: [keys.personRef(B)], unreadOf: [] })
  expect(await mirror.search('ocr', '34')).toEqual({ personRefs: [keys.personRef(C)], unreadOf: [null] })
})

test('of nobody is anything taken away by a read that comes apart and then fails', async () => {
  const whole = (id: string) => person(A, [beslut('1'), beslut('2'), beslut(id)])
  says('paraplyet/bromma', [whole('3'), person(B, [beslut('4')])])
  await runs()
  // The pieces of A are far from each other, and the read that puts them in order ends before its time.
  says(
    'paraplyet/bromma',
    [person(A, [beslut('1')])],
    [person(B, [beslut('4')])],
    [person(A, [beslut('2')])],
    new Error('off'),
  )
  expect(await runs()).toMatchObject({ status: 'misslyckad' })
  expect(await contents()).toContainEqual({ items: [beslut('1'), beslut('2'), beslut('3')], unread: 0 })
  says('paraplyet/bromma', [whole('5')], [person(B, [beslut('4')])])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 1 } })
  expect(await mirrored()).toContainEqual(beslut('5'))
  expect((await db.pool.query('select from held_write')).rowCount).toBe(0)
})

test('nor is a row within an item, such as a line of an invoice', async () => {
  const lines = (...numbers: number[]): Item => ({
    ...beslut('1'),
    rader: numbers.map((number) => ({ belopp: number })),
  })
  says('paraplyet/bromma', [person(A, [lines(1, 2)]), person(B, [beslut('4')])])
  await runs()
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [lines(2)]), person(B, [beslut('4', 'avslutat')])], orphans: [] },
    () => untilMirrored(beslut('4', 'avslutat')),
    () => Promise.reject(new Error('off')),
  ])
  expect(await runs()).toMatchObject({ status: 'misslyckad' })
  expect(await mirrored()).toContainEqual(beslut('4', 'avslutat'))
  expect(await contents()).toContainEqual({ items: [lines(1, 2)], unread: 0 })
  says('paraplyet/bromma', [person(A, [lines(2)]), person(B, [beslut('4')])])
  expect(await runs()).toMatchObject({ status: 'lyckad' })
  expect(await contents()).toContainEqual({ items: [lines(2)], unread: 0 })
})

test('a change that takes nothing away is written while the read goes on', async () => {
  says('paraplyet/bromma', [person(A, [beslut('1')]), person(B, [beslut('2'), beslut('3')])])
  await runs()
  let seen: readonly Item[] = []
  answers.set('paraplyet/bromma', [
    { personer: [person(A, [beslut('1', 'avslutat')]), person(B, [beslut('3')])], orphans: [] },
    () => untilMirrored(beslut('1', 'avslutat')),
    async () => {
      seen = await mirrored()
    },
  ])
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 2 } })
  expect(seen).toEqual(expect.arrayContaining([beslut('1', 'avslutat'), beslut('2'), beslut('3')]))
  expect(await mirrored()).not.toContainEqual(beslut('2'))
})

const four = ['1', '2', '3', '4'].map((id) => beslut(id))
const each = (items: readonly Item[]) => many(9).map((one) => ({ ...one, uppgifter: { beslut: items } }))

test('half of everybody’s items gone waits for a person, and a read of changes that would do it too', async () => {
  says('paraplyet/bromma', each(four))
  await runs()
  says('paraplyet/bromma', each(four.slice(2)))
  const held = await runs()
  expect(held).toMatchObject({ status: 'vantar', errorCode: 'for-manga-borta', counts: { changed: 0 } })
  expect(held?.errorMessage).toMatch(
    /insyn synk godkann --kalla paraplyet --stadsdel bromma --hogst 9 --av NAME --skal TEXT$/,
  )
  expect(await runs('paraplyet/bromma', 'andrade')).toMatchObject({ status: 'vantar' })
  expect(await mirrored()).toHaveLength(36)
  await db.pool.query(
    `insert into approved_removal (source, stadsdel, at_most, approved_by, reason) values ('paraplyet', 'bromma', 9, 'drift', 'rätt')`,
  )
  expect(await runs()).toMatchObject({ status: 'lyckad', counts: { changed: 9 } })
  expect(await mirrored()).toHaveLength(18)
})

test('a part of the source that is silent all at once takes nothing with it', async () => {
  rowsPerPart.set('oppna', 40).set('historik', 3)
  says('paraplyet/bromma', [...each(four).slice(1), person(A, [beslut('1'), beslut('2')])])
  await runs()
  rowsPerPart.delete('historik')
  says('paraplyet/bromma', [...each(four).slice(1), person(A, [beslut('1')])])
  expect(await runs()).toMatchObject({ status: 'vantar', errorCode: 'tyst-del' })
  expect(await mirrored()).toContainEqual(beslut('2'))
})

test('while a complete read waits for a person, no read of changes makes the scope current', async () => {
  says('paraplyet/bromma', many(9))
  await runs()
  const [well] = await postgresMirror(db.pool, keys).sourceStatus()
  says('paraplyet/bromma', many(2))
  expect(await runs()).toMatchObject({ status: 'vantar' })
  expect(await runs('paraplyet/bromma', 'andrade')).toMatchObject({ status: 'lyckad' })
  const [status] = await postgresMirror(db.pool, keys).sourceStatus()
  expect(status).toMatchObject({ newestRun: 'vantar', speglad: well?.speglad })
})

test('rows that no manifest describes are a failure that says what to compare, not an empty read', async () => {
  answers.set('paraplyet/bromma', [{ personer: [], orphans: [orphan, orphan, orphan] }])
  expect(await runs()).toMatchObject({ status: 'misslyckad', errorCode: 'KALLA_INTE_SVAR' })
  says(
    'paraplyet/bromma',
    many(9).map((one) => ({ ...one, uppgifter: {}, rejected: [unreadable] })),
  )
  expect(await runs()).toMatchObject({ status: 'misslyckad', errorCode: 'KALLA_INTE_SVAR' })
})
