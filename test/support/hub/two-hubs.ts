import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import { agent } from '../api/caller.ts'
import { type DatabaseProxy, startDatabaseProxy } from '../database/database-proxy.ts'
import { makeOwnServer, type OwnServer } from '../database/own-server.ts'
import { startCity } from '../sources/simulated-city.ts'
import { until } from '../until.ts'
import { type HubProcess, install, type Installation, type Settings } from './hub-process.ts'

const PERSONS = 60

/** What two hubs share: sources, an installation, and a database that does not end with the last hub. */
export interface ForTwoHubs {
  readonly simulators: StartedSimulators
  readonly database: OwnServer
  /** How the test itself, and hubs that are told nothing else, reach the database. */
  readonly url: string
  readonly installation: Installation
  remove(): Promise<void>
}

export async function installForTwo(
  settings: Settings = {},
  server: Parameters<typeof makeOwnServer>[0] = {},
): Promise<ForTwoHubs> {
  const simulators = await startCity(PERSONS, 9, 'prov')
  const database = await makeOwnServer(server)
  await database.start()
  await database.admin(`create database insyn owner ${database.user}`)
  const proxy: DatabaseProxy = await startDatabaseProxy(database)
  const url = proxy.urlOf({ user: database.user, password: database.password, name: 'insyn' })
  const installation = await install(simulators, 'prov', { ...settings, databas: url, http: { utfasningMs: 0 } })
  return {
    ...{ simulators, database, url, installation },
    async remove() {
      await simulators.stop()
      await installation.remove()
      await proxy.close()
      await database.remove()
    },
  }
}

/** The second when the first has read what was due; four cases are open, of inhabitants of this stadsdel where it says one. */
export async function startBoth(
  { simulators }: Pick<ForTwoHubs, 'simulators'>,
  start: (place: 0 | 1) => Promise<HubProcess>,
  stadsdel?: string,
): Promise<{ hubs: readonly HubProcess[]; asAgent: Awaited<ReturnType<typeof agent>> }> {
  const first = await start(0)
  await first.ready()
  const hubs = [first, await start(1)]
  await simulators.people.begin({ hubb: first.adress, oppna: 0 })
  const persons = unprotected(simulators).filter(({ stadsdelar }) => stadsdel === undefined || stadsdel in stadsdelar)
  for (const { personnummer } of persons.slice(0, 4)) await simulators.people.open(personnummer, 'samlad-fraga')
  return { hubs, asAgent: await agent(simulators) }
}

export const unprotected = (simulators: StartedSimulators) =>
  Array.from({ length: PERSONS }, (_, index) => simulators.truthAt(index)).filter(({ skydd }) => skydd === 'ingen')

export const isReady = (hub: HubProcess): Promise<boolean> =>
  fetch(`${hub.adress}/health/ready`).then(
    ({ status }) => status === 200,
    () => false,
  )

export const untilReady = (hubs: readonly HubProcess[], withinMs: number): Promise<void> =>
  until(async () => (await Promise.all(hubs.map(isReady))).every(Boolean), withinMs)
