import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, synk } from './support/database/mirror-state.ts'

const STADSDEL = 'hagersten-alvsjo'
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let personnummer = ''
let arendeId = ''

beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: 60, seed: 3, idag }, port: 0, losenord })
  installation = await install(simulators, losenord)
  hub = await installation.start()
  await hub.ready()
  await simulators.manniskor.borja({ hubb: hub.adress, oppna: 0 })
  const somebody = Array.from({ length: 60 }, (_, index) => simulators.sanningAt(index)).find(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.handlaggare !== undefined,
  )
  personnummer = somebody?.personnummer ?? ''
  arendeId = (await simulators.manniskor.oppna(personnummer, 'samlad-fraga')).arendeId
  await settled(installation)
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

const leverans = (...args: string[]) => installation.insyn('leverans', ...args)
async function change(): Promise<void> {
  simulators.andra({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(await synk(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)).toMatchObject({ code: 0 })
}
const held = () => simulators.arenden.speglingar(arendeId)

test('what a case holds is listed by reference, and narrowed', async () => {
  const { code, output } = await leverans('lista', '--arende', arendeId, '--status', 'levererad')
  expect(code).toBe(0)
  for (const { uppgiftRef } of held()) expect(output).toContain(`${arendeId} ${uppgiftRef}`)
  expect(output).not.toContain(personnummer)
  expect(await leverans('lista', '--status', 'okand')).toMatchObject({
    code: 1,
    output: 'insyn: --status is one of vantar, parkerad, levererad\n',
  })
}, 30_000)

test('a pause holds changes back in a running hub, is told by list and doctor, and ends', async () => {
  expect(await leverans('pausa', '--av', 'prov')).toMatchObject({ code: 1 })
  expect(await leverans('pausa', '--av', 'prov', '--skal', 'flytt')).toMatchObject({ code: 0 })
  expect(await leverans('pausa', '--av', 'prov', '--skal', 'flytt')).toMatchObject({ code: 1 })
  const before = held()
  await change()
  const listed = await leverans('lista', '--status', 'vantar')
  expect(listed).toMatchObject({
    code: 3,
    output: expect.stringMatching(/arendesystem is paused since .* by prov: flytt/),
  })
  expect((await installation.insyn('doctor')).output).toContain('deliveries to arendesystem are paused since')
  expect(held()).toEqual(before)
  expect(await leverans('ateruppta', '--av', 'prov')).toMatchObject({ code: 0 })
  await settled(installation)
  expectCase(simulators, arendeId)
  expect(held()).not.toEqual(before)
}, 60_000)

test('what was refused is tried again when it is asked for', async () => {
  simulators.fel({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  let parked = ''
  while (!parked.includes('MALSYSTEM_NEKAR')) parked = (await leverans('lista', '--status', 'parkerad')).output
  simulators.ingaFel()
  expect(await leverans('kor-om', '--av', 'prov')).toMatchObject({ code: 1 })
  expect(await leverans('kor-om', '--av', 'prov', '--orsak', 'MALSYSTEM_NEKAR')).toMatchObject({
    code: 0,
    output: '1 deliveries are tried again\n',
  })
  await settled(installation)
  expectCase(simulators, arendeId)
}, 60_000)

test('a bus that is not there cannot be paused', async () => {
  expect(await leverans('pausa', '--mal', 'buss', '--av', 'prov', '--skal', 'flytt')).toMatchObject({
    code: 1,
    output: 'insyn: the settings have no kafka\n',
  })
  expect(await leverans('ateruppta', '--mal', 'annat', '--av', 'prov')).toMatchObject({
    code: 1,
    output: 'insyn: --mal is one of arendesystem, buss\n',
  })
}, 30_000)

test('a purged case has a receipt, and no other case has', async () => {
  expect(await leverans('kvitto', arendeId)).toMatchObject({ code: 1 })
  await simulators.manniskor.stang(arendeId)
  await settled(installation)
  const { code, output } = await leverans('kvitto', arendeId)
  expect([code, JSON.parse(output)]).toEqual([
    0,
    expect.objectContaining({ arendeId, uppgifter: expect.objectContaining({ [STADSDEL]: expect.any(Number) }) }),
  ])
}, 30_000)
