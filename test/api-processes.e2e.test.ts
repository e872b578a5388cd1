import { spawnSync } from 'node:child_process'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { freePort } from '../simulators/free-ports.ts'
import type { Truth } from '../simulators/population/truth.ts'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { SESSION_COOKIE } from '../src/console/sign-in/session-store.ts'
import { Browser } from '../src/console/sign-in/testing/browser.ts'
import { agent } from './support/api/caller.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { metricsOf, MONITORING } from './support/hub/metrics.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

jest.setTimeout(120_000)
const PEOPLE = 120

let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>
let people: readonly Truth[]
let measuredAt: string

beforeAll(async () => {
  simulators = await startCity(PEOPLE, 11, 'prov')
  const apart = { adress: '127.0.0.1', port: await freePort() }
  measuredAt = `http://127.0.0.1:${apart.port}`
  installation = await install(simulators, 'prov', { http: { processer: 2, matvarden: apart } })
  hub = await installation.start()
  await hub.ready()
  asAgent = await agent(simulators)
  people = Array.from({ length: PEOPLE }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.values(stadsdelar).some((mangder) => 'beslut' in mangder),
  )
})
afterAll(async () => {
  await installation.remove()
  await simulators.stop()
})

const lookUpAll = () => Promise.all(people.map(({ personnummer }) => asAgent.uppslag(hub.adress, { personnummer })))

/** The processes that serve: the children that run the same program. */
function serving(): number[] {
  const { stdout } = spawnSync('pgrep', ['-P', String(hub.pid), '-f', 'dist/src/main.js'], { encoding: 'utf8' })
  return stdout.split('\n').filter(Boolean).map(Number)
}

test('two processes answer behind one port, into one log that holds', async () => {
  expect(people.length).toBeGreaterThan(20)
  expect(serving()).toHaveLength(2)
  const answer = await lookUpAll()
  for (const [index, { person }] of answer.entries()) expect(person?.efternamn).toBe(people[index]?.efternamn)
  const logIds = answer.flatMap(({ loggId }) => loggId)
  expect(new Set(logIds).size).toBe(logIds.length)
})

test('the figures are those of both and of the one that does the rest, at an address of their own', async () => {
  const text = await metricsOf(measuredAt)
  expect((await fetch(`${hub.adress}/metrics`, { headers: MONITORING })).status).toBe(404)
  expect(text).toContain(`insyn_uppslag_total{outcome="shown"} ${people.length}`)
  expect(text.match(/^insyn_outbox_rows \d+$/gm)).toHaveLength(1)
})

test('one that is killed is replaced, and the other goes on answering', async () => {
  const [victim = 0, survivor = 0] = serving()
  process.kill(victim, 'SIGKILL')
  const [first] = people
  await until(() => serving().length >= 2)
  expect(serving()).toContain(survivor)
  expect(serving()).not.toContain(victim)
  expect(serving()).toHaveLength(2)
  const answer = await asAgent.uppslag(hub.adress, { personnummer: first?.personnummer ?? '' })
  expect(answer.person?.efternamn).toBe(first?.efternamn)
})

test('when all of them are killed the port is served again', async () => {
  const killed = serving()
  for (const one of killed) process.kill(one, 'SIGKILL')
  // A connection that a killed process was being given is never answered: its caller has a time of its own.
  const live = () => fetch(`${hub.adress}/health/live`, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined)
  await until(async () => (await live())?.status === 200)
  await until(() => serving().length === 2)
  expect(serving().filter((one) => killed.includes(one))).toEqual([])
  const [first] = people
  const answer = await asAgent.uppslag(hub.adress, { personnummer: first?.personnummer ?? '' })
  expect(answer.person?.efternamn).toBe(first?.efternamn)
})

test('who has signed in at one process is signed in at all, and signs out of all', async () => {
  const signIn = async (who: string, path: string) => {
    const browser = new Browser()
    const chooser = await browser.follow(await browser.get(`${hub.adress}/logga-in?till=${path}`))
    const page = await browser.follow(await browser.post(chooser.url, { person: who }))
    return { browser, csrf: /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? '' }
  }
  const [agentAt, operator] = [await signIn('sara.lind', '/uppslag'), await signIn('mats.ekdahl', '/drift')]
  const [first] = people
  const call = { andamal: 'samlad-fraga', arende: 'KC-1', identifiering: 'bankid', relation: 'sjalv', kind: 'auto' }
  const { csrf } = agentAt
  const form = { csrf, ...call, number: first?.personnummer ?? '' }
  const { headers } = await agentAt.browser.post(`${hub.adress}/uppslag`, form)
  // The session, the number that is kept for it, and the token of its forms.
  const agentCookie = `${SESSION_COOKIE}=${agentAt.browser.cookie(SESSION_COOKIE) ?? ''}`
  const views = await Promise.all(
    [1, 2].map(() => fetch(`${hub.adress}${headers.get('location') ?? ''}`, { headers: { cookie: agentCookie } })),
  )
  for (const view of views) expect(await view.text()).toContain(first?.efternamn)

  // Each of a connection of its own, and so at each of the processes.
  const cookie = `${SESSION_COOKIE}=${operator.browser.cookie(SESSION_COOKIE) ?? ''}`
  const streams = await Promise.all(
    [1, 2].map(() => fetch(`${hub.adress}/drift/handelser`, { headers: { cookie, accept: 'text/event-stream' } })),
  )
  expect(streams.map(({ status }) => status)).toEqual([200, 200])
  const ended = Promise.all(streams.map((one) => one.text().catch(() => 'ended')))
  await operator.browser.post(`${hub.adress}/logga-ut`, { csrf: operator.csrf })
  expect(await ended).toEqual(['ended', 'ended'])
  const answer = await fetch(`${hub.adress}/drift`, { headers: { cookie }, redirect: 'manual' })
  expect(answer.headers.get('location')).toMatch(/^\/logga-in/)
})

test('Ctrl-C ends all of them in order', async () => {
  const before = serving()
  expect(before).toHaveLength(2)
  expect(await hub.stop()).toBe(0)
  for (const pid of before) expect(() => process.kill(pid, 0)).toThrow()
})
