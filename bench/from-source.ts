import { readFile, writeFile } from 'node:fs/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { parse, stringify } from 'yaml'
import type { Truth } from '../simulators/population/truth.ts'
import { CASE_TOKEN, startCaseSystem } from './support/case-system.ts'
import { newState, startHubProcess, unhurriedConfig } from './support/installation.ts'
import { startPeer } from './support/ipc.ts'
import { loadNow, printMachine, quantile } from './support/numbers.ts'
import { request } from './support/request.ts'
import type { Left, SourceQuery } from './support/source-process.ts'

/**
 * How long it takes from the moment a source writes a changed person into its answer until the change stands in the case
 * system, while all scopes are read and everybody in the city has changed. Sources, hub and case system are processes of
 * their own, and so is the hub's database.
 */
const FULL = process.argv.includes('--full')
const PEOPLE = FULL ? 20_000 : 5_000
const CASES = 100
const ROUNDS = FULL ? 10 : 5
const PATIENCE_MS = 60_000

printMachine()
const sources = startPeer('source-process.js', { antal: PEOPLE })
const askSources = <T>(question: SourceQuery): Promise<T> => sources.ask<T>(question)
const base = await askSources<string>({ base: true })
const cases = await startCaseSystem()
const state = await newState()
const config = await unhurriedConfig(state.folder)
const settings = parse(await readFile(config, 'utf8')) as object
await writeFile(config, stringify({ ...settings, arendesystem: { url: cases.url, token: CASE_TOKEN } }))
const hub = await startHubProcess(base, state.folder, config)
await hub.sync()

/** When each uppgift that a storm changes came to its case, by `personnummer/stadsdel`. */
const came = new Map<string, number>()
const write = cases.store.write.bind(cases.store)
cases.store.write = (arendeId, mirroring) => {
  const outcome = write(arendeId, mirroring)
  if (mirroring.informationsmangd === 'handlaggare')
    came.set(
      `${cases.store.arende(arendeId)?.personnummer ?? ''}/${mirroring.stadsdel}`,
      performance.timeOrigin + performance.now(),
    )
  return outcome
}

const { access_token: token } = await request<{ access_token: string }>('POST', `${base}/utfardare/token`, {
  slutanvandare: 'matning',
  klient: 'arendesystem',
  roller: ['arendesystem'],
})
/** By index, spread over the city: some stand first and some last in what is read. */
const people = new Map<number, string>()
for (let index = 0; people.size < CASES && index < PEOPLE; index += Math.floor(PEOPLE / CASES / 2)) {
  const { personnummer, skydd, stadsdelar } = await askSources<Truth>({ index })
  if (skydd !== 'ingen' || Object.keys(stadsdelar).length === 0) continue
  const andamal = 'samlad-fraga'
  const { arendeId } = cases.store.create(personnummer, andamal)
  await request('PUT', `${hub.adress}/api/v1/arenden/${arendeId}`, { status: 'oppnat', personnummer, andamal }, token)
  people.set(index, personnummer)
}
// What opening them has set going is done.
await hub.sync()
const watched = new Set(came.keys())

const taken: number[] = []
const syncs: number[] = []
for (let round = 1; round <= ROUNDS; round++) {
  came.clear()
  await askSources({ round: round })
  syncs.push((await hub.sync()).ms)
  for (let waited = 0; came.size < watched.size && waited < PATIENCE_MS; waited += 100) await delay(100)
  for (const [index, stadsdel, at] of await askSources<Left>({ left: true })) {
    const key = `${people.get(index) ?? ''}/${stadsdel}`
    if (!watched.has(key)) continue
    const arrived = came.get(key)
    if (arrived === undefined) throw new Error(`a change of round ${round} never came to its case`)
    taken.push(arrived - at)
  }
}
console.log(
  `\nfrom the source's answer to the case, ${taken.length} changes of ${people.size} people in ${ROUNDS} syncs of ` +
    `${quantile(syncs, 0.5).toFixed(0)} ms that changed all ${PEOPLE}: p50 ${quantile(taken, 0.5).toFixed(0)} ms, ` +
    `p99 ${quantile(taken, 0.99).toFixed(0)} ms, most ${Math.max(...taken).toFixed(0)} ms, load ${loadNow()}`,
)
await hub.peer.stop()
await sources.stop()
cases.stop()
await state.remove()
