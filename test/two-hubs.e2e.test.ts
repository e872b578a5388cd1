import { Agent, createServer, get as httpGet, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
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
