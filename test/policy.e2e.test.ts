import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, sql } from './support/database/mirror-state.ts'

const ANTAL = 200
const CASES = 10
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(120_000)
beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 3, idag }, port: 0, losenord })
  installation = await install(simulators, losenord)
  await startHub()
  const people = Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index))
  const served = people.filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.values(stadsdelar).some(({ utforare }) => utforare),
  )
  for (const { personnummer } of served.slice(0, CASES)) await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
  await settled(installation)
})
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
})

async function startHub(): Promise<void> {
  hub = await installation.start()
  await hub.ready()
  await simulators.manniskor.borja({ hubb: hub.adress, oppna: 0 })
}

const cases = () => simulators.arenden.oppna(CASES).map(({ arendeId }) => arendeId)
/** What the cases hold, but for when and in which version it came. */
const held = () =>
  cases().map((arendeId) =>
    simulators.arenden
      .speglingar(arendeId)
      .map(({ stadsdel, informationsmangd, poster }) => ({ stadsdel, informationsmangd, poster }))
      .toSorted((a, b) => (a.stadsdel + a.informationsmangd < b.stadsdel + b.informationsmangd ? -1 : 1)),
  )
const withoutPhones = (all: ReturnType<typeof held>) =>
  all.map((speglingar) =>
    speglingar.map((spegling) =>
      spegling.informationsmangd === 'utforare'
        ? { ...spegling, poster: spegling.poster.map(({ telefon: _, ...post }) => post) }
        : spegling,
    ),
  )

/** As an administrator does: the file is changed and the hub started again. */
async function mirrorOf(utforare: string): Promise<void> {
  const file = join(dirname(installation.state), 'config/andamal.yaml')
  const text = await readFile(file, 'utf8')
  const spegling = text.indexOf('\n  spegling:')
  const changed = text.slice(spegling).replace(/^( {6}utforare:).*$/m, `$1 ${utforare}`)
  await writeFile(file, text.slice(0, spegling) + changed)
  expect(await hub.stop()).toBe(0)
  await startHub()
  await settled(installation)
}

const writes = async () =>
  (
    await sql<{ antal: number }>(installation, `select count(*) as antal from atkomst where post like '%"spegling"%'`)
  )[0]?.antal ?? 0

test('a field that a new policy no longer mirrors leaves the open cases at the start, and comes back with the old one', async () => {
  for (const arendeId of cases()) expectCase(simulators, arendeId)
  const [before, recorded] = [held(), await writes()]
  const phones = before.flat().filter(({ poster }) => poster.some(({ telefon }) => telefon !== undefined))
  expect(phones.some(({ informationsmangd }) => informationsmangd === 'utforare')).toBe(true)

  await mirrorOf('[uppdragId, namn, enhet, regi, insats, franOchMed, tillOchMed]')
  expect(held()).toEqual(withoutPhones(before))
  const utforare = before.flat().filter(({ informationsmangd }) => informationsmangd === 'utforare').length
  expect((await writes()) - recorded).toBe(utforare)
  expect(await installation.insyn('avstamning', '--av', 'prov')).toMatchObject({ code: 0 })

  await mirrorOf("'*'")
  expect(held()).toEqual(before)
})
