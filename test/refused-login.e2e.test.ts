import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'

const COUNT = 200
const DEADLINE = 8_000
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let asAgent: Awaited<ReturnType<typeof agent>>

jest.setTimeout(60_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 11, password)
  installation = await install(simulators, password, { loggniva: 'debug', direkt: { fristMs: DEADLINE } })
  hub = await installation.start()
  await hub.ready()
  asAgent = await agent(simulators)
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
}, 120_000)
beforeEach(() => simulators.noErrors())
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

/** Somebody with something of both sources in one district and nowhere else. */
function inhabitant() {
  for (let index = 0; index < COUNT; index++) {
    const truth = simulators.truthAt(index)
    const [[stadsdel, kinds] = ['', {}], ...more] = Object.entries(truth.stadsdelar)
    if (truth.skydd === 'ingen' && more.length === 0 && 'handlaggare' in kinds && 'faktura' in kinds)
      return { stadsdel, truth }
  }
  throw new Error('nobody is like that')
}

test.each(['paraplyet', 'agresso'] as const)(
  'a login that %s refuses is told, and is not tried again by later reads when it would be accepted',
  async (peer) => {
    const { stadsdel, truth } = inhabitant()
    simulators.fault({ peer, fel: 'nekad', stadsdel })
    if (peer === 'paraplyet') simulators.fault({ peer, fel: 'session-borta', stadsdel, antal: 1 })
    for (let count = 0; count < 8; count++) {
      const { answer, ms } = await asAgent.direkt(hub.adress, truth.personnummer)
      expect(ms).toBeLessThan(DEADLINE)
      expectTruth(answer, truth)
      const row = answer.kallor.find((one) => one.kalla === peer && one.stadsdel === stadsdel)
      expect(row).toMatchObject({
        direkt: 'svarade-ej',
        forklaring: expect.stringMatching(/^Källan godtog inte Insyns inloggning\. Uppgifterna är från/),
      })
      simulators.noErrors()
    }
    const lines = hub
      .output()
      .split('\n')
      .filter((one) => one.includes('live-read-failed') && one.includes(peer))
    expect(lines).toEqual([expect.stringMatching(/login refused.*check .*user and password/)])
    expect(hub.output()).not.toContain('circuit-breaker-opened')
  },
)

test('a login that was refused is tried by no later hub with the same credentials', async () => {
  await hub.stop()
  hub = await installation.start()
  await hub.ready()
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
  const { stadsdel, truth } = inhabitant()
  const { answer } = await asAgent.direkt(hub.adress, truth.personnummer)
  for (const peer of ['paraplyet', 'agresso'])
    expect(answer.kallor.find((one) => one.kalla === peer && one.stadsdel === stadsdel)).toMatchObject({
      direkt: 'svarade-ej',
      forklaring: expect.stringMatching(/^Källan godtog inte Insyns inloggning\./),
    })
  expect(hub.output()).toContain('not asked, since the login was refused')
})
