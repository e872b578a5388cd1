import { Agent, createServer, get as httpGet, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
import { sql, untilRows } from './support/database/mirror-state.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { until } from './support/until.ts'

jest.setTimeout(240_000)
const DRAIN_MS = 1_500

let simulators: StartedSimulators
let installation: Installation
let hubs: HubProcess[]
let asAgent: Awaited<ReturnType<typeof agent>>

beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: 30, seed: 9, today }, port: 0, losenord: 'prov' })
  installation = await install(simulators, 'prov', { http: { utfasningMs: DRAIN_MS } })
  const first = await installation.start()
  await first.ready()
  hubs = [first, await installation.start()]
  asAgent = await agent(simulators)
})
afterAll(async () => {
  for (const hub of hubs) await hub.kill()
  await installation.remove()
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

const ORDER_LOCK = 0x1c5f_0017 * 2 ** 20
const order = async (key: string): Promise<number> => {
  const [row] = await sql<{ id: number }>(
    installation,
    `insert into run_order (key, kind, scopes, ordered_by, reason)
     values ($1, 'fullstandig', '[{"source":"paraplyet","stadsdel":"bromma"}]', 'prov', 'prov') returning id`,
    [key],
  )
  return row?.id ?? 0
}

/** The process whose session holds the lock of this order; waits until there is one, other than `not`. */
async function leaderOf(id: number, not = 0): Promise<number> {
  const rows = await untilRows<{ pid: number }>(
    installation,
    `select replace(a.application_name, 'insyn-', '')::int as pid from pg_locks l join pg_stat_activity a using (pid)
      where l.locktype = 'advisory' and (l.classid::bigint << 32) + l.objid::bigint = ${ORDER_LOCK + id}`,
    (found) => found[0] !== undefined && found[0].pid !== not,
  )
  const [row] = rows
  if (row === undefined) throw new Error(`nobody carries out the order ${id}`)
  return row.pid
}

test.each(campaign(['SIGSTOP', 'SIGKILL'] as const, ['SIGSTOP', 'SIGKILL', 'SIGTERM'] as const))(
  'what a hub is doing when it gets %s another takes over within ten seconds, and answers meanwhile',
  async (signal) => {
    // A byte now and then: the read goes on for as long as it is let.
    simulators.fault({ peer: 'paraplyet', fel: 'droppar', stadsdel: 'bromma' })
    const id = await order(`${signal}-${Date.now()}`)
    const leader = await leaderOf(id)
    const other = hubs.find(({ pid }) => pid !== leader)
    const place = hubs.findIndex(({ pid }) => pid === leader)
    process.kill(leader, signal)
    const since = Date.now()
    const { personnummer } = simulators.truthAt(0)
    const lookup = await asAgent.uppslag(other?.adress ?? '', { personnummer })
    expect(lookup.loggId).not.toEqual([])
    expect(await leaderOf(id, leader)).toBe(other?.pid)
    expect(Date.now() - since).toBeLessThan(10_000)

    if (signal === 'SIGSTOP') process.kill(leader, 'SIGCONT')
    else hubs[place] = await installation.start()
    simulators.noErrors()
    const ended = await untilRows<{ failed: unknown[] }>(
      installation,
      `select failed from run_order where id = ${id} and ended_at is not null`,
      (rows) => rows.length > 0,
    )
    expect(ended).toEqual([{ failed: [] }])
    const runs = await sql<{ status: string; count: number }>(
      installation,
      'select status, count(*) from sync_run where ordered = $1 group by status order by status',
      [id],
    )
    expect(runs).toEqual([
      { status: 'avbruten', count: 1 },
      { status: 'lyckad', count: 1 },
    ])
    await until(async () => (await Promise.all(hubs.map(isReady))).every(Boolean))
  },
)
