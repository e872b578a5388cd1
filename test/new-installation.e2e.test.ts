import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { mirrored, settled } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { install, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { expectTruth } from './support/sources/truth.ts'

jest.setTimeout(240_000)
const COUNT = 40

let simulators: StartedSimulators
const installations: Installation[] = []

beforeAll(async () => {
  simulators = await startCity(COUNT, 9, 'prov')
})
afterAll(async () => {
  await simulators.stop()
  for (const one of installations) await one.remove()
})

/** With the reference key of its own that the first start of each makes. */
async function installed(name: string): Promise<Installation> {
  const installation = await install(simulators, 'prov', { loggnamn: name })
  installations.push(installation)
  return installation
}

test('a new installation takes over from one whose reference key is lost, as the page on operations says', async () => {
  const former = await installed('insyn.example')
  const first = await former.start()
  await first.ready()
  const asAgent = await agent(simulators)
  await simulators.people.begin({ hubb: first.adress, oppna: 0 })
  const persons = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
    .filter(({ skydd }) => skydd === 'ingen')
    .slice(0, 4)
  for (const { personnummer } of persons) await simulators.people.open(personnummer, 'samlad-fraga')
  const { loggId } = await asAgent.uppslag(first.adress, { personnummer: persons[0]?.personnummer ?? '' })
  await settled(former)

  // One keeps what the former installation wrote, as all would where that cannot start any more.
  const [left = '', ...closed] = simulators.arenden.open(500).map(({ arendeId }) => arendeId)
  expectCase(simulators, left)
  for (const arendeId of notEmpty(closed)) {
    expectCase(simulators, arendeId)
    await simulators.people.close(arendeId)
  }
  await settled(former)
  expect(closed.flatMap((arendeId) => simulators.arenden.mirrorings(arendeId))).toEqual([])
  const references = await mirrored(former)
  expect(await first.stop()).toBe(0)

  const next = await installed('insyn-2.example')
  const hub = await next.start()
  await hub.ready()
  expect(await next.insyn('synk')).toMatchObject({ code: 0 })
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
  for (const arendeId of closed) await simulators.people.openAgain(arendeId)
  await settled(next)
  expect(() => expectCase(simulators, left)).toThrow()
  expect(await next.insyn('avstamning', '--reparera', '--av', 'prov')).toMatchObject({ code: 3 })
  await settled(next)
  for (const arendeId of [left, ...closed]) expectCase(simulators, arendeId)
  for (const truth of persons)
    expectTruth(await asAgent.uppslag(hub.adress, { personnummer: truth.personnummer }), truth)
  expect(await next.insyn('avstamning', '--av', 'prov')).toMatchObject({ code: 0 })
  const anew = [...(await mirrored(next)).keys()]
  expect(anew).toHaveLength(references.size)
  expect(anew.filter((reference) => references.has(reference))).toEqual([])

  // What was answered before is found in the former installation, and only there.
  const find = (installation: Installation) => installation.insyn('logg', 'hitta', loggId[0] ?? '', '--av', 'Eva Ek')
  const [, log = ''] = /^([a-z-]+)\/\d+$/m.exec((await find(former)).output) ?? []
  expect((await exportedLog(former, log)).length).toBeGreaterThan(0)
  expect((await find(next)).code).not.toBe(0)
  expect(await hub.stop()).toBe(0)
})
