import { setTimeout as wait } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { error } from '../../../test/support/sources/http-peer.ts'
import { all, extent, never, readCounts } from '../../../test/support/sources/reading.ts'
import { cityWith, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import { PASSWORD, type SimulatedParaplyet, startParaplyet } from '../../../test/support/sources/simulated-paraplyet.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import { paraplyetSource } from './source.ts'

const STADSDEL = 'farsta'
const city = cityWith(300, 11, '2026-09-15')
let paraplyet: SimulatedParaplyet
let source: ReturnType<typeof paraplyetSource>

beforeAll(async () => {
  paraplyet = await startParaplyet(city, STADSDEL, { times: { lateMs: 4_000, dropMs: 20 } })
  source = paraplyetSource({
    installations: { [STADSDEL]: { url: paraplyet.url, user: 'insyn', password: PASSWORD, taOver: true } },
    manifests: readManifest('config/tittbehorighet'),
    deadlines: { login: 5_000, all: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    clock: () => new Date('2026-09-15T08:00:00Z'),
  })
})
afterAll(async () => {
  await source.close()
  await paraplyet.stop()
})

const read = (signal: AbortSignal) => {
  const [somebody] = truthsIn(city, STADSDEL, 'paraplyet')
  return all(
    source.readPerson(extent(STADSDEL, 'person', 'beslut'), somebody?.personnummer ?? '', readCounts(), signal),
  )
}

test('whoever gives up while the session is being had is let go at once, and the login goes on for the others', async () => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'sen', operation: 'LoggaIn', antal: 1 })
  const abort = new AbortController()
  const given = error(read(abort.signal))
  const other = read(never)
  await wait(50)
  abort.abort()
  // While the login goes on, which the other waits for.
  expect(await Promise.race([given, other])).toMatchObject({ code: 'KALLA_OTILLGANGLIG' })
  expect((await other).personer).toHaveLength(1)
})

test('a source that goes on and on about one person is stopped long before the limit of a complete read', async () => {
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'for-stort', operation: 'LasPerson', antal: 1 })
  const counter = readCounts()
  const somebody = truthsIn(city, STADSDEL, 'paraplyet')[0]?.personnummer ?? ''
  const reading = all(source.readPerson(extent(STADSDEL, 'person'), somebody, counter, never))
  expect(await error(reading)).toMatchObject({ code: 'KALLA_FOR_STOR' })
  expect(counter.bytes).toBeLessThan(6_000_000)
})
