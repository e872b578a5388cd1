import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import type { Deviation, Report } from '../src/operations/reconciliation/report.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { metricsOf } from './support/hub/metrics.ts'
import { notEmpty } from './support/not-empty.ts'
import { startCity } from './support/sources/simulated-city.ts'

const COUNT = 100
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(120_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 11, password)
  installation = await install(simulators, password)
  hub = await installation.start()
  await hub.ready()
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
  const unprotected = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && Object.keys(stadsdelar).length > 0,
  )
  for (const { personnummer } of unprotected.slice(0, 10)) await simulators.people.open(personnummer, 'samlad-fraga')
}, 120_000)
beforeEach(() => settled(installation))
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

const cases = () => simulators.arenden.open(500).map(({ arendeId }) => arendeId)

async function look(...args: string[]): Promise<Report & { code: number }> {
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov', '--json', ...args)
  const [json = ''] = output.split('\n').filter((line) => line.startsWith('{'))
  return { code: code ?? -1, ...(JSON.parse(json) as Report) }
}
const short = ({ side: page, kind, uppgiftRef }: Deviation) => `${page} ${kind} ${uppgiftRef}`
const found = ({ deviations }: Report) => deviations.map(short).sort()

async function expectEqual(): Promise<void> {
  await settled(installation)
  const { code, comparisons, deviations, obstacle } = await look()
  expect({ code, deviations, obstacle }).toEqual({ code: 0, deviations: [], obstacle: [] })
  for (const { their, mirror } of notEmpty(comparisons)) expect(their).toEqual(mirror)
  for (const arendeId of notEmpty(cases())) expectCase(simulators, arendeId)
}

/** An open case with the first two of what it holds. */
function someCase() {
  const arendeId = cases().find((id) => simulators.arenden.mirrorings(id).length > 1) ?? ''
  const [held, lost] = simulators.arenden.mirrorings(arendeId)
  if (held === undefined || lost === undefined) throw new Error('no case holds two')
  return { arendeId, held, lost }
}

test('an untouched city is equal everywhere, count by count and digest by digest', async () => {
  await expectEqual()
  const { comparisons } = await look()
  const rows = await sql<{ count: number }>(installation, 'select count(*)::int as count from uppgift')
  const counted = (page: string) =>
    comparisons.filter((one) => one.side === page).reduce((sum, { their }) => sum + their.count, 0)
  expect(counted('kalla')).toBe(rows[0]?.count)
  expect(counted('arende')).toBe(cases().reduce((sum, id) => sum + simulators.arenden.mirrorings(id).length, 0))
  expect(counted('arende')).toBeGreaterThan(10)
})

test('what the source has changed since is told by reference, and repaired by a read', async () => {
  simulators.change({ slag: 'storm', stadsdel: 'farsta', antal: 20, round: 1 })
  const { code, deviations } = await look('--reparera')
  expect(code).toBe(3)
  expect(new Set(deviations.map(({ side: page, kind, stadsdel }) => `${page} ${kind} ${stadsdel}`))).toContain(
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
    `update uppgift u set sealed = o.sealed from uppgift o
      where (u.uppgift_ref, o.uppgift_ref) in (('${first.uppgift_ref}', '${second.uppgift_ref}'), ('${second.uppgift_ref}', '${first.uppgift_ref}'))`,
  )
  const nobody = 'AAAAAAAAAAAAAAAAAAAAAA'
  await sql(
    installation,
    `insert into uppgift select '${nobody}', '${nobody}', stadsdel, source, mangd, nextval('uppgift_version'), digest, sealed, '{}', read_at
       from uppgift where uppgift_ref = '${first.uppgift_ref}'`,
  )
  const report = await look('--reparera')
  expect(found(report).filter((line) => line.startsWith('kalla'))).toEqual(
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
  simulators.arenden.remove(arendeId, lost.uppgiftRef, lost.version)
  simulators.arenden.write(arendeId, { ...held, version: held.version + 1, poster: [{ status: 'Påhittat' }] })
  simulators.arenden.write(arendeId, { ...held, uppgiftRef: surplus, version: 900_000_000 })
  const { code, ...report } = await look('--reparera')
  expect([code, found(report)]).toEqual([
    3,
    [`arende olika ${held.uppgiftRef}`, `arende overflodig ${surplus}`, `arende saknas ${lost.uppgiftRef}`].sort(),
  ])
  await expectEqual()
  expect(simulators.arenden.mirrorings(arendeId).map((one) => one.uppgiftRef)).not.toContain(surplus)
})

test('a source and a case system that do not answer are said to be so, and are no difference', async () => {
  simulators.fault({ peer: 'paraplyet', stadsdel: 'farsta', fel: 'nere' })
  simulators.fault({ peer: 'arendesystem', operation: 'arende', fel: 'fault' })
  const { code, deviations, obstacle } = await look()
  simulators.noErrors()
  expect([code, deviations]).toEqual([1, []])
  expect(obstacle).toEqual([
    expect.objectContaining({ side: 'kalla', what: 'paraplyet/farsta' }),
    expect.objectContaining({ side: 'arende', count: cases().length }),
  ])
})

test('a look by hand is on record, and the newest finding is measured without counts of persons', async () => {
  await expectEqual()
  const items = await exportedLog(installation, 'insyn')
  expect(items.filter(({ handelse }) => handelse === 'avstamning').at(-1)).toMatchObject({
    slutanvandare: 'prov',
    orsak: 'jamforelse',
    utfall: 'tomt',
  })
  const text = await metricsOf(hub.adress)
  const lines = text.split('\n').filter((line) => line.startsWith('insyn_reconciliation'))
  expect(lines).toContainEqual(expect.stringMatching(/^insyn_reconciliation_differences\{.*stadsdel="farsta".*\} 0$/))
  expect(lines.filter((line) => line.startsWith('insyn_reconciliation_age_seconds{'))).toHaveLength(2)
  expect(lines.every((line) => / 0$|_age_seconds/.test(line))).toBe(true)
})
