import { expect, test } from '@jest/globals'
import { A, avtal, B, beslut, policyWith } from '../../test/support/avtal-fixture.ts'
import type { Details } from '../atkomstlogg/access.ts'
import { INFORMATIONSMANGDER } from '../informationsmangd.ts'
import { contentFrom } from '../mapping/content.ts'
import type { Item } from '../mapping/person-items.ts'
import { writeRegister } from '../mirror/handlaggare-register.ts'
import { inTransaction } from '../platform/database/database.ts'
import { quarantinePlace } from '../sync/quarantined.ts'
import { postgresRegister } from '../uppslag/handlaggare/register.ts'
import { NEW_YEAR, opensWith, UNTIL_NEW_YEAR, useEnding } from './testing/use-endings.ts'

const { db, dump, inArende, inFile, receipts, withArenden, person, proof, rader, start } = useEnding()
const BESLUT = { stadsdel: 'bromma', mangd: 'beslut' } as const

type Hub = Awaited<ReturnType<typeof start>>

/** Every process has had its time to read the new key (which is none here), and looks. */
async function replaceAll(...hubs: readonly Hub[]): Promise<void> {
  // A step may need the one before it to have been committed: sealed anew, then destroyed.
  for (let round = 0; round < 3; round++)
    for (const hub of hubs) {
      await hub.keyStore.follow()
      await hub.replaceKeys()
    }
}
const versions = async () => (await dump()).map((row) => (row as unknown as { version: number }).version)
const beslutIn = (hub: Hub, rows: Awaited<ReturnType<typeof dump>>) =>
  rows.map((row) =>
    contentFrom(hub.keys.open(row.stadsdel, row.mangd, row.uppgift_ref, row.sealed)).items.map((item) => item.beslutId),
  )

test('a data key is replaced: all that it sealed is sealed anew, nothing is changed by it, and the former one is gone', async () => {
  const { hub, arenden } = await withArenden()
  const other = await start(UNTIL_NEW_YEAR)
  const [before, numbers] = [await dump(), await versions()]
  await hub.rotate(BESLUT)
  expect(await inFile()).toContain('bromma/beslut/2')
  await replaceAll(hub, other)

  expect((await inFile()).filter((name) => name.startsWith('bromma/beslut'))).toEqual(['bromma/beslut/2'])
  const after = await dump()
  for (const one of [hub, other, await start(UNTIL_NEW_YEAR)]) {
    expect(before.map((row) => [row.stadsdel, opensWith(one.keys, row)])).toEqual([
      ['bromma', false],
      ['bromma', false],
      ['farsta', true],
    ])
    expect(beslutIn(one, after).sort()).toEqual([['a'], ['b'], ['f']])
  }
  // The same versions: no case is given anything, and the next read changes nothing.
  expect(await versions()).toEqual(numbers)
  expect(await rader('outbox', 'bromma')).toBe(0)
  const { rows } = await db.pool.query(`select from delivery where status <> 'levererad'`)
  expect([rows.length, arenden.map((id) => inArende(id).sort())]).toEqual([0, [['bromma', 'farsta'], ['bromma']]])
  expect(await hub.read('bromma')).toMatchObject({ status: 'lyckad', counts: { unchanged: 2, added: 0, changed: 0 } })
})

test('the change stands in the log of the board and in that of the hub, and reads go on from before it', async () => {
  const { hub } = await withArenden()
  await hub.rotate(BESLUT)
  const { rows } = await db.pool.query<{ logg: string; record: string }>(
    `select distinct on (logg) logg, record from access_record where record like '%"orsak":"datanyckel"%' order by logg, nummer desc`,
  )
  const details = ({ record }: { record: string }) =>
    (JSON.parse(record) as { atkomst: { detaljer: Details } }).atkomst.detaljer
  expect(rows.map((row) => [row.logg, details(row)])).toEqual(
    ['bromma', 'insyn'].map((log) => [log, { stadsdel: 'bromma', informationsmangd: 'beslut', generation: 2 }]),
  )
  // Nothing needs to be read again.
  const status = await hub.mirror.sourceStatus()
  expect(status.find(({ source, stadsdel }) => source === 'paraplyet' && stadsdel === 'bromma')?.newestRun).toBe(
    'lyckad',
  )
})

