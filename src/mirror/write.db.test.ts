import { beforeEach, expect, test } from '@jest/globals'
import { useDatabase } from '../../test/support/database/database.ts'
import type { Informationsmangd } from '../informationsmangd.ts'
import { inTransaction } from '../platform/database/database.ts'
import { announceGone, requeue } from './outbox.ts'
import { flag, handOverFlags } from './protection.ts'
import { forgetDigests, markRead, rememberRemoved, remove, removeAllOf, renewVersions, upsert } from './write.ts'

const db = useDatabase()
const BROMMA = { source: 'paraplyet', stadsdel: 'bromma' } as const
const [EARLY, NOON, LATE] = [6, 12, 18].map((hour) => new Date(Date.UTC(2026, 2, 1, hour))) as [Date, Date, Date]

beforeEach(() => db.pool.query('truncate uppgift, outbox, protected_person, removed_uppgift'))

const state = (person: string, mangd: Informationsmangd = 'beslut', content = 'a') => ({
  uppgiftRef: `${person}/${mangd}`,
  personRef: person,
  mangd,
  digest: Buffer.alloc(16, content),
  sealed: Buffer.from(content),
  searchRefs: [],
  items: 1,
})
const write = (readAt: Date, ...writes: ReturnType<typeof state>[]) =>
  inTransaction(db.pool, (tx) => upsert(tx, { ...BROMMA, readAt }, writes))

/** What the mirror holds and what was announced, each as `ref@version`; versions count from the first of the test. */
async function look() {
  const { rows: mirror } = await db.pool.query<{ ref: string; version: number }>(
    'select uppgift_ref as ref, version from uppgift order by uppgift_ref',
  )
  const { rows: outbox } = await db.pool.query<{ ref: string; version: number; gone: boolean }>(
    'select uppgift_ref as ref, version, gone from outbox order by id',
  )
  const first = Math.min(...[...mirror, ...outbox].map(({ version }) => version))
  const name = ({ ref, version }: { ref: string; version: number }) => `${ref}@${version - first + 1}`
  return { mirror: mirror.map(name), outbox: outbox.map((row) => `${name(row)}${row.gone ? ' gone' : ''}`) }
}

test('a write is announced with its version, and the same write again is neither written nor announced', async () => {
  expect(await write(NOON, state('A'))).toEqual([])
  expect(await write(NOON, state('A'))).toEqual([])
  expect(await look()).toEqual({ mirror: ['A/beslut@1'], outbox: ['A/beslut@1'] })
})

test('a state that was read later stands, and the person of another state is named', async () => {
  await write(LATE, state('A'), state('B'))
  expect(await write(EARLY, state('A', 'beslut', 'older'), state('B'))).toEqual(['A'])
  expect(await look()).toEqual({ mirror: ['A/beslut@1', 'B/beslut@2'], outbox: ['A/beslut@1', 'B/beslut@2'] })
})

test('what is removed leaves a tombstone above its version, and what was read later is not removed', async () => {
  await write(NOON, state('A'), state('B'))
  await inTransaction(db.pool, (tx) => markRead(tx, ['B/beslut'], LATE))
  expect(await inTransaction(db.pool, (tx) => remove(tx, ['A/beslut', 'B/beslut'], NOON))).toBe(1)
  expect(await look()).toEqual({
    mirror: ['B/beslut@2'],
    outbox: ['A/beslut@1', 'B/beslut@2', 'A/beslut@3 gone'],
  })
})

test('a read from before a removal by a live read does not bring the uppgift back', async () => {
  await inTransaction(db.pool, (tx) => rememberRemoved(tx, ['A/beslut'], NOON))
  expect(await write(EARLY, state('A'))).toEqual(['A'])
  expect((await look()).outbox).toEqual([])
  await write(LATE, state('A'))
  expect((await look()).outbox).toEqual(['A/beslut@1'])
})

