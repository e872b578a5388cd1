import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import type { Avvikelse, Rapport } from '../src/operations/reconciliation/report.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { settled, sql } from './support/database/mirror-state.ts'

const ANTAL = 200
const losenord = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(120_000)
beforeAll(async () => {
  const idag = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: ANTAL, seed: 11, idag }, port: 0, losenord })
  installation = await install(simulators, losenord)
  hub = await installation.start()
  await hub.ready()
  await simulators.manniskor.borja({ hubb: hub.adress, oppna: 0 })
  const unprotected = Array.from({ length: ANTAL }, (_, index) => simulators.sanningAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.keys(stadsdelar).length > 0,
  )
  for (const { personnummer } of unprotected.slice(0, 10))
    await simulators.manniskor.oppna(personnummer, 'samlad-fraga')
}, 120_000)
beforeEach(() => settled(installation))
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 30_000)

const cases = () => simulators.arenden.oppna(500).map(({ arendeId }) => arendeId)

async function look(...args: string[]): Promise<Rapport & { code: number }> {
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov', '--json', ...args)
  const [json = ''] = output.split('\n').filter((line) => line.startsWith('{'))
  return { code: code ?? -1, ...(JSON.parse(json) as Rapport) }
}
const short = ({ sida, slag, uppgiftRef }: Avvikelse) => `${sida} ${slag} ${uppgiftRef}`
const found = ({ avvikelser }: Rapport) => avvikelser.map(short).sort()

async function expectEqual(): Promise<void> {
  await settled(installation)
  const { code, jamforelser, avvikelser, hinder } = await look()
  expect({ code, avvikelser, hinder }).toEqual({ code: 0, avvikelser: [], hinder: [] })
  for (const { deras, spegelns } of jamforelser) expect(deras).toEqual(spegelns)
  for (const arendeId of cases()) expectCase(simulators, arendeId)
}

/** An open case with the first two of what it holds. */
function someCase() {
  const arendeId = cases().find((id) => simulators.arenden.speglingar(id).length > 1) ?? ''
  const [held, lost] = simulators.arenden.speglingar(arendeId)
  if (held === undefined || lost === undefined) throw new Error('no case holds two')
  return { arendeId, held, lost }
}

test('an untouched city is equal everywhere, count by count and digest by digest', async () => {
  await expectEqual()
  const { jamforelser } = await look()
  const rows = await sql<{ antal: number }>(installation, 'select count(*)::int as antal from uppgift')
  const counted = (sida: string) =>
    jamforelser.filter((one) => one.sida === sida).reduce((sum, { deras }) => sum + deras.antal, 0)
  expect(counted('kalla')).toBe(rows[0]?.antal)
  expect(counted('arende')).toBe(cases().reduce((sum, id) => sum + simulators.arenden.speglingar(id).length, 0))
  expect(counted('arende')).toBeGreaterThan(10)
})

test('what the source has changed since is told by reference, and repaired by a read', async () => {
  simulators.andra({ slag: 'storm', stadsdel: 'farsta', antal: 20, varv: 1 })
  const { code, avvikelser } = await look('--reparera')
  expect(code).toBe(3)
  expect(new Set(avvikelser.map(({ sida, slag, stadsdel }) => `${sida} ${slag} ${stadsdel}`))).toContain(
    'kalla olika farsta',
  )
  await expectEqual()
})

test('a row that is gone, one of nobody, and two whose contents have changed places are found in the mirror', async () => {
  const [gone, first, second] = await sql<{ uppgift_ref: string }>(
    installation,
    `select uppgift_ref from uppgift where mangd = 'beslut' and stadsdel = 'farsta' order by uppgift_ref limit 3`,
  )
  if (gone === undefined || first === undefined || second === undefined) throw new Error('too few rows')
  await sql(installation, `delete from uppgift where uppgift_ref = '${gone.uppgift_ref}'`)
  await sql(
    installation,
    `update uppgift u set forseglad = o.forseglad from uppgift o
      where (u.uppgift_ref, o.uppgift_ref) in (('${first.uppgift_ref}', '${second.uppgift_ref}'), ('${second.uppgift_ref}', '${first.uppgift_ref}'))`,
  )
  const nobody = 'AAAAAAAAAAAAAAAAAAAAAA'
  await sql(
    installation,
    `insert into uppgift select '${nobody}', '${nobody}', stadsdel, kalla, mangd, nextval('uppgift_version'), digest, forseglad, '{}', last
       from uppgift where uppgift_ref = '${first.uppgift_ref}'`,
  )
  const rapport = await look('--reparera')
  expect(found(rapport).filter((line) => line.startsWith('kalla'))).toEqual(
    [
      `kalla saknas ${nobody}`,
      `kalla overflodig ${gone.uppgift_ref}`,
      ...[first, second].map(({ uppgift_ref }) => `kalla olika ${uppgift_ref}`),
    ].sort(),
  )
  await expectEqual()
})

test('a case that has lost, changed or gained something is found, and set right', async () => {
  const { arendeId, held, lost } = someCase()
  const surplus = 'BBBBBBBBBBBBBBBBBBBBBA'
  simulators.arenden.taBort(arendeId, lost.uppgiftRef, lost.version)
  simulators.arenden.skriv(arendeId, { ...held, version: held.version + 1, poster: [{ status: 'Påhittat' }] })
  simulators.arenden.skriv(arendeId, { ...held, uppgiftRef: surplus, version: 900_000_000 })
  const { code, ...rapport } = await look('--reparera')
  expect([code, found(rapport)]).toEqual([
    3,
    [`arende olika ${held.uppgiftRef}`, `arende overflodig ${surplus}`, `arende saknas ${lost.uppgiftRef}`].sort(),
  ])
  await expectEqual()
  expect(simulators.arenden.speglingar(arendeId).map((one) => one.uppgiftRef)).not.toContain(surplus)
})

test('a source and a case system that do not answer are said to be so, and are no difference', async () => {
  simulators.fel({ peer: 'paraplyet', stadsdel: 'farsta', fel: 'nere' })
  simulators.fel({ peer: 'arendesystem', operation: 'arende', fel: 'fault' })
  const { code, avvikelser, hinder } = await look()
  simulators.ingaFel()
  expect([code, avvikelser]).toEqual([1, []])
  expect(hinder).toEqual([
    expect.objectContaining({ sida: 'kalla', vad: 'paraplyet/farsta' }),
    expect.objectContaining({ sida: 'arende', antal: cases().length }),
  ])
})

test('a look by hand is on record, and the newest finding is measured without counts of persons', async () => {
  await expectEqual()
  const poster = await exportedLog(installation, 'insyn')
  expect(poster.filter(({ handelse }) => handelse === 'avstamning').at(-1)).toMatchObject({
    slutanvandare: 'prov',
    orsak: 'jamforelse',
    utfall: 'tomt',
  })
  const text = await (await fetch(`${hub.adress}/metrics`)).text()
  const lines = text.split('\n').filter((line) => line.startsWith('insyn_avstamning'))
  expect(lines).toContainEqual(expect.stringMatching(/^insyn_avstamning_avvikelser\{.*stadsdel="farsta".*\} 0$/))
  expect(lines.filter((line) => line.startsWith('insyn_avstamning_alder_sekunder{'))).toHaveLength(2)
  expect(lines.every((line) => / 0$|alder/.test(line))).toBe(true)
})