test('while it is replaced, what is read is compared with what was sealed before', async () => {
  const { hub } = await withArenden()
  proof.paraplyet.set('bromma', [person(A, beslut('a')), person(B, beslut('ny'))])
  await hub.rotate(BESLUT)
  await hub.keyStore.follow()
  // Not sealed anew yet.
  expect(hub.keys.generations('bromma', 'beslut')).toEqual([2, 1])
  expect(await hub.read('bromma')).toMatchObject({ status: 'lyckad', counts: { unchanged: 1, changed: 1, added: 0 } })
  await replaceAll(hub)
  // What was changed has yet to be handed on: on the bus it may be sealed with the former key.
  expect(hub.keys.generations('bromma', 'beslut')).toEqual([2, 1])
  await hub.work()
  await replaceAll(hub)
  expect(hub.keys.generations('bromma', 'beslut')).toEqual([2])
  expect(await hub.read('bromma')).toMatchObject({ status: 'lyckad', counts: { unchanged: 2, changed: 0 } })
})

test('before every process has had time to read it, nobody seals with a new key, and all open what one has sealed', async () => {
  const hub = await start(UNTIL_NEW_YEAR, { spreadMs: 60_000 })
  const early = await start(UNTIL_NEW_YEAR)
  await hub.rotate(BESLUT)
  await early.keyStore.follow()
  const sealed = early.keys.seal('bromma', 'beslut', 'x', 'hemligt')
  expect(hub.keys.generations('bromma', 'beslut')).toEqual([1, 2])
  expect(hub.keys.open('bromma', 'beslut', 'x', sealed)).toBe('hemligt')
  expect(early.keys.open('bromma', 'beslut', 'x', hub.keys.seal('bromma', 'beslut', 'x', 'h'))).toBe('h')
  await hub.replaceKeys()
  const { rows } = await db.pool.query('select from data_key where closed_at is not null')
  expect(rows).toEqual([])
})

test('a batch that was sealed with the former key does not land when that is closed', async () => {
  const { hub } = await withArenden()
  // Another hub, which has not noticed yet.
  const another = await start(UNTIL_NEW_YEAR)
  proof.paraplyet.set('bromma', [person(A, beslut('ny'))])
  proof.between = async () => {
    proof.between = async () => undefined
    await hub.rotate(BESLUT)
    await hub.keyStore.follow()
    await hub.replaceKeys()
  }
  expect(await another.read('bromma')).toMatchObject({ status: 'avbruten', errorCode: 'NYCKEL_SAKNAS' })
  expect(beslutIn(hub, await dump()).sort()).toEqual([['a'], ['b'], ['f']])
})

test('what is in quarantine and what a run has held is renewed or goes', async () => {
  const { hub } = await withArenden()
  const run = 1
  await db.pool.query('delete from quarantine')
  await db.pool.query(
    `insert into quarantine (sync_run, source, stadsdel, mangd, field, reason, sealed, expires_at)
     values ($1, 'paraplyet', 'bromma', 'beslut', 'f', 'datum', $2, now() + interval '1 day')`,
    [run, hub.keys.seal('bromma', 'beslut', quarantinePlace(run), '{"f":"x"}')],
  )
  await db.pool.query(
    `insert into held_write (sync_run, uppgift_ref, person_ref, mangd, digest, sealed, search_refs, items)
     values ((select id from sync_run where stadsdel = 'bromma' limit 1), 'u', 'p', 'beslut', '', $1, '{}', 1)`,
    [hub.keys.seal('bromma', 'beslut', 'u', '[]')],
  )
  await hub.rotate(BESLUT)
  await replaceAll(hub)
  const { rows } = await db.pool.query<{ sealed: Buffer }>('select sealed from quarantine')
  expect(rows.map(({ sealed }) => hub.keys.open('bromma', 'beslut', quarantinePlace(run), sealed))).toEqual([
    '{"f":"x"}',
  ])
  expect((await db.pool.query('select from held_write')).rowCount).toBe(0)
})

test('the register of handläggare is renewed, and holds each once though a read met the same ones meanwhile', async () => {
  const policy = policyWith([avtal('bromma', { mangder: ['handlaggare'] })])
  const hub = await start(policy)
  const { keys } = hub
  const items = ['h1', 'h2'].map((handlaggareId) => ({ handlaggareId, namn: 'Eva' }))
  const write = (met: readonly Item[], generation: number, complete: boolean) =>
    inTransaction(db.pool, (tx) =>
      writeRegister(tx, keys, {
        ...{ source: 'paraplyet', stadsdel: 'bromma', complete, items: met },
        generations: new Map([['handlaggare', generation]]),
      }),
    )
  const read = async () =>
    (await postgresRegister(db.pool, keys).read(['bromma'])).map(({ item }) => item.handlaggareId)
  await write(items, 1, true)
  await hub.rotate({ stadsdel: 'bromma', mangd: 'handlaggare' })
  await hub.keyStore.follow()
  await write(items.slice(0, 1), 2, false)
  expect((await read()).sort()).toEqual(['h1', 'h2'])
  await replaceAll(hub)
  expect(keys.generations('bromma', 'handlaggare')).toEqual([2])
  expect((await read()).sort()).toEqual(['h1', 'h2'])
})

