import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, sql } from './support/database/mirror-state.ts'

const COUNT = 200
const CASES = 10
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(120_000)
beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: COUNT, seed: 3, today }, port: 0, losenord: password })
  installation = await install(simulators, password)
  await startHub()
  const people = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index))
  const served = people.filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.values(stadsdelar).some(({ utforare }) => utforare),
  )
  for (const { personnummer } of served.slice(0, CASES)) await simulators.people.open(personnummer, 'samlad-fraga')
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
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
}

const cases = () => simulators.arenden.open(CASES).map(({ arendeId }) => arendeId)
/** What the cases hold, but for when and in which version it came. */
const held = () =>
  cases().map((arendeId) =>
    simulators.arenden
      .mirrorings(arendeId)
      .map(({ stadsdel, informationsmangd, poster }) => ({ stadsdel, informationsmangd, poster }))
      .toSorted((a, b) => (a.stadsdel + a.informationsmangd < b.stadsdel + b.informationsmangd ? -1 : 1)),
  )
const withoutPhones = (all: ReturnType<typeof held>) =>
  all.map((mirrorings) =>
    mirrorings.map((mirroring) =>
      mirroring.informationsmangd === 'utforare'
        ? { ...mirroring, poster: mirroring.poster.map(({ telefon: _, ...item }) => item) }
        : mirroring,
    ),
  )

/** As an administrator does: the file is changed and the hub started again. */
async function mirrorOf(utforare: string): Promise<void> {
  const file = join(dirname(installation.state), 'config/andamal.yaml')
  const text = await readFile(file, 'utf8')
  const mirroring = text.indexOf('\n  spegling:')
  const changed = text.slice(mirroring).replace(/^( {6}utforare:).*$/m, `$1 ${utforare}`)
  await writeFile(file, text.slice(0, mirroring) + changed)
  expect(await hub.stop()).toBe(0)
  await startHub()
  await settled(installation)
}

const writes = async () =>
  (
    await sql<{ count: number }>(
      installation,
      `select count(*) as count from access_record where record like '%"spegling"%'`,
    )
  )[0]?.count ?? 0

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
