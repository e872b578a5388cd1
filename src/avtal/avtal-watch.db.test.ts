import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { avtal, policyWith } from '../../test/support/avtal-fixture.ts'
import { gaps } from './gaps.ts'
import { NEW_YEAR, opensWith, UNTIL_NEW_YEAR, useEnding } from './testing/use-endings.ts'

const { db, dump, dueNow, inArende, inFile, receipts, withArenden, proof, rader, start, system } = useEnding()

test('there are keys for what an avtal covers and for nothing else', async () => {
  const hub = await start(
    policyWith([avtal('bromma', { mangder: ['beslut'] }), avtal('farsta', { giltigFran: '2027-01-01' })]),
  )
  expect(await inFile()).toEqual(['bromma/beslut/1'])
  expect([hub.keys.generation('bromma', 'beslut'), hub.keys.generation('farsta', 'beslut')]).toEqual([1, undefined])
})

test('an avtal that begins again does so with a new key and a read, and opens nothing of before', async () => {
  const { hub } = await withArenden(
    policyWith([
      avtal('bromma', { giltigTill: '2026-12-31' }),
      avtal('bromma', { giltigFran: '2027-02-01', diarienummer: 'DNR 2' }),
      avtal('farsta'),
    ]),
  )
  const brokerDump = await dump()
  proof.now = NEW_YEAR
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  proof.now = new Date('2027-02-01T08:00:00Z')
  await hub.reconcile()
  expect(hub.keys.generation('bromma', 'beslut')).toBe(2)
  expect(brokerDump.filter((row) => opensWith(hub.keys, row)).map(({ stadsdel }) => stadsdel)).toEqual(['farsta'])
  const missing = async () => (await gaps(db.pool)).map(({ source, stadsdel }) => `${source}/${stadsdel}`)
  expect(await missing()).toEqual(['paraplyet/bromma'])
  expect(await hub.read('bromma')).toMatchObject({ status: 'lyckad', counts: { added: 2 } })
  expect(await missing()).toEqual([])
})

test('a hub that was away while an avtal had ended and begun again ends it all the same', async () => {
  const { hub } = await withArenden(UNTIL_NEW_YEAR)
  await hub.reconcile()
  proof.now = new Date('2027-02-01T08:00:00Z')
  const added = policyWith([
    avtal('bromma', { giltigTill: '2026-12-31' }),
    avtal('bromma', { giltigFran: '2027-02-01', diarienummer: 'DNR 2' }),
    avtal('farsta'),
  ])
  const next = await start(added)
  await next.reconcile()
  expect(next.keys.generation('bromma', 'beslut')).toBe(2)
  expect(await rader('uppgift', 'bromma')).toBe(0)
})

test('an avtal that another follows at once keeps its keys, which are then the other’s', async () => {
  const { hub } = await withArenden(
    policyWith([
      avtal('bromma', { giltigTill: '2026-12-31' }),
      avtal('bromma', { giltigFran: '2027-01-01', giltigTill: '2027-01-31', diarienummer: 'DNR 2' }),
      avtal('farsta'),
    ]),
  )
  proof.now = NEW_YEAR
  await hub.reconcile()
  expect([hub.keys.generation('bromma', 'beslut'), await rader('uppgift', 'bromma')]).toEqual([1, 2])
  proof.now = new Date('2027-02-01T12:00:00Z')
  await hub.reconcile()
  await hub.work()
  await hub.reconcile()
  expect((await receipts()).map((text) => /"diarienummer":"([^"]+)"/.exec(text)?.[1])).toEqual(['DNR 2'])
})

test('a kind that an avtal loses goes with its key and the rest stays; one that it gains has its scope read', async () => {
  const { hub } = await withArenden()
  await hub.reconcile()
  const next = await start(policyWith([avtal('bromma', { mangder: ['person', 'kostatus'] }), avtal('farsta')]))
  await next.reconcile()
  expect((await inFile()).filter((name) => name.startsWith('bromma/')).sort()).toEqual([
    'bromma/kostatus/1',
    'bromma/person/1',
  ])
  expect(await rader('uppgift', 'bromma')).toBe(0)
  expect((await gaps(db.pool)).map(({ source, stadsdel }) => `${source}/${stadsdel}`)).toEqual(['paraplyet/bromma'])
  await next.work()
  await next.reconcile()
  expect(await receipts()).toEqual([expect.stringContaining('"informationsmangder":["avgift","beslut"]')])
})

/** Västerort takes over bromma at the turn of the year. */
const MERGE = policyWith(
  [avtal('bromma'), avtal('vasterort', { giltigFran: '2027-01-01' }), avtal('farsta')],
  [
    { kod: 'bromma', namn: 'Bromma', giltigFran: '2007-01-01', giltigTill: '2026-12-31', efterfoljare: 'vasterort' },
    { kod: 'vasterort', namn: 'Västerort', giltigFran: '2027-01-01' },
    { kod: 'farsta', namn: 'Farsta', giltigFran: '2007-01-01' },
  ],
)

