import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { servicehandlaggare } from './support/api/caller.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { expectTruth } from './support/sources/truth.ts'

const ANTAL = 600
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let agent: Awaited<ReturnType<typeof servicehandlaggare>>

beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 7, idag }, port: 0, losenord })
  installation = await install(simulators, losenord)
  hub = await installation.start()
  await hub.ready()
  agent = await servicehandlaggare(simulators)
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

const people = () => Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index))
const unprotected = () => people().filter(({ skydd }) => skydd === 'ingen')

test('a lookup by personnummer shows every unprotected person as the sources hold them, field by field', async () => {
  for (const sanning of unprotected())
    expectTruth(await agent.uppslag(hub.adress, { personnummer: sanning.personnummer }), sanning)
}, 120_000)

test('people with data in two districts are among them, and their lookups are in both controllers’ logs', async () => {
  const moved = unprotected().filter(({ stadsdelar }) => Object.keys(stadsdelar).length === 2)
  expect(moved.length).toBeGreaterThan(2)
  for (const { personnummer, stadsdelar } of moved) {
    const { loggId } = await agent.uppslag(hub.adress, { personnummer })
    expect(loggId.map((id) => id.split('/')[0]).sort()).toEqual(Object.keys(stadsdelar).sort())
  }
})

test('an invoice finds the same person by its OCR number and by its own number', async () => {
  const invoiced = unprotected().flatMap((sanning) =>
    Object.values(sanning.stadsdelar)
      .flatMap(({ faktura = [] }) => faktura as readonly { ocrNummer: string; fakturanummer: string }[])
      .slice(0, 1)
      .map(({ ocrNummer, fakturanummer }) => ({ sanning, ocrNummer, fakturanummer })),
  )
  expect(invoiced.length).toBeGreaterThan(50)
  for (const { sanning, ocrNummer, fakturanummer } of invoiced.slice(0, 60)) {
    expectTruth(await agent.uppslag(hub.adress, { ocrNummer }), sanning)
    expectTruth(await agent.uppslag(hub.adress, { fakturanummer }), sanning)
  }
}, 120_000)

test('protected persons of every grade and a number nobody has answer alike', async () => {
  const shapes = new Set<string>()
  const protectedOnes = people().filter(({ skydd }) => skydd !== 'ingen')
  expect(new Set(protectedOnes.map(({ skydd }) => skydd)).size).toBe(3)
  for (const personnummer of [...protectedOnes.map((one) => one.personnummer), '200306252396']) {
    const { uppslagId, loggId, tidpunkt, personId, ...rest } = await agent.uppslag(hub.adress, { personnummer })
    expect([uppslagId, loggId, tidpunkt]).not.toContain(undefined)
    shapes.add(JSON.stringify({ ...rest, personId: String(personId).length }))
  }
  expect(shapes.size).toBe(1)
})

test('every source says that it is fresh', async () => {
  const { kallor } = await agent.uppslag(hub.adress, { personnummer: '200306252396' })
  expect(kallor).toHaveLength(22)
  expect(new Set(kallor.map(({ status }) => status))).toEqual(new Set(['aktuell']))
})
