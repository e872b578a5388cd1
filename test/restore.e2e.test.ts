import { execFile } from 'node:child_process'
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { settled, sql } from './support/database/mirror-state.ts'
import { expectCase } from './support/case-system/case-truth.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'
import { notEmpty } from './support/not-empty.ts'

const run = promisify(execFile)
const COUNT = 150
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

jest.setTimeout(240_000)
beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: COUNT, seed: 11, today }, port: 0, losenord: password })
  installation = await install(simulators, password, { loggniva: 'info' })
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

const cases = () => simulators.arenden.open(500).map(({ arendeId }) => arendeId)
const start = async () => {
  hub = await installation.start()
  await hub.ready()
}
const unprotected = () =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && 'farsta' in stadsdelar,
  )
const heads = async () => {
  const rows = await sql<{ logg: string; size: number }>(installation, 'select logg, size::int from log_head')
  return new Map(rows.map(({ logg, size }) => [logg, size]))
}
const data = () => join(installation.state, 'postgresql/data')
const kept = () => `${installation.state}-backup`
const open = (of: readonly { personnummer: string }[]) =>
  Promise.all(of.map(({ personnummer }) => simulators.people.open(personnummer, 'samlad-fraga')))

test('a restore from an older backup is found, acknowledged, and made good before anything is sent', async () => {
  await start()
  await simulators.people.begin({ hubb: hub.adress, oppna: 0 })
  const [flagged, ...others] = unprotected()
  await open([...(flagged === undefined ? [] : [flagged]), ...others.slice(0, 4)])
  await settled(installation)
  const before = await heads()
  await hub.stop()
  await run('cp', ['-a', data(), kept()])

  // Versions far ahead of the clock, as after a first read of many.
  await start()
  await sql(installation, `select setval('uppgift_version', (select last_value from uppgift_version) + 5000000)`)
  simulators.change({ slag: 'storm', stadsdel: 'farsta', antal: 40, round: 1 })
  await installation.insyn('synk', '--kalla', 'paraplyet', '--stadsdel', 'farsta')
  await open(others.slice(4, 7))
  await simulators.people.close(cases()[1] ?? '')
  await settled(installation)
  const versions = cases().flatMap((id) => simulators.arenden.mirrorings(id).map(({ version }) => version))
  const highest = Math.max(...versions)
  const lost = await heads()
  await hub.stop()
  // Protected since the backup: what is restored knows nothing of it.
  if (flagged !== undefined)
    simulators.change({ slag: 'satt-skydd', personnummer: flagged.personnummer, skydd: 'sekretessmarkering' })

  await rm(data(), { recursive: true })
  await run('cp', ['-a', kept(), data()])
  const refused = await installation.insyn('start')
  expect(refused.code).toBe(1)
  const reduced = [...lost].filter(([log, size]) => size > (before.get(log) ?? 0))
  for (const [log, size] of notEmpty(reduced))
    expect(refused.output).toContain(`${log}: records ${before.get(log) ?? 0} up to ${size - 1} (`)
  // Nor does a command give their numbers to other records.
  const file = join(installation.state, 'farsta.jsonl')
  expect((await installation.insyn('logg', 'exportera', 'farsta', '--fil', file, '--av', 'prov')).code).toBe(1)

  for (const [log] of reduced) {
    const { code, output } = await installation.insyn(
      'logg',
      'erkann',
      log,
      '--av',
      'Eva',
      '--skal',
      'Diskfel, kopian från i går',
    )
    expect([code, output]).toEqual([0, expect.stringContaining(`${log}: records ${before.get(log) ?? 0} up to `)])
  }
  await start()
  expect(hub.output()).toMatch(/restore-reconciling[^]*restore-reconciled/)
  await settled(installation)
  for (const arendeId of notEmpty(cases())) expectCase(simulators, arendeId)
  const after = cases().flatMap((id) => simulators.arenden.mirrorings(id))
  expect(
    Math.min(...after.filter(({ stadsdel }) => stadsdel === 'farsta').map(({ version }) => version)),
  ).toBeGreaterThan(0)
  const [sequence] = await sql<{ last: number }>(installation, 'select last_value::int as last from uppgift_version')
  expect(sequence?.last).toBeGreaterThan(highest)
  const { code, output } = await installation.insyn('avstamning', '--av', 'prov')
  expect([code, output]).toEqual([0, expect.any(String)])

  const taken = await installation.insyn('logg', 'exportera', 'farsta', '--fil', file, '--av', 'prov')
  expect(taken.code).toBe(0)
  const vkey = /--nyckel '([^']+)'/.exec(taken.output)?.[1] ?? ''
  const checkpoints = join(installation.state, 'logg/farsta.checkpoints')
  const verdict = await installation.insyn('logg', 'verifiera', file, '--nyckel', vkey, '--kontrollpunkt', checkpoints)
  expect([verdict.code, verdict.output]).toEqual([0, expect.stringMatching(/lost/)])
  expect(await readFile(file, 'utf8')).toContain('"handelse":"glapp"')
  // A second start finds nothing to do.
  await hub.stop()
  await start()
  expect(hub.output()).not.toContain('restore-')
})