test('no case gets anything of a district that has taken over another before what it holds of the other is gone', async () => {
  const { hub, arenden } = await withArenden(MERGE)
  system().fel.set({ peer: 'arendesystem', fel: 'fault', operation: 'taBort' })
  proof.now = NEW_YEAR
  await hub.reconcile()
  proof.paraplyet.set('vasterort', proof.paraplyet.get('bromma') ?? [])
  expect(await hub.read('vasterort')).toMatchObject({ status: 'lyckad', counts: { added: 2 } })
  for (let round = 0; round < 3; round++) {
    await hub.work()
    await dueNow()
  }
  expect(arenden.map((id) => inArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
  system().fel.purge()
  for (let round = 0; round < 2; round++) await hub.work()
  expect(arenden.map((id) => inArende(id).sort())).toEqual([['farsta', 'vasterort'], ['vasterort']])
  await hub.reconcile()
  expect(await receipts()).toEqual([expect.stringContaining('"stadsdel":"bromma"')])
})

test('a district that takes over another has no key, and so no data, before the other’s is gone', async () => {
  await withArenden(MERGE)
  proof.now = NEW_YEAR
  // A command that comes before the hub has done anything.
  const command = await start(MERGE)
  expect(command.keys.generation('vasterort', 'beslut')).toBeUndefined()
  const hub = await start(MERGE)
  await hub.reconcile()
  expect([hub.keys.generation('vasterort', 'beslut'), await rader('uppgift', 'bromma')]).toEqual([1, 0])
})

test('flags of protection go over to the district that takes over', async () => {
  const { hub } = await withArenden(MERGE)
  await db.pool.query(`insert into protected_person (person_ref, source, stadsdel) values ('x', 'paraplyet', 'bromma')`)
  proof.now = NEW_YEAR
  await hub.reconcile()
  expect([await rader('protected_person', 'bromma'), await rader('protected_person', 'vasterort')]).toEqual([0, 1])
  proof.paraplyet.set('vasterort', proof.paraplyet.get('bromma') ?? [])
  await hub.read('vasterort')
  expect(await rader('protected_person', 'vasterort')).toBe(0)
})

test('a hub with an older policy follows what the newest has done and changes nothing', async () => {
  const { hub } = await withArenden(policyWith([avtal('bromma'), avtal('farsta')]))
  await hub.reconcile()
  const fresh = await start(policyWith([avtal('farsta')]))
  await fresh.reconcile()
  for (let round = 0; round < 2; round++) await hub.guard.reconcile()
  expect(hub.keys.generation('bromma', 'beslut')).toBeUndefined()
  expect(await inFile()).toEqual(['farsta/person/1', 'farsta/beslut/1', 'farsta/avgift/1'])
})

test('two hubs that start at once on nothing agree on one keyring', async () => {
  const hubs = await Promise.all([start(UNTIL_NEW_YEAR), start(UNTIL_NEW_YEAR), start(UNTIL_NEW_YEAR)])
  const [first, ...others] = hubs
  const sealed = first?.keys.seal('bromma', 'beslut', 'om', 'x') ?? Buffer.alloc(0)
  for (const { keys } of others) expect(keys.open('bromma', 'beslut', 'om', sealed)).toBe('x')
})

test('several hubs end an avtal once', async () => {
  const { hub, arenden } = await withArenden()
  const hubs = [hub, await start(UNTIL_NEW_YEAR), await start(UNTIL_NEW_YEAR)]
  proof.now = NEW_YEAR
  for (let round = 0; round < 3; round++) {
    await Promise.all(hubs.map((one) => one.reconcile()))
    await Promise.all(hubs.map((one) => one.work()))
  }
  expect(arenden.map(inArende)).toEqual([['farsta'], []])
  expect(await receipts()).toHaveLength(1)
  for (const { keys } of hubs) expect(keys.generation('bromma', 'beslut')).toBeUndefined()
})

test('a key that is lost while its avtal is in force stops the start with one line', async () => {
  await withArenden()
  const file = join(proof.state, 'nyckelring.json')
  const ring = JSON.parse(await readFile(file, 'utf8')) as { data: Record<string, unknown> }
  delete ring.data['bromma/beslut']
  await writeFile(file, JSON.stringify(ring))
  await expect(start(UNTIL_NEW_YEAR)).rejects.toThrow(
    /^the keyring has lost the key of bromma\/beslut, which .*: put the right/,
  )
  // After the end nobody misses it: a database that was put back from before the end is emptied again.
  proof.now = NEW_YEAR
  const hub = await start(UNTIL_NEW_YEAR)
  await hub.reconcile()
  expect(await rader('uppgift', 'bromma')).toBe(0)
})
