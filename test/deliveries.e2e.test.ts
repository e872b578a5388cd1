import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sync, untilRows } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { startCity } from './support/sources/simulated-city.ts'

const STADSDEL = 'sodermalm'
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let personnummer = ''
let arendeId = ''

beforeAll(async () => {
  simulators = await startCity(60, 3, password)
  installation = await install(simulators, password)
  hub = await installation.start()
  await hub.ready()
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
  const somebody = Array.from({ length: 60 }, (_, index) => simulators.truthAt(index)).find(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.handlaggare !== undefined,
  )
  personnummer = somebody?.personnummer ?? ''
  arendeId = (await simulators.people.open(personnummer, 'samlad-fraga')).arendeId
  await settled(installation)
}, 60_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

const delivery = (...args: string[]) => installation.insyn('leverans', ...args)
async function change(): Promise<void> {
  simulators.change({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(await sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)).toMatchObject({ code: 0 })
}
const held = () => simulators.arenden.mirrorings(arendeId)

test('what a case holds is listed by reference, and narrowed', async () => {
  const { code, output } = await delivery('lista', '--arende', arendeId, '--status', 'levererad')
  expect(code).toBe(0)
  for (const { uppgiftRef } of notEmpty(held())) expect(output).toContain(`${arendeId} ${uppgiftRef}`)
  expect(output).not.toContain(personnummer)
  expect(await delivery('lista', '--status', 'okand')).toMatchObject({
    code: 2,
    output: 'insyn: --status: there is no okand (there are vantar, parkerad, levererad)\n',
  })
}, 60_000)

test('a pause holds changes back in a running hub, is told by list and doctor, and ends', async () => {
  expect(await delivery('pausa', '--av', 'prov')).toMatchObject({ code: 2 })
  expect(await delivery('pausa', '--av', 'prov', '--skal', 'flytt')).toMatchObject({ code: 0 })
  expect(await delivery('pausa', '--av', 'prov', '--skal', 'flytt')).toMatchObject({ code: 1 })
  const before = held()
  await change()
  const listed = await delivery('lista', '--status', 'vantar')
  expect(listed).toMatchObject({
    code: 3,
    output: expect.stringMatching(/arendesystem is paused since .* by prov: flytt/),
  })
  expect((await installation.insyn('doctor')).output).toContain('deliveries to arendesystem are paused since')
  expect(held()).toEqual(before)
  expect(await delivery('ateruppta', '--av', 'prov')).toMatchObject({ code: 0 })
  await settled(installation)
  expectCase(simulators, arendeId)
  expect(held()).not.toEqual(before)
}, 60_000)

test('what was refused is tried again when it is asked for', async () => {
  simulators.fault({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  await untilRows(installation, `select from delivery where status = 'parkerad'`, (rows) => rows.length > 0)
  expect((await delivery('lista', '--status', 'parkerad')).output).toContain('MALSYSTEM_NEKAR')
  simulators.noErrors()
  expect(await delivery('kor-om', '--av', 'prov')).toMatchObject({ code: 2 })
  expect(await delivery('kor-om', '--av', 'prov', '--orsak', 'MALSYSTEM_NEKAR')).toMatchObject({
    code: 0,
    output: '1 deliveries are tried again\n',
  })
  await settled(installation)
  expectCase(simulators, arendeId)
}, 60_000)

test('a bus that is not there cannot be paused', async () => {
  expect(await delivery('pausa', '--mal', 'buss', '--av', 'prov', '--skal', 'flytt')).toMatchObject({
    code: 1,
    output: 'insyn: the setting kafka is missing\n',
  })
  expect(await delivery('ateruppta', '--mal', 'annat', '--av', 'prov')).toMatchObject({
    code: 2,
    output: 'insyn: --mal: there is no annat (there are arendesystem, buss)\n',
  })
}, 60_000)

test('a purged case has a receipt, and no other case has', async () => {
  expect(await delivery('kvitto', arendeId)).toMatchObject({ code: 1 })
  await simulators.people.close(arendeId)
  await settled(installation)
  const { code, output } = await delivery('kvitto', arendeId)
  expect([code, JSON.parse(output)]).toEqual([
    0,
    expect.objectContaining({ arendeId, uppgifter: expect.objectContaining({ [STADSDEL]: expect.any(Number) }) }),
  ])
}, 60_000)
