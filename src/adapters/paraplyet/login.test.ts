import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals'
import { body, error, peer } from '../../../test/support/sources/http-peer.ts'
import { all, extent, never, readCounts } from '../../../test/support/sources/reading.ts'
import { cityWith, truthsIn } from '../../../test/support/sources/simulated-city.ts'
import { PASSWORD, type SimulatedParaplyet, startParaplyet } from '../../../test/support/sources/simulated-paraplyet.ts'
import { MANGDER_OF_SOURCE } from '../../informationsmangd.ts'
import { readManifest } from '../../mapping/load-manifests.ts'
import type { Connection } from '../../platform/connection.ts'
import { paraplyetSource } from './source.ts'

const STADSDEL = 'farsta'
const city = cityWith(300, 11, '2026-09-15')
const SOMEBODY = truthsIn(city, STADSDEL, 'paraplyet')[0]!.personnummer
const allMangder = extent(STADSDEL, ...MANGDER_OF_SOURCE.paraplyet)
let paraplyet: SimulatedParaplyet
const open: { close(): Promise<void> }[] = []
beforeAll(async () => {
  paraplyet = await startParaplyet(city, STADSDEL, { times: { lateMs: 800, dropMs: 20 } })
})
afterEach(async () => {
  paraplyet.fel.purge()
  await Promise.all(open.splice(0).map((source) => source.close()))
})
afterAll(() => paraplyet.stop())

function source(installation: { taOver?: boolean; password?: string; url?: string; connection?: Connection } = {}) {
  const own = { url: paraplyet.url, user: 'insyn', password: PASSWORD, taOver: true, ...installation }
  const fresh = paraplyetSource({
    installations: { [STADSDEL]: own },
    manifests: readManifest('config/tittbehorighet'),
    deadlines: { login: 5_000, all: 60_000, andrade: 60_000, person: 10_000 },
    capBytes: 50_000_000,
    clock: () => new Date('2026-09-15T08:00:00Z'),
  })
  open.push(fresh)
  return fresh
}

test('a wrong password is tried once, whoever reads, and told as one; the service is asked again by a new hub only', async () => {
  const wrong = source({ password: 'fel' })
  const person = () => all(wrong.readPerson(allMangder, SOMEBODY, readCounts(), never))
  const failures = await Promise.all(
    [1, 2, 3].flatMap(() => [error(person()), error(all(wrong.readAll(allMangder, readCounts(), never)))]),
  )
  failures.push(await error(person()))
  for (const failure of failures) expect(failure).toMatchObject({ code: 'KALLA_INLOGGNING', retryable: false })
  expect(failures.filter((one) => (one as Error).message.includes('not asked'))).not.toEqual([])
  // The service would say another thing now: it is not asked.
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'nere' })
  expect(await error(person())).toMatchObject({
    message: expect.stringContaining('not asked, since the login was refused'),
  })
})

test('a night, what has changed and live reads share the requests that an installation takes a second', async () => {
  const slow = source({ connection: { anropPerSekund: 2 } })
  const begun = performance.now()
  const live = Array.from({ length: 4 }, () => all(slow.readPerson(allMangder, SOMEBODY, readCounts(), never)))
  const night = all(slow.readAll(allMangder, readCounts(), never))
  const changed = all(slow.readChanged(allMangder, new Date('2026-09-15T00:00:00Z'), readCounts(), never))
  expect((await night).personer.length).toBeGreaterThan(0)
  await Promise.all([...live, changed])
  // A login and six reads: two at once, then two a second.
  expect(performance.now() - begun).toBeGreaterThan(2_000)
})

test('a look tells of a clock of the service that is not ours', async () => {
  const url = await peer(async (req, res) => {
    const { soapaction = '', 'content-type': type = '' } = req.headers
    const headers = { 'content-type': type, soapaction: String(soapaction) }
    const answer = await fetch(paraplyet.url, { method: 'POST', headers, body: await body(req) })
    res.setHeader('date', new Date(Date.now() - 3_600_000).toUTCString())
    res.writeHead(answer.status, { 'content-type': 'text/xml; charset=utf-8' }).end(await answer.text())
  })
  expect(await source({ url }).check?.(STADSDEL, never)).toEqual([
    expect.stringMatching(/^paraplyet \S+: the service's clock is 3\d\d\d s behind this machine's: let both follow/),
  ])
})

test('a look logs in and out, and leaves a running session alone', async () => {
  const hub = source()
  expect(await source({ taOver: false }).check?.(STADSDEL, never)).toEqual([])
  expect((await all(hub.readAll(allMangder, readCounts(), never))).personer.length).toBeGreaterThan(0)
  expect(await source().check?.(STADSDEL, never)).toEqual([])
  expect(await hub.check?.(STADSDEL, never)).toEqual([])
  // The session of the hub has neither been taken over nor ended: a fault here would be told by a second login.
  paraplyet.fel.set({ peer: 'paraplyet', fel: 'nekad', operation: 'LoggaIn' })
  expect((await all(hub.readAll(allMangder, readCounts(), never))).personer.length).toBeGreaterThan(0)
  const failure = await error(source().check?.(STADSDEL, never) ?? Promise.resolve())
  expect(failure).toMatchObject({
    code: 'KALLA_INLOGGNING',
    message: expect.stringContaining('check user and password'),
  })
})
