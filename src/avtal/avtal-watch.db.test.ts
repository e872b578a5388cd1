import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from '@jest/globals'
import { avtal, policyMed } from '../../test/support/avtal-fixture.ts'
import { luckor } from './gaps.ts'
import { NYAR, TILL_NYAR, oppnasMed, useAvtalsslut } from './testing/use-endings.ts'

const { db, dump, forfallNu, iArende, iFilen, kvitton, medArenden, prov, rader, starta, system } = useAvtalsslut()

test('there are keys for what an avtal covers and for nothing else', async () => {
  const hub = await starta(
    policyMed([avtal('bromma', { mangder: ['beslut'] }), avtal('farsta', { giltigFran: '2027-01-01' })]),
  )
  expect(await iFilen()).toEqual(['bromma/beslut/1'])
  expect([hub.nycklar.generation('bromma', 'beslut'), hub.nycklar.generation('farsta', 'beslut')]).toEqual([
    1,
    undefined,
  ])
})

test('an avtal that begins again does so with a new key and a read, and opens nothing of before', async () => {
  const { hub } = await medArenden(
    policyMed([
      avtal('bromma', { giltigTill: '2026-12-31' }),
      avtal('bromma', { giltigFran: '2027-02-01', diarienummer: 'DNR 2' }),
      avtal('farsta'),
    ]),
  )
  const dumpen = await dump()
  prov.nu = NYAR
  await hub.stamAv()
  await hub.work()
  await hub.stamAv()
  prov.nu = new Date('2027-02-01T08:00:00Z')
  await hub.stamAv()
  expect(hub.nycklar.generation('bromma', 'beslut')).toBe(2)
  expect(dumpen.filter((rad) => oppnasMed(hub.nycklar, rad)).map(({ stadsdel }) => stadsdel)).toEqual(['farsta'])
  const saknas = async () => (await luckor(db.pool)).map(({ kalla, stadsdel }) => `${kalla}/${stadsdel}`)
  expect(await saknas()).toEqual(['paraplyet/bromma'])
  expect(await hub.las('bromma')).toMatchObject({ status: 'lyckad', rakning: { nya: 2 } })
  expect(await saknas()).toEqual([])
})

test('a hub that was away while an avtal had ended and begun again ends it all the same', async () => {
  const { hub } = await medArenden(TILL_NYAR)
  await hub.stamAv()
  prov.nu = new Date('2027-02-01T08:00:00Z')
  const med = policyMed([
    avtal('bromma', { giltigTill: '2026-12-31' }),
    avtal('bromma', { giltigFran: '2027-02-01', diarienummer: 'DNR 2' }),
    avtal('farsta'),
  ])
  const next = await starta(med)
  await next.stamAv()
  expect(next.nycklar.generation('bromma', 'beslut')).toBe(2)
  expect(await rader('uppgift', 'bromma')).toBe(0)
})

test('an avtal that another follows at once keeps its keys, which are then the other’s', async () => {
  const { hub } = await medArenden(
    policyMed([
      avtal('bromma', { giltigTill: '2026-12-31' }),
      avtal('bromma', { giltigFran: '2027-01-01', giltigTill: '2027-01-31', diarienummer: 'DNR 2' }),
      avtal('farsta'),
    ]),
  )
  prov.nu = NYAR
  await hub.stamAv()
  expect([hub.nycklar.generation('bromma', 'beslut'), await rader('uppgift', 'bromma')]).toEqual([1, 2])
  prov.nu = new Date('2027-02-01T12:00:00Z')
  await hub.stamAv()
  await hub.work()
  await hub.stamAv()
  expect((await kvitton()).map((text) => /"diarienummer":"([^"]+)"/.exec(text)?.[1])).toEqual(['DNR 2'])
})

test('a kind that an avtal loses goes with its key and the rest stays; one that it gains has its scope read', async () => {
  const { hub } = await medArenden()
  await hub.stamAv()
  const next = await starta(policyMed([avtal('bromma', { mangder: ['person', 'kostatus'] }), avtal('farsta')]))
  await next.stamAv()
  expect((await iFilen()).filter((namn) => namn.startsWith('bromma/')).sort()).toEqual([
    'bromma/kostatus/1',
    'bromma/person/1',
  ])
  expect(await rader('uppgift', 'bromma')).toBe(0)
  expect((await luckor(db.pool)).map(({ kalla, stadsdel }) => `${kalla}/${stadsdel}`)).toEqual(['paraplyet/bromma'])
  await next.work()
  await next.stamAv()
  expect(await kvitton()).toEqual([expect.stringContaining('"informationsmangder":["avgift","beslut"]')])
})

/** Västerort takes over bromma at the turn of the year. */
const SAMMANSLAGNING = policyMed(
  [avtal('bromma'), avtal('vasterort', { giltigFran: '2027-01-01' }), avtal('farsta')],
  [
    { kod: 'bromma', namn: 'Bromma', giltigFran: '2007-01-01', giltigTill: '2026-12-31', efterfoljare: 'vasterort' },
    { kod: 'vasterort', namn: 'Västerort', giltigFran: '2027-01-01' },
    { kod: 'farsta', namn: 'Farsta', giltigFran: '2007-01-01' },
  ],
)

