import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { addOrder } from '../src/operations/run-orders.ts'
import type { agent } from './support/api/caller.ts'
import { WHOLE } from './support/campaign.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import type { HubProcess, Installation } from './support/hub/hub-process.ts'
import { type ForTwoHubs, installForTwo, isReady, startBoth, unprotected, untilReady } from './support/hub/two-hubs.ts'
import { makeNetwork, mayMakeNetworks, type Network } from './support/network/namespaces.ts'
import { notEmpty } from './support/not-empty.ts'
import { until } from './support/until.ts'

/*
 * Two hubs and their database, each in a network namespace of its own, and real wires between them that are cut. The sources and the
 * case system are reached by other ways. `npm test` leaves it out: only the whole campaigns make networks.
 */
jest.setTimeout(360_000)
const LONG_MS = 120_000
const PORT = 8080
const CHANGED = ['bromma', 'farsta'] as const

if (WHOLE && !mayMakeNetworks) {
  const missing = 'CUTS OF THE NETWORK DID NOT RUN: this process may not make network namespaces'
  if (process.env.INSYN_KRAV_NATVERK === '1') throw new Error(missing)
  process.stderr.write(`\n${missing}\n\n`)
}

let network: Network
let folder: string
/** The test itself reaches the database by another way than the wires. */
let shared: ForTwoHubs
let simulators: StartedSimulators
let installation: Installation
let hubs: readonly HubProcess[]
let asAgent: Awaited<ReturnType<typeof agent>>
let round = 0
const answered: string[] = []

async function startHub(machine: number): Promise<HubProcess> {
  const { user, password } = shared.database
  const url = `postgresql://${user}:${password}@${network.address}:5432/insyn`
  const hub = await installation.start(
    { INSYN_TEST_DATABASE: url, INSYN_PORT: String(PORT) },
    network.machines[machine] ?? [],
  )
  const { port } = await network.letIn(machine, PORT, join(folder, `in-${machine}`))
  return { ...hub, adress: `http://127.0.0.1:${port}` }
}

async function lookUp(hub: HubProcess): Promise<boolean> {
  const { personnummer } = unprotected(simulators)[answered.length % 20] ?? { personnummer: '' }
  const answer = await asAgent.uppslag(hub.adress, { personnummer }).catch(() => undefined)
  if (answer !== undefined) answered.push(String(answer.uppslagId))
  return answer !== undefined
}

/** Something for whichever hub has the work. */
async function orderRead(): Promise<number> {
  for (const stadsdel of CHANGED) simulators.change({ slag: 'storm', stadsdel, antal: 20, round: ++round })
  const pool = installation.database()
  const scopes = CHANGED.flatMap((stadsdel) => [
    { source: 'paraplyet' as const, stadsdel },
    { source: 'agresso' as const, stadsdel },
  ])
  const { id } = await addOrder(pool, {
    ...{ key: `order-${round}`, kind: 'fullstandig', scopes },
    ...{ by: 'Mats Ekdahl', reason: 'prov', now: new Date() },
  })
  await pool.end()
  return id
}

const isDone = async (order: number) =>
  (await sql(installation, 'select from run_order where id = $1 and ended_at is not null', [order])).length === 1

async function expectAllWell(): Promise<void> {
  await untilReady(hubs, LONG_MS)
  for (const hub of hubs) expect(await lookUp(hub)).toBe(true)
  await settled(installation)
  for (const { arendeId } of notEmpty(simulators.arenden.open(500))) expectCase(simulators, arendeId)
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
  expect([code, output]).toEqual([0, expect.any(String)])
}

const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1)

;(WHOLE && mayMakeNetworks ? describe : describe.skip)('a cut between hubs and database', () => {
  beforeAll(async () => {
    network = await makeNetwork(2)
    folder = await mkdtemp(join(tmpdir(), 'insyn-net-'))
    shared = await installForTwo({}, { within: network.database })
    ;({ simulators, installation } = shared)
    const settings = join(dirname(installation.state), 'config/demo.yaml')
    const text = await readFile(settings, 'utf8')
    await writeFile(settings, text.replace(shared.url, `\${env:INSYN_TEST_DATABASE|${shared.url}}`))
    for (const machine of [0, 1])
      await network.letOut(machine, Number(new URL(simulators.base).port), join(folder, `out-${machine}`))
    ;({ hubs, asAgent } = await startBoth(shared, startHub))
    await expectAllWell()
  })
  afterAll(async () => {
    for (const hub of hubs) await hub.kill()
    network.stop()
    await shared.remove()
    await rm(folder, { recursive: true })
  })

  test.each([0, 1])('of hub %d: the other one does all the work, and nothing is lost or unlogged', async (machine) => {
    const [cutOff, other] = [hubs[machine], hubs[1 - machine]] as [HubProcess, HubProcess]
    const order = await orderRead()
    network.cut(machine)
    const from = performance.now()
    await until(async () => !(await isReady(cutOff)), LONG_MS)
    console.info(`hub ${machine} is not ready ${seconds(from)} s after the cut`)
    expect((await fetch(`${cutOff.adress}/health/live`)).status).toBe(200)
    expect(await lookUp(cutOff)).toBe(false)
    expect(await lookUp(other)).toBe(true)
    await until(() => isDone(order), LONG_MS)
    console.info(`the order is carried out ${seconds(from)} s after the cut`)
    await settled(installation)
    const meanwhile = await orderRead()
    await until(() => isDone(meanwhile), LONG_MS)
    network.mend(machine)
    const mended = performance.now()
    await expectAllWell()
    console.info(`both are well ${seconds(mended)} s after the wire is mended`)
  })

  test('of both: neither answers, and both go on by themselves', async () => {
    const order = await orderRead()
    for (const machine of [0, 1]) network.cut(machine)
    await until(async () => !(await Promise.all(hubs.map(isReady))).some(Boolean), LONG_MS)
    // Longer than anything of theirs waits before it tries again.
    await delay(15_000)
    for (const hub of hubs) expect(await lookUp(hub)).toBe(false)
    for (const machine of [0, 1]) network.mend(machine)
    const mended = performance.now()
    await until(() => isDone(order), LONG_MS)
    await expectAllWell()
    console.info(`both are well ${seconds(mended)} s after the wires are mended`)
  })

  test('every answer that was given is in a log, and every log verifies', async () => {
    const logged = new Set<string>()
    for (const { logg } of await sql<{ logg: string }>(installation, 'select logg from log_head'))
      for (const { handelseId } of await exportedLog(installation, logg)) logged.add(handelseId)
    expect(answered.length).toBeGreaterThan(6)
    expect(answered.filter((id) => !logged.has(id))).toEqual([])
  })
})