test('the end of an avtal destroys every generation, however far a change has come', async () => {
  const { hub } = await withArenden()
  const before = await dump()
  await hub.rotate(BESLUT)
  await hub.keyStore.follow()
  await hub.read('bromma')
  await hub.rotate(BESLUT)
  proof.now = NEW_YEAR
  await hub.reconcile()
  expect((await inFile()).filter((name) => name.startsWith('bromma'))).toEqual([])
  for (const { keys } of [hub, await start(UNTIL_NEW_YEAR)]) {
    expect(INFORMATIONSMANGDER.map((mangd) => keys.generations('bromma', mangd)).flat()).toEqual([])
    expect(before.filter((row) => opensWith(keys, row)).map(({ stadsdel }) => stadsdel)).toEqual(['farsta'])
  }
  await replaceAll(hub)
  expect(await rader('uppgift', 'bromma')).toBe(0)
})

test('a receipt names the keys that were replaced before the end too, and none of an earlier ending', async () => {
  const { hub } = await withArenden()
  const named = async () =>
    (await receipts()).map((text) =>
      [...text.matchAll(/"generation":(\d+),"informationsmangd":"beslut"/g)].map(([, n]) => n),
    )
  await hub.rotate(BESLUT)
  await replaceAll(hub)
  await hub.rotate(BESLUT)
  await hub.keyStore.follow()
  // Its destruction was interrupted.
  await db.pool.query(
    `update data_key set ended_at = now() where stadsdel = 'bromma' and mangd = 'beslut' and generation = 2`,
  )
  proof.now = NEW_YEAR
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  expect(await named()).toEqual([['1', '2', '3']])

  const again = await start(policyWith([avtal('bromma', { giltigTill: '2027-02-01' }), avtal('farsta')]))
  await again.reconcile()
  await again.read('bromma')
  await again.rotate(BESLUT)
  await replaceAll(again)
  proof.now = new Date('2027-02-02T12:00:00Z')
  await again.reconcile()
  await again.work()
  await again.reconcile()
  expect(await named()).toEqual([
    ['1', '2', '3'],
    ['4', '5'],
  ])
})

/** Each is a statement that a killed process may not have come to; what came before it is done. */
const STEP = [
  ['rotated_key', 'insert', 'true'],
  ['access_record', 'insert', "new.logg = 'insyn'"],
  ['data_key', 'insert', 'true'],
  ['data_key', 'update', 'new.closed_at is not null and old.closed_at is null'],
  ['uppgift', 'update', 'true'],
  ['data_key', 'update', 'new.renewed_at is not null and old.renewed_at is null'],
  ['data_key', 'update', 'new.ended_at is not null and old.ended_at is null'],
  ['data_key', 'update', 'new.destroyed_at is not null'],
] as const

test.each(STEP)(
  'a change that is cut off at %s, %s when %s, goes on or has not been',
  async (table, kind, condition) => {
    const { hub } = await withArenden()
    const numbers = await versions()
    await db.pool.query(
      `create function prov_bryt() returns trigger language plpgsql as $$ begin raise exception 'cut off'; end $$;
     create trigger prov_bryt before ${kind} on ${table} for each row when (${condition}) execute function prov_bryt()`,
    )
    try {
      await hub.rotate(BESLUT).catch(() => undefined)
      await replaceAll(hub).catch(() => undefined)
    } finally {
      await db.pool.query(`drop trigger prov_bryt on ${table}; drop function prov_bryt`)
    }
    const next = await start(UNTIL_NEW_YEAR)
    expect(beslutIn(next, await dump()).sort()).toEqual([['a'], ['b'], ['f']])
    await next.settleRotation()
    await replaceAll(next)
    // Once more, whatever became of the first.
    await next.rotate(BESLUT)
    await replaceAll(next)
    const [name, ...more] = (await inFile()).filter((one) => one.startsWith('bromma/beslut'))
    expect([more, Number(name?.split('/')[2])]).toEqual([[], next.keys.generation('bromma', 'beslut')])
    expect(next.keys.generations('bromma', 'beslut')).toHaveLength(1)
    expect(beslutIn(next, await dump()).sort()).toEqual([['a'], ['b'], ['f']])
    expect(await versions()).toEqual(numbers)
    const { rows } = await db.pool.query('select from data_key where ended_at is not null and destroyed_at is null')
    expect(rows).toEqual([])
  },
)