test('no case gets anything of a district that has taken over another before what it holds of the other is gone', async () => {
  const { hub, arenden } = await medArenden(SAMMANSLAGNING)
  system().fel.satt({ peer: 'arendesystem', fel: 'fault', operation: 'taBort' })
  prov.nu = NYAR
  await hub.stamAv()
  prov.paraplyet.set('vasterort', prov.paraplyet.get('bromma') ?? [])
  expect(await hub.las('vasterort')).toMatchObject({ status: 'lyckad', rakning: { nya: 2 } })
  for (let varv = 0; varv < 3; varv++) {
    await hub.work()
    await forfallNu()
  }
  expect(arenden.map((id) => iArende(id).sort())).toEqual([['bromma', 'farsta'], ['bromma']])
  system().fel.rensa()
  for (let varv = 0; varv < 2; varv++) await hub.work()
  expect(arenden.map((id) => iArende(id).sort())).toEqual([['farsta', 'vasterort'], ['vasterort']])
  await hub.stamAv()
  expect(await kvitton()).toEqual([expect.stringContaining('"stadsdel":"bromma"')])
})

test('a district that takes over another has no key, and so no data, before the other’s is gone', async () => {
  await medArenden(SAMMANSLAGNING)
  prov.nu = NYAR
  // A command that comes before the hub has done anything.
  const kommando = await starta(SAMMANSLAGNING)
  expect(kommando.nycklar.generation('vasterort', 'beslut')).toBeUndefined()
  const hub = await starta(SAMMANSLAGNING)
  await hub.stamAv()
  expect([hub.nycklar.generation('vasterort', 'beslut'), await rader('uppgift', 'bromma')]).toEqual([1, 0])
})

test('flags of protection go over to the district that takes over', async () => {
  const { hub } = await medArenden(SAMMANSLAGNING)
  await db.pool.query(`insert into skyddad (person_ref, kalla, stadsdel) values ('x', 'paraplyet', 'bromma')`)
  prov.nu = NYAR
  await hub.stamAv()
  expect([await rader('skyddad', 'bromma'), await rader('skyddad', 'vasterort')]).toEqual([0, 1])
  prov.paraplyet.set('vasterort', prov.paraplyet.get('bromma') ?? [])
  await hub.las('vasterort')
  expect(await rader('skyddad', 'vasterort')).toBe(0)
})

test('a hub with an older policy follows what the newest has done and changes nothing', async () => {
  const { hub } = await medArenden(policyMed([avtal('bromma'), avtal('farsta')]))
  await hub.stamAv()
  const ny = await starta(policyMed([avtal('farsta')]))
  await ny.stamAv()
  for (let varv = 0; varv < 2; varv++) await hub.vakt.stamAv()
  expect(hub.nycklar.generation('bromma', 'beslut')).toBeUndefined()
  expect(await iFilen()).toEqual(['farsta/person/1', 'farsta/beslut/1', 'farsta/avgift/1'])
})

test('two hubs that start at once on nothing agree on one keyring', async () => {
  const hubs = await Promise.all([starta(TILL_NYAR), starta(TILL_NYAR), starta(TILL_NYAR)])
  const [first, ...others] = hubs
  const sealed = first?.nycklar.forsegla('bromma', 'beslut', 'om', 'x') ?? Buffer.alloc(0)
  for (const { nycklar } of others) expect(nycklar.oppna('bromma', 'beslut', 'om', sealed)).toBe('x')
})

test('several hubs end an avtal once', async () => {
  const { hub, arenden } = await medArenden()
  const hubs = [hub, await starta(TILL_NYAR), await starta(TILL_NYAR)]
  prov.nu = NYAR
  for (let varv = 0; varv < 3; varv++) {
    await Promise.all(hubs.map((en) => en.stamAv()))
    await Promise.all(hubs.map((en) => en.work()))
  }
  expect(arenden.map(iArende)).toEqual([['farsta'], []])
  expect(await kvitton()).toHaveLength(1)
  for (const { nycklar } of hubs) expect(nycklar.generation('bromma', 'beslut')).toBeUndefined()
})

test('a key that is lost while its avtal is in force stops the start with one line', async () => {
  await medArenden()
  const fil = join(prov.state, 'nyckelring.json')
  const ring = JSON.parse(await readFile(fil, 'utf8')) as { data: Record<string, unknown> }
  delete ring.data['bromma/beslut']
  await writeFile(fil, JSON.stringify(ring))
  await expect(starta(TILL_NYAR)).rejects.toThrow(
    /^the keyring has lost the key of bromma\/beslut, which .*: put the right/,
  )
  // After the end nobody misses it: a database that was put back from before the end is emptied again.
  prov.nu = NYAR
  const hub = await starta(TILL_NYAR)
  await hub.stamAv()
  expect(await rader('uppgift', 'bromma')).toBe(0)
})
