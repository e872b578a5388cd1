import { readFile, writeFile } from 'node:fs/promises'
import { Agent, createServer, get as httpGet, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { addOrder } from '../src/operations/run-orders.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
import { sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { type SpoilingProxy, startSpoilingProxy } from './support/sources/spoiling-proxy.ts'
import { until } from './support/until.ts'

jest.setTimeout(240_000)
const DRAIN_MS = 1_500

let simulators: StartedSimulators
let installation: Installation
/** Before one source. */
let source: SpoilingProxy
let hubs: HubProcess[]
let asAgent: Awaited<ReturnType<typeof agent>>

beforeAll(async () => {
  simulators = await startCity(30, 9, 'prov')
  installation = await install(simulators, 'prov', { http: { utfasningMs: DRAIN_MS } })
  source = await startSpoilingProxy(`${simulators.base}/paraplyet/bromma`)
  const settings = join(installation.state, '../config/demo.yaml')
  const text = await readFile(settings, 'utf8')
  await writeFile(settings, text.replace(/\S+\/paraplyet\/bromma/, source.url))
  const first = await installation.start()
  await first.ready()
  hubs = [first, await installation.start()]
  asAgent = await agent(simulators)
})
afterAll(async () => {
  for (const hub of hubs) await hub.kill()
  await installation.remove()
  await source.stop()
  await simulators.stop()
})

const isReady = (hub: HubProcess): Promise<boolean> =>
  new Promise((resolve) => {
    httpGet(`${hub.adress}/health/ready`, (answer) => resolve(answer.resume().statusCode === 200)).on('error', () =>
      resolve(false),
    )
  })

/** Round robin over the hubs that said that they are ready a moment ago; connections to them are kept. It tries nothing twice. */
async function startProxy(): Promise<{ address: string; stop(): Promise<void> }> {
  const kept = new Agent({ keepAlive: true })
  let serving: HubProcess[] = []
  let turn = 0
  let following = true
  const look = async () => {
    while (following) {
      const answers = await Promise.all(hubs.map(isReady))
      serving = hubs.filter((_, place) => answers[place] === true)
      await delay(200)
    }
  }
  const watching = look()
  const server: Server = createServer((req, res) => {
    const hub = serving[turn++ % Math.max(1, serving.length)]
    if (hub === undefined) return void res.writeHead(502).end('nobody is ready')
    const { method, headers } = req
    const onward = request(`${hub.adress}${req.url ?? ''}`, { agent: kept, method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, { 'content-type': answer.headers['content-type'] ?? 'text/plain' })
      answer.pipe(res)
    })
    onward.on('error', (error) => res.writeHead(502).end(String(error)))
    req.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  await until(() => serving.length === hubs.length)
  return {
    address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      following = false
      await watching
      kept.destroy()
      server.closeAllConnections()
      server.close()
    },
  }
}

test('each of two hubs is restarted while lookups go on, and none is unanswered', async () => {
  const proxy = await startProxy()
  const { personnummer } = simulators.truthAt(0)
  const answered: number[] = []
  const failures: string[] = []
  let going = true
  const inFlight = new Set<Promise<unknown>>()
  const stream = (async () => {
    while (going) {
      const lookup = asAgent.uppslag(proxy.address, { personnummer }).then(
        () => answered.push(Date.now()),
        (error: unknown) => failures.push(String(error)),
      )
      inFlight.add(lookup.finally(() => inFlight.delete(lookup)))
      await delay(campaign(20, 5))
    }
  })()
  for (const place of [0, 1]) {
    expect(await hubs[place]?.stop()).toBe(0)
    const before = answered.length
    hubs[place] = await installation.start()
    await until(() => answered.length > before + 20)
  }
  going = false
  await stream
  await Promise.all(inFlight)
  await proxy.stop()
  expect(failures).toEqual([])
  expect(answered.length).toBeGreaterThan(100)
})

const ENDS = {
  /** In order: what it was doing is not waited for. */
  stopped: { end: (hub: HubProcess) => void process.kill(hub.pid, 'SIGTERM'), again: startAgain },
  killed: { end: (hub: HubProcess) => hub.kill(), again: startAgain },
  frozen: {
    end: (hub: HubProcess) => void process.kill(hub.pid, 'SIGSTOP'),
    again: (place: number) => void process.kill(hubs[place]?.pid ?? 0, 'SIGCONT'),
  },
} as const

async function startAgain(place: number): Promise<void> {
  hubs[place] = await installation.start()
}

/** The place of the hub that carries out an order: it holds the lock of that order. */
async function workingOn(order: number): Promise<number> {
  const [holder] = await sql<{ pid: number }>(
    installation,
    `select substr(application_name, 7)::int as pid from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and granted and objsubid = 1 and ((classid::bigint << 32) | objid::bigint) % 1048576 = $1
        and application_name like 'insyn-%' and classid <> 0`,
    [order],
  )
  return hubs.findIndex(({ pid }) => pid === holder?.pid)
}

test.each(campaign(['killed'] as const, ['stopped', 'killed', 'frozen'] as const))(
  'a read that one hub is in the middle of when it is %s is begun by the other',
  async (how) => {
    await until(async () => (await Promise.all(hubs.map(isReady))).every(Boolean), 120_000)
    const asked: number[] = []
    let release: () => void = () => undefined
    const released = new Promise<void>((resolve) => (release = resolve))
    source.spoil = async ({ asked: request, body }) => {
      if (!request.includes('LasAllt')) return body
      // The first answer is held until the test is over.
      if (asked.push(performance.now()) === 1) await released
      return body
    }
    const pool = installation.database()
    const order = await addOrder(pool, {
      ...{ key: how, kind: 'fullstandig', scopes: [{ source: 'paraplyet', stadsdel: 'bromma' }] },
      ...{ by: 'Mats Ekdahl', reason: 'prov', now: new Date() },
    })
    await pool.end()
    await until(() => asked.length >= 1, 120_000)
    const leader = await workingOn(order.id)
    expect([0, 1]).toContain(leader)
    const begun = performance.now()
    await ENDS[how].end(hubs[leader] as HubProcess)
    await until(() => asked.length >= 2, 120_000)
    const seconds = ((asked[1] ?? 0) - begun) / 1000
    console.info(`${how}: the other hub began to read after ${seconds.toFixed(1)} s`)
    expect(seconds).toBeLessThanOrEqual(30)

    const done = () =>
      sql<{ failed: unknown }>(
        installation,
        `select failed from run_order where id = ${order.id} and ended_at is not null`,
      )
    await until(async () => (await done()).length === 1, 120_000)
    expect(await done()).toEqual([{ failed: [] }])
    release()
    await ENDS[how].again(leader)
    await until(() => isReady(hubs[leader] as HubProcess), 120_000)
  },
)
