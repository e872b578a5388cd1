import { afterAll, beforeAll, expect, jest } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { moveToSmallDisk, onSmallDisk, type SmallDisk } from './support/small-disk.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

const COUNT = 60
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>

let disk: SmallDisk

jest.setTimeout(240_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 17, password)
  installation = await install(simulators, password, { loggniva: 'info' })
  // A disk of its own for the whole state, database included.
  disk = moveToSmallDisk(installation.state, '300m')
  hub = await installation.start()
  await hub.ready()
  asAgent = await agent(simulators)
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  disk.remove()
  await installation.remove()
}, 60_000)

const unprotected = () =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(({ skydd }) => skydd === 'ingen')
const ready = async () => (await fetch(`${hub.adress}/health/ready`)).status
const lookups = async () => {
  const [row] = await sql<{ count: number }>(
    installation,
    `select count(distinct event_id)::int as count from access_record where record like '%"handelse":"uppslag"%'`,
  )
  return row?.count ?? 0
}

/** Lookups until one is not answered; how many were. */
async function answered(): Promise<number> {
  disk.fill()
  for (let count = 0; ; count++) {
    const { personnummer } = unprotected()[count % unprotected().length] ?? { personnummer: '' }
    const body = { personnummer, andamal: 'samlad-fraga', arende: 'PROV-1', relation: 'sjalv', identifiering: 'bankid' }
    const response = await asAgent.post(hub.adress, body)
    const text = await response.text()
    if (response.status === 200) continue
    expect([response.status, text]).toEqual([503, expect.stringContaining('/problem/logg-otillganglig')])
    return count
  }
}

onSmallDisk(
  'a full disk: nothing is answered without its record, a run fails, and all is caught up when there is room',
  async () => {
    const cases = async () => simulators.arenden.open(500).map(({ arendeId }) => arendeId)
    await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
    for (const { personnummer } of unprotected().slice(0, 3)) await simulators.people.open(personnummer, 'samlad-fraga')
    await settled(installation)
    const before = await lookups()
    simulators.change({ slag: 'storm', stadsdel: 'farsta', antal: 20, round: 1 })
    const count = await answered()
    await until(async () => (await ready()) === 503)
    expect((await installation.insyn('synk', '--kalla', 'paraplyet', '--stadsdel', 'farsta')).code).toBe(1)
    const looked = await installation.insyn('doctor')
    expect([looked.code, looked.output]).toEqual([1, expect.stringMatching(/free space on its (server's )?disk/)])
    await until(async () => hub.output().includes('state-folder-not-written'))

    disk.free()
    await until(async () => (await ready()) === 200)
    expect(await lookups()).toBeGreaterThanOrEqual(before + count)
    expect((await installation.insyn('synk', '--kalla', 'paraplyet', '--stadsdel', 'farsta')).code).toBe(0)
    await settled(installation)
    for (const arendeId of notEmpty(await cases())) expectCase(simulators, arendeId)
  },
)

onSmallDisk(
  'the server of an embedded database that ends on a full disk is started again when there is room',
  async () => {
    const pool = installation.database()
    try {
      // A session from before: on a full disk there is no new one.
      await pool.query('select 1')
      disk.fill()
      // Nothing but the log of the server's own changes, until it finds no room.
      const write = `select pg_logical_emit_message(false, 'prov', repeat('x', 1000000))`
      await expect(
        (async () => {
          for (;;) await pool.query(write)
        })(),
      ).rejects.toThrow()
    } finally {
      await pool.end()
    }
    await until(async () => hub.output().includes('embedded-database-ended'))
    expect(await ready()).toBe(503)
    disk.free()
    await until(async () => (await ready()) === 200)
    expect(hub.output()).toContain('embedded-database-restarted')
    const { personnummer } = unprotected()[0] ?? { personnummer: '' }
    expect((await asAgent.uppslag(hub.adress, { personnummer })).loggId).not.toEqual([])
    const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
    expect([code, output]).toEqual([0, expect.any(String)])
    // What was written meanwhile is signed: the last checkpoints are taken at the stop, and the next start checks them.
    await hub.stop()
    hub = await installation.start()
    expect((await installation.insyn('logg', 'nycklar', 'insyn')).code).toBeLessThan(3)
  },
)