test('what a hub whose clock was ahead has read holds nothing back that is read after it', async () => {
  const ahead = new Date(Date.now() + 26 * 3_600_000)
  await write(ahead, state('A'), state('B'))
  await inTransaction(db.pool, async (tx) => {
    await markRead(tx, ['B/beslut'], ahead)
    await rememberRemoved(tx, ['C/beslut'], ahead)
  })
  const { rows } = await db.pool.query<{ now: Date }>('select clock_timestamp() as now')
  const after = new Date((rows[0]?.now.getTime() ?? 0) + 1)
  expect(await write(after, state('A', 'beslut', 'newer'), state('C'))).toEqual([])
  expect((await look()).mirror).toEqual(['A/beslut@3', 'B/beslut@2', 'C/beslut@4'])
  expect(await inTransaction(db.pool, (tx) => remove(tx, ['B/beslut'], after))).toBe(1)
})

test('a flag removes all of the person with tombstones, and nothing of the person is written under it', async () => {
  await write(NOON, state('A'), state('A', 'avgift'), state('B'))
  await inTransaction(db.pool, (tx) => flag(tx, { source: 'agresso', stadsdel: 'farsta' }, ['A'], NOON))
  await write(LATE, state('A'))
  const { mirror, outbox } = await look()
  expect(mirror).toEqual(['B/beslut@3'])
  expect(
    outbox
      .slice(3)
      .map((row) => row.replace(/@./, ''))
      .sort(),
  ).toEqual(['A/avgift gone', 'A/beslut gone'])
})

test('all of a stadsdel’s kinds are removed until nothing is left, and no other kind', async () => {
  await write(NOON, state('A'), state('A', 'avgift'), state('B'))
  const removeSome = () => inTransaction(db.pool, (tx) => removeAllOf(tx, 'bromma', ['beslut']))
  expect([await removeSome(), await removeSome()]).toEqual([2, 0])
  expect((await look()).mirror).toEqual(['A/avgift@2'])
  expect((await look()).outbox.filter((row) => row.endsWith('gone'))).toHaveLength(2)
})

test('renewing gives the selection new versions and announces those, and nothing else', async () => {
  await write(NOON, state('A'), state('A', 'avgift'), state('B'))
  expect(await renewVersions(db.pool, { personRef: 'A', mangd: 'beslut' })).toBe(1)
  expect(await renewVersions(db.pool, { stadsdel: 'farsta' })).toBe(0)
  expect(await look()).toEqual({
    mirror: ['A/avgift@2', 'A/beslut@4', 'B/beslut@3'],
    outbox: ['A/beslut@1', 'A/avgift@2', 'B/beslut@3', 'A/beslut@4'],
  })
  expect(await renewVersions(db.pool, {})).toBe(3)
})

test('a change is announced again under its version; as gone only what the mirror does not hold', async () => {
  await write(NOON, state('A'))
  const { rows } = await db.pool.query<{ version: number }>('select version from uppgift')
  const [version = 0] = rows.map((row) => row.version)
  const change = { uppgiftRef: 'A/beslut', personRef: 'A', ...BROMMA, mangd: 'beslut' as const }
  await requeue(db.pool, [{ ...change, version }])
  await announceGone(db.pool, [change, { ...change, uppgiftRef: 'B/beslut' }])
  const { outbox } = await look()
  expect(outbox.map((row) => row.replace(/^B.*@\d+/, 'B'))).toEqual(['A/beslut@1', 'A/beslut@1', 'B gone'])
})

test('an uppgift whose digest is forgotten is written by the next read though nothing has changed', async () => {
  await write(NOON, state('A'))
  await forgetDigests(db.pool, ['A/beslut'])
  await write(LATE, state('A'))
  expect(await look()).toEqual({ mirror: ['A/beslut@2'], outbox: ['A/beslut@1', 'A/beslut@2'] })
})

test('whoever takes over a stadsdel takes over its flags', async () => {
  await inTransaction(db.pool, async (tx) => {
    await flag(tx, BROMMA, ['A'], NOON)
    await flag(tx, { source: 'agresso', stadsdel: 'bromma' }, ['B'], NOON)
    expect(await handOverFlags(tx, 'bromma', ['paraplyet'], 'farsta')).toBe(1)
  })
  const { rows } = await db.pool.query('select person_ref, source, stadsdel from protected_person order by person_ref')
  expect(rows).toEqual([
    { person_ref: 'A', source: 'paraplyet', stadsdel: 'farsta' },
    { person_ref: 'B', source: 'agresso', stadsdel: 'bromma' },
  ])
})
