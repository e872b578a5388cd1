import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { uppgifterIn } from '../src/adapters/supportmanagement/errand.ts'
import { expectMirrored } from './support/case-system/case-truth.ts'
import {
  MUNICIPALITY,
  NAMESPACE,
  type SimulatedSupportManagement,
  startSupportManagement,
} from './support/case-system/simulated-support-management.ts'
import { settled, sync } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

const COUNT = 100
const CASES = 5
const STADSDEL = 'sodermalm'
const password = 'prov'
let simulators: StartedSimulators
let system: SimulatedSupportManagement
let installation: Installation
let hub: HubProcess | undefined
/** Errand by person. */
const errands = new Map<string, string>()

beforeAll(async () => {
  simulators = await startCity(COUNT, 3, password)
  system = await startSupportManagement(password, { prepared: false })
  const supportManagement = {
    schemaUrl: system.schemaUrl,
    kommun: MUNICIPALITY,
    namnrymd: NAMESPACE,
    avsandare: 'insyn',
    oppnaStatus: ['NEW', 'ONGOING'],
  }
  const arendesystem = { url: system.url, token: password, supportManagement }
  installation = await install(simulators, password, { arendesystem })
}, 60_000)
afterAll(async () => {
  await hub?.stop()
  system.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

/** As the contact centre's own system tells it. */
async function tell(errandId: string, body: object): Promise<void> {
  const { access_token } = await simulators.issue({
    slutanvandare: 'kc.support-management',
    roller: ['arendesystem'],
    klient: 'arendesystem',
  })
  const answer = await fetch(`${hub?.adress}/api/v1/arenden/${errandId}`, {
    method: 'PUT',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  expect(answer.status).toBe(200)
}

const held = (errandId: string) => uppgifterIn(system.errand(errandId))

async function expectTruthInErrands(): Promise<void> {
  await settled(installation)
  for (const [personnummer, errandId] of errands) {
    const truth = simulators.truth(personnummer)
    if (truth === undefined) throw new Error('the errand is about nobody')
    expectMirrored(truth, held(errandId))
  }
}

test('doctor tells what support-management lacks, one thing after the other, and the schemas are registered by a command', async () => {
  expect(await installation.insyn('doctor')).toMatchObject({
    code: 1,
    output: expect.stringContaining('namespace KONTAKTCENTER has no namespace-config'),
  })
  system.namnrymd.config = { displayName: 'Kontaktcenter', shortCode: 'KC', accessControl: true }
  expect((await installation.insyn('doctor')).output).toContain('status NEW is not registered')
  for (const name of ['NEW', 'ONGOING', 'SOLVED']) system.namnrymd.statuses.set(name, { name })
  expect((await installation.insyn('doctor')).output).toContain('2281_insyn-beslut_1.2 is not registered')
  const registered = await installation.insyn('arendesystem', 'scheman')
  expect(registered).toMatchObject({ code: 0, output: expect.stringContaining('2281_insyn-beslut_1.2 is registered') })
  const well = await installation.insyn('doctor')
  expect(well).toMatchObject({ code: 0, output: expect.stringContaining('note: written into errands') })
  expect(well.output).toContain('nobody can delete: beslut, ')
}, 60_000)

test('an errand that opens is filled with what its person’s sources hold', async () => {
  hub = await installation.start()
  await hub.ready()
  const people = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.handlaggare !== undefined,
  )
  for (const { personnummer } of people.slice(0, CASES)) {
    const errandId = system.create()
    errands.set(personnummer, errandId)
    await tell(errandId, { status: 'oppnat', personnummer, andamal: 'samlad-fraga' })
  }
  expect(errands.size).toBe(CASES)
  await expectTruthInErrands()
  for (const errandId of errands.values())
    expect(system.errand(errandId).parameters.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['insyn-stadsdel', 'insyn-handlaggare']),
    )
}, 60_000)

test('a change in the source reaches the errands, and the names that they register follow', async () => {
  const named = () =>
    [...errands.values()].map(
      (id) => system.errand(id).parameters.find(({ key }) => key === 'insyn-handlaggare')?.values,
    )
  const before = named()
  for (const personnummer of errands.keys())
    simulators.change({ slag: 'byt-handlaggare', personnummer, stadsdel: STADSDEL })
  expect(await sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)).toMatchObject({ code: 0 })
  await expectTruthInErrands()
  named().forEach((names, i) => expect(names).not.toEqual(before[i]))
}, 60_000)

test('without the JSON-schema service writes wait and a person who becomes protected is taken out all the same', async () => {
  const [personnummer = '', errandId = ''] = [...errands][0] ?? []
  system.fel.set({ peer: 'support-management', operation: 'json-schema', fel: 'nere' })
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)
  while (system.errand(errandId).jsonParameters.length > 0) await delay(50)
  system.fel.purge()
  await expectTruthInErrands()
  expect(system.errand(errandId)).toMatchObject({ externalTags: [], parameters: [] })
}, 60_000)

test('what a person’s save has kept of somebody who became protected is told, and what an old form brings back goes again', async () => {
  const [, [personnummer = '', errandId = ''] = []] = [...errands]
  const { externalTags, parameters, jsonParameters } = system.errand(errandId)
  expect(jsonParameters.length).toBeGreaterThan(0)
  const before = system.history(errandId).revisions.length
  // As somebody at the contact centre does, who has the errand open.
  system.change(errandId, { title: 'Ringer igen' })
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)
  const empty = async () => {
    while (system.errand(errandId).jsonParameters.length + system.errand(errandId).parameters.length > 0)
      await delay(50)
  }
  await empty()
  system.change(errandId, { externalTags, parameters, jsonParameters })
  await empty()
  await settled(installation)
  expect(system.history(errandId).revisions).toHaveLength(before + 2)
  const { output } = await installation.insyn('doctor')
  expect(output).toContain(
    `note: ${jsonParameters.length} uppgifter that were taken out of errands stand in revisions of 1`,
  )
}, 60_000)

test('the errands hold what they should by the hub’s own reckoning, and one that somebody has emptied is found and mended', async () => {
  const reconcile = (...args: string[]) => installation.insyn('avstamning', '--av', 'prov', ...args)
  expect(await reconcile()).toMatchObject({ code: 0 })
  const [, errandId = ''] = [...errands][2] ?? []
  system.change(errandId, { jsonParameters: [] })
  expect(await reconcile()).toMatchObject({ code: 3 })
  await reconcile('--reparera')
  await expectTruthInErrands()
  expect(await reconcile()).toMatchObject({ code: 0 })
}, 120_000)

test('a closed errand is emptied of everything of ours, and every request has followed the service’s own document', async () => {
  for (const [personnummer, errandId] of errands) {
    system.change(errandId, { status: 'SOLVED' })
    await tell(errandId, { status: 'stangt', personnummer, andamal: 'samlad-fraga' })
  }
  for (const errandId of errands.values()) {
    while (system.errand(errandId).jsonParameters.length > 0) await delay(50)
    while (system.errand(errandId).parameters.length > 0) await delay(50)
    expect(system.errand(errandId)).toMatchObject({ jsonParameters: [], externalTags: [], parameters: [] })
  }
  expect(system.shortcomings).toEqual([])
}, 60_000)
