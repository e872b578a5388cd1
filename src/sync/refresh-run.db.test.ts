import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from '@jest/globals'
import { InsynError } from '../errors.ts'
import type { Item, PersonItems } from '../mapping/person-items.ts'
import { postgresMirror } from '../mirror/postgres-mirror.ts'
import { createPersonMirroring } from './one-person.ts'
import { lastRead, lastRefresh } from './run-record.ts'
import { A, B, C, useSync } from './testing/use-sync.ts'

const { db, keys, mirrored, outbox, proof, reading, refreshedSince, refreshes, runs, says, lines } = useSync({
  samtidiga: 1,
})

const SCOPE = 'agresso/bromma'
const NAMED = { source: 'agresso', stadsdel: 'bromma' } as const
const LINES = [{ radnummer: 1, text: 'Hemtjänst' }]
const bill = (fakturanummer: string, more: Item = {}): Item => ({
  ...{ fakturanummer, belopp: 40_000, betalstatus: 'obetald', kvarstaende: 40_000, rader: LINES },
  ...more,
})
const paid = (fakturanummer: string, more: Item = {}): Item => ({
  ...{ fakturanummer, belopp: 40_000, betalstatus: 'betald', kvarstaende: 0, betaldDatum: '2026-11-29' },
  ...more,
})
const owner = (personnummer: string, items: readonly Item[], skydd: PersonItems['skydd'] = 'nej'): PersonItems => ({
  ...{ personnummer, skydd, uppgifter: items.length > 0 ? { faktura: items } : {}, rejected: [] },
})
const refreshed = (items: readonly Item[], refused: readonly Item[] = []) =>
  refreshes.set(SCOPE, [{ mangd: 'faktura', items, refused }])
const versions = async () =>
  (await db.pool.query<{ version: number }>('select version from outbox order by id')).rows.map(
    ({ version }) => version,
  )
const kinds = async () =>
  (await db.pool.query<{ kind: string }>('select kind from sync_run order by id')).rows.map(({ kind }) => kind)

test('a light run takes over whether known invoices are paid and nothing else of them, once, as one change each', async () => {
  says(SCOPE, [owner(A, [bill('1'), bill('2')]), owner(B, [bill('3')])])
  await runs(SCOPE)
  refreshed([paid('2', { belopp: 99, ocrNummer: '9' })])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({
    status: 'lyckad',
    counts: { changed: 1, added: 0, gone: 0 },
  })
  const now = bill('2', { betalstatus: 'betald', kvarstaende: 0, betaldDatum: '2026-11-29' })
  expect(new Set(await mirrored())).toEqual(new Set([bill('1'), now, bill('3')]))
  expect(await outbox()).toEqual(['andrad', 'andrad', 'andrad'])
  const [first = 0, second = 0, third = 0] = await versions()
  expect(third).toBeGreaterThan(Math.max(first, second))

  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'lyckad', counts: { changed: 0, unchanged: 1 } })
  expect(await outbox()).toHaveLength(3)
  // The night finds what the light run wrote to be what it would have written itself.
  says(SCOPE, [owner(A, [bill('1'), now]), owner(B, [bill('3')])])
  expect(await runs(SCOPE)).toMatchObject({ status: 'lyckad', counts: { changed: 0, unchanged: 2 } })
})

test('an invoice that the mirror does not hold, of somebody protected among others, is left to the night', async () => {
  says(SCOPE, [owner(A, [bill('1')]), owner(B, [bill('2')], 'ja')])
  await runs(SCOPE)
  refreshed([paid('2'), paid('7'), paid('1')])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({
    status: 'lyckad',
    counts: { changed: 1, added: 0, persons: 0 },
  })
  expect(await mirrored()).toMatchObject([{ fakturanummer: '1', betalstatus: 'betald' }])
  expect((await db.pool.query('select from protected_person')).rowCount).toBe(1)
  expect((await db.pool.query('select from quarantine')).rowCount).toBe(0)
  expect(lines.join()).not.toContain(B)
})

test('a flag that is set, and a live read that came, while a light run read leave nothing for it to write over', async () => {
  says(SCOPE, [owner(A, [bill('1')]), owner(C, [bill('2')])])
  await runs(SCOPE)
  refreshes.set(SCOPE, [
    () =>
      db.pool.query(`update uppgift set read_at = now() + interval '1 minute' where person_ref = $1`, [
        keys.personRef(C),
      ]),
    () =>
      db.pool.query(`insert into protected_person (person_ref, source, stadsdel) values ($1, 'paraplyet', 'farsta')`, [
        keys.personRef(A),
      ]),
    { mangd: 'faktura', items: [paid('1'), paid('2')], refused: [] },
  ])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'lyckad', counts: { changed: 0 } })
  expect(await outbox()).toHaveLength(2)
})

