import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

const COUNT = 200
const CASES = 10
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(120_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 3, password)
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
const mirrorOf = (utforare: string) =>
  changeMirroring((rules) => rules.replace(/^( {6}utforare:).*$/m, `$1 ${utforare}`))

async function changeMirroring(change: (rules: string) => string): Promise<void> {
  const file = join(dirname(installation.state), 'config/andamal.yaml')
  const text = await readFile(file, 'utf8')
  const mirroring = text.indexOf('\n  spegling:')
  await writeFile(file, text.slice(0, mirroring) + change(text.slice(mirroring)))
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

/** As the case system: on its own, or for somebody who has the case before them. */
async function asCaseSystem(roll: string, method: string, path: string, body?: object) {
  const { access_token } = await simulators.issue({
    ...{ slutanvandare: 'arendesystemet', klient: 'arendesystem', roller: [roll] },
  })
  const answer = await fetch(hub.adress + path, {
    method,
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> }
}

test('a kind that comes by reference leaves the open cases at the start, and is looked up by the case instead', async () => {
  const before = held()
  await changeMirroring((rules) => rules.replace('\n    mangder:', '\n    hanvisning: [utforare]\n    mangder:'))
  const without = before.map((mirrorings) =>
    mirrorings.filter(({ informationsmangd }) => informationsmangd !== 'utforare'),
  )
  expect(without).not.toEqual(before)
  expect(held()).toEqual(without)
  for (const arendeId of cases()) expect(simulators.arenden.arende(arendeId)?.enrichment?.utforare ?? []).toEqual([])
  expect(await installation.insyn('avstamning', '--av', 'prov')).toMatchObject({ code: 0 })
  const removals = await sql<{ count: number }>(
    installation,
    `select count(*) as count from access_record where record like '%"borttagning"%' and record like '%"hanvisning"%'`,
  )
  expect(removals[0]?.count).toBe(before.flat().length - without.flat().length)

  const { json: purposes } = await asCaseSystem('arendesystem', 'GET', '/api/v1/andamal')
  expect(JSON.stringify(purposes)).toContain('"hanvisning":true')
  const terms = { andamal: 'samlad-fraga', relation: 'sjalv', identifiering: 'motringning' }
  for (const [place, arende] of cases().entries()) {
    const { status, json } = await asCaseSystem('aldre-direkt', 'POST', '/api/v1/uppslag', { arende, ...terms })
    const names = (items: readonly object[]) => items.map((item) => ('namn' in item ? item.namn : undefined)).sort()
    const mirrored = before[place]?.filter(({ informationsmangd }) => informationsmangd === 'utforare') ?? []
    expect([status, names(json.utforare as object[])]).toEqual([200, names(mirrored.flatMap(({ poster }) => poster))])
  }
  const nobody = { arende: 'KC-0', ...terms }
  expect((await asCaseSystem('aldre-direkt', 'POST', '/api/v1/uppslag', nobody)).json).toMatchObject({ utforare: [] })
})

test('a case that the case system lacks is said to be refused, and one that it has to be mirrored', async () => {
  const [there = ''] = cases()
  const personnummer = simulators.arenden.arende(there)?.personnummer
  const opening = { status: 'oppnat', personnummer, andamal: 'samlad-fraga' }
  const opened = await asCaseSystem('arendesystem', 'PUT', '/api/v1/arenden/KC-0', opening)
  expect(opened).toMatchObject({ status: 200, json: { spegling: 'vantar' } })
  const told = async (arendeId: string) =>
    (await asCaseSystem('arendesystem', 'GET', `/api/v1/arenden/${arendeId}`)).json
  await until(async () => (await told('KC-0')).spegling !== 'vantar')
  expect(await told('KC-0')).toMatchObject({ spegling: 'nekad', orsak: 'finns-ej' })
  expect(await told(there)).toMatchObject({ status: 'oppnat', spegling: 'pagar', orsak: null })
})
