import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { WHOLE } from './support/campaign.ts'
import { type DatabaseProxy, startDatabaseProxy } from './support/database/database-proxy.ts'
import { sql } from './support/database/mirror-state.ts'
import { makeOwnServer, type OwnServer } from './support/database/own-server.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { metricsOf, MONITORING } from './support/hub/metrics.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

/* A hub on a database server that another follows, by an address that leads to either. */
jest.setTimeout(300_000)
const LONG_MS = 120_000

let simulators: StartedSimulators
let primary: OwnServer
let standby: OwnServer
let proxy: DatabaseProxy
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>

beforeAll(async () => {
  simulators = await startCity(30, 9, 'prov')
  primary = await makeOwnServer()
  await primary.start()
  await primary.admin(`create database insyn owner ${primary.user}`)
  standby = await primary.startStandby()
  // What the primary acknowledges the standby has on disk.
  await primary.admin(`alter system set synchronous_standby_names = '*'`, 'select pg_reload_conf()')
  proxy = await startDatabaseProxy(primary)
  const url = proxy.urlOf({ user: primary.user, password: primary.password, name: 'insyn' })
  installation = await install(simulators, 'prov', { databas: url, loggniva: 'info' })
  hub = await installation.start()
  await hub.ready()
  asAgent = await agent(simulators)
})
afterAll(async () => {
  await hub.kill()
  await proxy.close()
  await standby.stop().catch(() => undefined)
  await primary.remove()
  await installation.remove()
  await simulators.stop()
})

const readiness = async (): Promise<{ status: number; text: string }> => {
  const answer = await fetch(`${hub.adress}/health/ready`, { headers: MONITORING })
  return { status: answer.status, text: await answer.text() }
}
const isReady = async () => (await readiness()).status === 200
const personnummer = () => simulators.truthAt(0).personnummer
const lookup = () => asAgent.uppslag(hub.adress, { personnummer: personnummer() })
const times = (event: string) => hub.output().split(event).length - 1

test('while the database hangs, liveness and metrics answer, and lookups are refused and do not wait', async () => {
  const before = await metricsOf(hub.adress)
  expect(before).toMatch(/^insyn_metrics_age_seconds \d/m)
  proxy.hang()
  await until(async () => (await readiness()).text.includes('databas-svarar-ej'), LONG_MS)
  expect((await fetch(`${hub.adress}/health/live`)).status).toBe(200)
  // Those of before, and it says how old they are.
  const age = async () => Number(/^insyn_metrics_age_seconds ([\d.]+)/m.exec(await metricsOf(hub.adress))?.[1])
  await until(async () => (await age()) > 5, LONG_MS)
  expect(await metricsOf(hub.adress)).toMatch(/^insyn_sync_age_seconds\{/m)
  await expect(lookup()).rejects.toThrow()

  proxy.resume()
  await until(isReady, LONG_MS)
  expect((await lookup()).person).toBeDefined()
  expect([times('database-unavailable'), times('database-available')]).toEqual([1, 1])
})

test('the primary is lost amid lookups: a standby is left at once, and when it is the primary nothing is lost', async () => {
  const answered: string[] = []
  let going = true
  const lookups = (async () => {
    for (; going; await delay(5)) {
      const answer = await lookup().catch(() => undefined)
      if (answer !== undefined) answered.push(String(answer.uppslagId))
    }
  })()
  await until(() => answered.length > 20, LONG_MS)
  await primary.kill()
  const lost = performance.now()
  await proxy.refuse()
  proxy.lead(standby)
  await proxy.accept()
  await until(async () => (await readiness()).text.includes('databas-skrivskyddad'), LONG_MS)
  expect((await fetch(`${hub.adress}/health/live`)).status).toBe(200)
  const before = answered.length
  await expect(lookup()).rejects.toThrow()

  await standby.promote()
  await until(isReady, LONG_MS)
  console.info(`ready after ${((performance.now() - lost) / 1000).toFixed(1)} s`)
  await until(() => answered.length > before + 20, LONG_MS)
  going = false
  await lookups
  const rows = await sql<{ id: string }>(
    installation,
    `select distinct record::json -> 'atkomst' ->> 'handelseId' as id from access_record where record like '%"uppslag"%'`,
  )
  const recorded = new Set(rows.map(({ id }) => id))
  expect(answered.filter((id) => !recorded.has(id))).toEqual([])

  if (!WHOLE) return
  simulators.change({ slag: 'storm', stadsdel: 'bromma', antal: 5, round: 1 })
  expect(await installation.insyn('synk', '--stadsdel', 'bromma')).toMatchObject({ code: 0 })
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
  expect([code, output]).toEqual([0, expect.any(String)])
  // The log goes on from what was signed.
  expect(await hub.stop()).toBe(0)
  hub = await installation.start()
  await hub.ready()
})