test('nothing is read before a whole read has succeeded, from a source without such fields, or without an avtal', async () => {
  refreshed([paid('1')])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'lyckad' })
  says(SCOPE, [owner(A, [bill('1')])])
  await runs(SCOPE)
  proof.allowed = new Set(['beslut'])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'lyckad' })
  expect(refreshedSince).toEqual([])
  expect(await kinds()).toEqual(['fullstandig'])
})

test('a read that breaks off keeps what it took over, and the next asks from where the last whole one began', async () => {
  says(SCOPE, [owner(A, [bill('1')]), owner(B, [bill('2')])])
  await runs(SCOPE)
  const since = await lastRefresh(db.pool, NAMED)
  refreshes.set(SCOPE, [
    { mangd: 'faktura', items: [paid('1')], refused: [] },
    new InsynError('KALLA_TRUNKERAD', 'cut'),
  ])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'misslyckad', errorCode: 'KALLA_TRUNKERAD' })
  expect(await mirrored()).toContainEqual(expect.objectContaining({ fakturanummer: '1', betalstatus: 'betald' }))
  expect(await lastRefresh(db.pool, NAMED)).toEqual(since)
})

test('what cannot be read, or is said in two ways, of a known invoice is not said to be fresh, and is asked for again', async () => {
  says(SCOPE, [owner(A, [bill('1'), bill('2')])])
  await runs(SCOPE)
  const since = await lastRefresh(db.pool, NAMED)
  refreshed([paid('2'), bill('2')], [{ fakturanummer: '1' }, { fakturanummer: '8' }])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'lyckad', counts: { quarantined: 2, changed: 0 } })
  expect(await lastRefresh(db.pool, NAMED)).toEqual(since)
  expect(await fresh()).toMatchObject({ refreshed: null })

  refreshed([paid('1'), paid('2')])
  await runs(SCOPE, 'betalstatus')
  expect(refreshedSince).toEqual([since, since])
  expect(await lastRefresh(db.pool, NAMED)).not.toEqual(since)
})

const fresh = async () =>
  (await postgresMirror(db.pool, keys).sourceStatus()).find(({ source }) => source === 'agresso')

test('a light run makes what it refreshed fresh, and nothing else: not the source, and not a night that failed', async () => {
  says(SCOPE, [owner(A, [bill('1')])])
  await runs(SCOPE)
  const before = await fresh()
  const changesFrom = await lastRead(db.pool, NAMED)
  refreshed([paid('1')])
  await runs(SCOPE, 'betalstatus')
  const after = await fresh()
  expect(after).toMatchObject({ speglad: before?.speglad, newestRun: 'lyckad', refreshed: expect.any(Date) })
  expect(after?.refreshed?.getTime()).toBeGreaterThan(after?.speglad?.getTime() ?? Infinity)
  expect(await lastRead(db.pool, NAMED)).toEqual(changesFrom)

  says(SCOPE, new InsynError('KALLA_OTILLGANGLIG', 'away'))
  await runs(SCOPE)
  await runs(SCOPE, 'betalstatus')
  expect(await fresh()).toMatchObject({ newestRun: 'misslyckad', speglad: before?.speglad })
})

test('a light run writes nothing under a key that has gone', async () => {
  says(SCOPE, [owner(A, [bill('1')])])
  await runs(SCOPE)
  refreshes.set(SCOPE, [
    () => db.pool.query('update data_key set ended_at = now()'),
    { mangd: 'faktura', items: [paid('1')], refused: [] },
  ])
  expect(await runs(SCOPE, 'betalstatus')).toMatchObject({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS' })
  expect(await mirrored()).toMatchObject([{ betalstatus: 'obetald' }])
})

test('a live read that began before a light run and ends after it puts nothing back, and takes nothing away', async () => {
  const extent = { ...NAMED, mangder: new Set(['faktura'] as const) }
  const live = createPersonMirroring({
    ...{ pool: db.pool, keys, itemKeys: reading.itemKeys },
    volymvakt: { andel: 1, minst: 9 },
  })
  const readLive = (items: readonly Item[], readAt: Date) =>
    live(extent, readAt, { person: owner(A, items), orphans: 0 })
  says(SCOPE, [owner(A, [bill('1')])])
  await runs(SCOPE)
  const begun = new Date()
  await delay(5)
  refreshed([paid('1')])
  await runs(SCOPE, 'betalstatus')
  await readLive([bill('1')], begun)
  await readLive([], begun)
  expect(await mirrored()).toMatchObject([{ betalstatus: 'betald' }])
  // What a light run found unchanged it has read too.
  const between = new Date()
  await delay(5)
  await runs(SCOPE, 'betalstatus')
  await readLive([bill('1')], between)
  expect(await mirrored()).toMatchObject([{ betalstatus: 'betald' }])
  await readLive([bill('1')], new Date())
  expect(await mirrored()).toMatchObject([{ betalstatus: 'obetald' }])
})
