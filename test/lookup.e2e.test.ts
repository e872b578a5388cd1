import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { startCity, THREE_STADSDELAR } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'

const COUNT = 300
const password = 'prov'
const PUBLIC = 'https://insyn.stad.example/insyn'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>

beforeAll(async () => {
  simulators = await startCity(COUNT, 7, password)
  installation = await install(simulators, password, { http: { publikAdress: PUBLIC }, konsol: undefined })
  hub = await installation.start()
  await hub.ready()
  asAgent = await agent(simulators)
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

const people = () => Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
const unprotected = () => people().filter(({ skydd }) => skydd === 'ingen')

test('a lookup by personnummer shows every unprotected person as the sources hold them, field by field', async () => {
  for (const truth of notEmpty(unprotected()))
    expectTruth(await asAgent.uppslag(hub.adress, { personnummer: truth.personnummer }), truth)
}, 120_000)

test('people with data in two districts are among them, and an operator finds their lookups in both controllers’ logs', async () => {
  const moved = unprotected().filter(({ stadsdelar }) => Object.keys(stadsdelar).length === 2)
  expect(moved.length).toBeGreaterThan(2)
  for (const { personnummer, stadsdelar } of moved.slice(0, 3)) {
    const { loggId } = await asAgent.uppslag(hub.adress, { personnummer })
    expect(loggId).toHaveLength(1)
    const { code, output } = await installation.insyn('logg', 'hitta', loggId[0] ?? '', '--av', 'prov')
    expect(code).toBe(0)
    const logs = [...output.matchAll(/^([a-z-]+)\/\d+$/gm)].map(([, log]) => log)
    expect(logs.sort()).toEqual(Object.keys(stadsdelar).sort())
  }
}, 60_000)

test('an id that the hub has not given is refused with a reason, and without --av none is looked up', async () => {
  const [id = ''] = (await asAgent.uppslag(hub.adress, { personnummer: '200306252396' })).loggId
  const forged = `${id.slice(0, 100)}${id[100] === 'A' ? 'B' : 'A'}${id.slice(101)}`
  for (const [given, reason] of [
    [[forged, '--av', 'prov'], /has not given that loggId/],
    [['bromma/7', '--av', 'prov'], /has not given that loggId/],
    [[id], /'--av <namn>' not specified/],
  ] as const) {
    const { code, output } = await installation.insyn('logg', 'hitta', ...given)
    expect([code, output]).toEqual([2, expect.stringMatching(reason)])
  }
}, 60_000)

test('an invoice finds the same person by its OCR number and by its own number', async () => {
  const invoiced = unprotected().flatMap((truth) =>
    Object.values(truth.stadsdelar)
      .flatMap(({ faktura = [] }) => faktura as readonly { ocrNummer: string; fakturanummer: string }[])
      .slice(0, 1)
      .map(({ ocrNummer, fakturanummer }) => ({ truth, ocrNummer, fakturanummer })),
  )
  expect(invoiced.length).toBeGreaterThan(50)
  for (const { truth, ocrNummer, fakturanummer } of invoiced.slice(0, 60)) {
    expectTruth(await asAgent.uppslag(hub.adress, { ocrNummer }), truth)
    expectTruth(await asAgent.uppslag(hub.adress, { fakturanummer }), truth)
  }
}, 120_000)

test('protected persons of every grade and a number nobody has answer alike', async () => {
  const shapes = new Set<string>()
  const protectedOnes = people().filter(({ skydd }) => skydd !== 'ingen')
  expect(new Set(protectedOnes.map(({ skydd }) => skydd)).size).toBe(3)
  for (const personnummer of [...protectedOnes.map((one) => one.personnummer), '200306252396']) {
    const { uppslagId, loggId, tidpunkt, personId, ...rest } = await asAgent.uppslag(hub.adress, { personnummer })
    expect([uppslagId, loggId, tidpunkt]).not.toContain(undefined)
    shapes.add(JSON.stringify({ ...rest, personId: String(personId).length, loggId: loggId.map((id) => id.length) }))
  }
  expect(shapes.size).toBe(1)
})

test('what the hub says of itself leads to its public address, also where no handler has read the request', async () => {
  for (const [authorization, status, page] of [
    ['', 401, 'token-ogiltig'],
    ['a'.repeat(40_000), 431, 'begaran-ogiltig'],
  ] as const) {
    const answer = await fetch(`${hub.adress}/api/v1/larm`, { headers: { authorization } })
    const { type } = (await answer.json()) as { type: string }
    expect([answer.status, type]).toEqual([status, `${PUBLIC}/problem/${page}`])
    const own = await fetch(type.replace(PUBLIC, hub.adress))
    expect([own.status, own.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8'])
  }
  const document = (await (await fetch(`${hub.adress}/api/v1/openapi.json`)).json()) as { servers: { url: string }[] }
  expect(document.servers[0]?.url).toBe(`${PUBLIC}/api/v1`)
})

test('every source that the purpose reaches says that it is fresh', async () => {
  const { kallor } = await asAgent.uppslag(hub.adress, { personnummer: '200306252396' })
  const reached = kallor.filter(({ status }) => status !== 'ingar-ej')
  expect(reached).toHaveLength(2 * THREE_STADSDELAR.length)
  expect(new Set(reached.map(({ status }) => status))).toEqual(new Set(['aktuell']))
})
