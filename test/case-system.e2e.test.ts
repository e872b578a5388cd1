import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, sql, synk } from './support/database/mirror-state.ts'

const ANTAL = 200
const CASES = 5
const STADSDEL = 'hagersten-alvsjo'
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let varv = 0

beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 3, idag }, port: 0, losenord })
  installation = await install(simulators, losenord)
  hub = await startHub()
  const people = Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index))
  const some = people.filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.handlaggare !== undefined,
  )
  for (const { personnummer } of some.slice(0, CASES)) await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
  await settled(installation)
}, 120_000)
beforeEach(() => simulators.ingaFel())
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

async function startHub(): Promise<HubProcess> {
  const started = await installation.start()
  await started.ready()
  await simulators.manniskor.borja({ hubb: started.adress, oppna: 0 })
  return started
}

const cases = () => simulators.arenden.oppna(500).map(({ arendeId }) => arendeId)
const held = () => cases().map((arendeId) => simulators.arenden.speglingar(arendeId))

/** One change of everybody with a handläggare in the district, read into the mirror. */
async function change(): Promise<void> {
  simulators.andra({ slag: 'storm', stadsdel: STADSDEL, antal: ANTAL, varv: ++varv })
  expect(await synk(installation, '--kalla', 'paraplyet', '--stadsdel', STADSDEL)).toMatchObject({ code: 0 })
}

interface Delivery {
  readonly status: string
  readonly orsak: string
}

/** What the deliveries say of themselves once so many of them have been tried in vain. */
async function tried(atLeast: number): Promise<Delivery[]> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    // One look: what is counted and what is told must be of the same moment.
    const rows = await sql<Delivery>(installation, 'select status, orsak from leverans where orsak is not null')
    if (rows.length >= atLeast) {
      const kinds = new Map(rows.map((row) => [`${row.status} ${row.orsak}`, row]))
      return [...kinds.values()]
    }
    await delay(50)
  }
  throw new Error('the deliveries were not tried')
}

async function expectTruthInCases(): Promise<void> {
  await settled(installation)
  expect(cases()).toHaveLength(CASES)
  for (const arendeId of cases()) expectCase(simulators, arendeId)
}

test('the cases hold what the sources hold', expectTruthInCases)

test.each(['fault', 'html', 'tomt', 'nere'] as const)(
  'a case system that answers with %s keeps what it held, and gets what it missed when it is well',
  async (fel) => {
    const before = held()
    simulators.fel({ peer: 'arendesystem', fel })
    await change()
    expect(await tried(CASES)).toEqual([{ status: 'vantar', orsak: 'MALSYSTEM_OTILLGANGLIGT' }])
    expect(held()).toEqual(before)

    simulators.ingaFel()
    await expectTruthInCases()
    expect(held()).not.toEqual(before)
  },
  60_000,
)

test('what a slow case system took without saying so is neither doubled nor left there for a person who is protected', async () => {
  const [arendeId = ''] = cases()
  const { personnummer = '' } = simulators.arenden.arende(arendeId) ?? {}
  simulators.fel({ peer: 'arendesystem', fel: 'sen', operation: 'skriv', antal: CASES - 1 })
  simulators.fel({ peer: 'arendesystem', fel: 'droppar', operation: 'skriv', antal: 1 })
  await change()
  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await synk(installation, '--stadsdel', STADSDEL)
  await expectTruthInCases()
  expect(simulators.arenden.speglingar(arendeId)).toEqual([])

  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await synk(installation)
  await expectTruthInCases()
}, 90_000)

test('what the case system refuses is set aside with the reason until it changes; a removal never is', async () => {
  const before = held()
  simulators.fel({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  expect(await tried(CASES)).toEqual([{ status: 'parkerad', orsak: 'MALSYSTEM_NEKAR' }])
  simulators.ingaFel()
  await delay(500)
  expect(held()).toEqual(before)
  await change()
  await expectTruthInCases()

  const [arendeId = ''] = cases()
  const { personnummer = '' } = simulators.arenden.arende(arendeId) ?? {}
  const uppgifter = simulators.arenden.speglingar(arendeId).length
  simulators.fel({ peer: 'arendesystem', fel: 'nekad' })
  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'sekretessmarkering' })
  await synk(installation, '--stadsdel', STADSDEL)
  expect(await tried(uppgifter)).toEqual([{ status: 'vantar', orsak: 'MALSYSTEM_NEKAR' }])
  simulators.ingaFel()
  await settled(installation)
  expect(simulators.arenden.speglingar(arendeId)).toEqual([])
  simulators.andra({ slag: 'satt-skydd', personnummer, skydd: 'ingen' })
  await synk(installation)
  await expectTruthInCases()
}, 90_000)

test('a start that gets no whole list of cases closes none, and sends again what was refused before', async () => {
  simulators.fel({ peer: 'arendesystem', fel: 'nekad' })
  await change()
  await tried(CASES)
  await hub.stop()
  const before = held()
  simulators.ingaFel()
  simulators.fel({ peer: 'arendesystem', operation: 'oppnaArenden', fel: 'tomt' })
  hub = await startHub()
  await expectTruthInCases()
  expect(held()).not.toEqual(before)
}, 60_000)

test('a closed case is purged as soon as the case system can be told', async () => {
  const [arendeId = ''] = cases()
  simulators.fel({ peer: 'arendesystem', operation: 'rensa', fel: 'fault' })
  await simulators.manniskor.stang(arendeId)
  await delay(500)
  expect(simulators.arenden.speglingar(arendeId)).not.toEqual([])
  simulators.ingaFel()
  await settled(installation)
  expect(simulators.arenden.speglingar(arendeId)).toEqual([])
}, 60_000)
