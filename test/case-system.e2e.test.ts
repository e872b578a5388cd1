import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { campaign } from './support/campaign.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sync, untilRows } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

const COUNT = 200
const CASES = 5
const STADSDEL = 'sodermalm'
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let round = 0

beforeAll(async () => {
  simulators = await startCity(COUNT, 3, password)
  installation = await install(simulators, password)
  hub = await startHub()
  const people = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
  const some = people.filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.handlaggare !== undefined,
  )
  for (const { personnummer } of some.slice(0, CASES)) await simulators.people.open(personnummer, 'samlad-fraga')
  await settled(installation)
}, 240_000)
beforeEach(() => simulators.noErrors())
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

async function startHub(): Promise<HubProcess> {
  const started = await installation.start()
  await started.ready()
  await simulators.people.begin({ hubb: started.adress, oppna: 0 })
  return started
}

const cases = () => simulators.arenden.open(500).map(({ arendeId }) => arendeId)
const held = () => cases().map((arendeId) => simulators.arenden.mirrorings(arendeId))

/** One change of everybody with a handläggare in the district, read into the mirror. */
async function change(): Promise<void> {
  simulators.change({ slag: 'storm', stadsdel: STADSDEL, antal: COUNT, round: ++round })
  expect(await sync(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)).toMatchObject({ code: 0 })
}

interface Delivery {
  readonly status: string
  readonly reason: string
}

/** What the deliveries say of themselves once so many of them have been tried in vain. */
async function tried(atLeast: number): Promise<Delivery[]> {
  // One look: what is counted and what is told must be of the same moment.
  const rows = await untilRows<Delivery>(
    installation,
    'select status, reason from delivery where reason is not null',
    (some) => some.length >= atLeast,
    { everyMs: 50, withinMs: 30_000 },
  )
  if (rows.length < atLeast) throw new Error('the deliveries were not tried')
  return [...new Map(rows.map((row) => [`${row.status} ${row.reason}`, row])).values()]
}

async function expectTruthInCases(): Promise<void> {
  await settled(installation)
  expect(cases()).toHaveLength(CASES)
  for (const arendeId of cases()) expectCase(simulators, arendeId)
}

test('the cases hold what the sources hold', expectTruthInCases)

test.each(campaign(['html'] as const, ['fault', 'html', 'tomt', 'nere'] as const))(
  'a case system that answers with %s keeps what it held, and gets what it missed when it is well',
  async (fault) => {
    const before = held()
    simulators.fault({ peer: 'arendesystem', fel: fault })
    await change()
    expect(await tried(CASES)).toEqual([{ status: 'vantar', reason: 'MALSYSTEM_OTILLGANGLIGT' }])
    expect(held()).toEqual(before)

    simulators.noErrors()
    await expectTruthInCases()
    expect(held()).not.toEqual(before)
  },
  60_000,
)

test('what a slow case system took without saying so is neither doubled nor left there for a person who is protected', async () => {
  const [arendeId = ''] = cases()
  const { personnummer = '' } = simulators.arenden.arende(arendeId) ?? {}
  simulators.fault({ peer: 'arendesystem', fel: 'sen', operation: 'skriv', antal: CASES - 1 })
  simulators.fault({ peer: 'arendesystem', fel: 'droppar', operation: 'skriv', antal: 1 })
  await change()
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await sync(installation, '--stadsdel', STADSDEL)
  await expectTruthInCases()
  expect(simulators.arenden.mirrorings(arendeId)).toEqual([])

  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await sync(installation)
  await expectTruthInCases()
}, 240_000)

test('what the case system refuses is set aside with the reason until it changes; a removal never is', async () => {
  const before = held()
  simulators.fault({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  expect(await tried(CASES)).toEqual([{ status: 'parkerad', reason: 'MALSYSTEM_NEKAR' }])
  simulators.noErrors()
  await delay(500)
  expect(held()).toEqual(before)
  await change()
  await expectTruthInCases()

  const [arendeId = ''] = cases()
  const { personnummer = '' } = simulators.arenden.arende(arendeId) ?? {}
  const uppgifter = simulators.arenden.mirrorings(arendeId).length
  simulators.fault({ peer: 'arendesystem', fel: 'nekad' })
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await sync(installation, '--stadsdel', STADSDEL)
  expect(await tried(uppgifter)).toEqual([{ status: 'vantar', reason: 'MALSYSTEM_NEKAR' }])
  simulators.noErrors()
  await settled(installation)
  expect(simulators.arenden.mirrorings(arendeId)).toEqual([])
  simulators.change({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await sync(installation)
  await expectTruthInCases()
}, 240_000)

test('a start that gets no whole list of cases closes none, and sends again what was refused before', async () => {
  simulators.fault({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  await tried(CASES)
  await hub.stop()
  const before = held()
  simulators.noErrors()
  simulators.fault({ peer: 'arendesystem', operation: 'oppnaArenden', fel: 'tomt' })
  hub = await startHub()
  await expectTruthInCases()
  expect(held()).not.toEqual(before)
}, 480_000)

test('a closed case is purged as soon as the case system can be told', async () => {
  const [arendeId = ''] = cases()
  simulators.fault({ peer: 'arendesystem', operation: 'rensa', fel: 'fault' })
  await simulators.people.close(arendeId)
  await delay(500)
  expect(simulators.arenden.mirrorings(arendeId)).not.toEqual([])
  simulators.noErrors()
  await settled(installation)
  expect(simulators.arenden.mirrorings(arendeId)).toEqual([])
}, 480_000)
