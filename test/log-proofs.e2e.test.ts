import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { agent } from './support/api/caller.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

jest.setTimeout(240_000)

const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let answerId = ''
let folder = ''

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'log-proofs-'))
  simulators = await startCity(60, 7, password)
  installation = await install(simulators, password)
  hub = await installation.start()
  await hub.ready()
  const asAgent = await agent(simulators)
  // Nobody's number: the answer is recorded in the hub's own log.
  answerId = (await asAgent.uppslag(hub.adress, { personnummer: '200306252396' })).loggId[0] ?? ''
})
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
  rmSync(folder, { recursive: true })
})

const insyn = (...args: string[]) => installation.insyn('logg', ...args)
/** On a machine that has the one file, the checkpoints and the key. */
const elsewhere = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['verifier/insyn-verifier.mjs', ...args], {
    encoding: 'utf8',
  })
  return { code: status, output: stdout + stderr }
}

test('a record by the loggId of an answer, an export and growth are proven against what the hub has published', async () => {
  const key = join(folder, 'insyn.key')
  const shown = await insyn('nyckel', 'insyn')
  expect(shown).toMatchObject({ code: 0 })
  writeFileSync(key, shown.output)
  const kept = join(installation.state, 'logg', 'insyn.checkpoints')
  // At an orderly stop the hub signs what it has.
  await hub.stop()
  const sizes = readFileSync(kept, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => Number(/\\n(\d+)\\n/.exec(line)?.[1]))
  hub = await installation.start()

  const record = join(folder, 'record.json')
  expect(await insyn('bevis', answerId, '--fil', record, '--av', 'prov')).toMatchObject({ code: 0 })
  expect(readFileSync(record, 'utf8')).toContain('"handelse":"uppslag"')
  const growth = join(folder, 'growth.json')
  const from = ['--fran', String(sizes[0]), '--till', kept]
  expect(await insyn('bevis', 'insyn', '--fil', growth, '--av', 'prov', ...from)).toMatchObject({ code: 0 })
  const exported = join(folder, 'export.jsonl')
  expect(await insyn('exportera', 'insyn', '--fil', exported, '--av', 'prov')).toMatchObject({ code: 0 })

  for (const file of [record, growth, exported])
    for (const checkpoints of [kept, join(installation.state, 'logg')]) {
      const ours = await insyn('verifiera', file, '--nyckel', key, '--kontrollpunkt', checkpoints)
      expect(ours).toEqual({ code: 0, output: expect.stringMatching(/^ok: [^]*compared with \d+ checkpoints/) })
      const theirs = elsewhere(file, '--nyckel', key, '--kontrollpunkt', checkpoints)
      expect(theirs).toEqual({ code: 0, output: expect.stringMatching(/^ok [^]*compared: [1-9]/) })
    }
  expect(await insyn('verifiera', kept, '--nyckel', key)).toMatchObject({ code: 0 })

  const lines = readFileSync(exported, 'utf8').split('\n')
  writeFileSync(exported, lines.toSpliced(2, 1).join('\n'))
  const found = await insyn('verifiera', exported, '--nyckel', key, '--kontrollpunkt', kept)
  expect(found).toEqual({
    code: 1,
    output: expect.stringContaining('Line 3: record 1 should be here, but it is record 2'),
  })
  const foundElsewhere = elsewhere(exported, '--nyckel', key, '--kontrollpunkt', kept)
  expect(foundElsewhere).toEqual({ code: 1, output: expect.stringMatching(/^not ok [^]*line: 3/) })
})

test('a file that cannot be made, and what is not there, is said before anything is recorded', async () => {
  const before = await exportedLog(installation, 'insyn')
  const taken = join(folder, 'taken.jsonl')
  writeFileSync(taken, 'kept')
  const refused = [
    [['exportera', 'insyn', '--fil', taken], /taken\.jsonl cannot be written: there is such a file already/],
    [['exportera', 'insyn', '--fil', join(folder, 'none', 'a.jsonl')], /there is no folder .*none; make it first/],
    [['bevis', 'insyn', '0', '--fil', taken], /there is such a file already/],
    [['bevis', answerId, '--fil', join(folder, 'none', 'a.json')], /there is no folder/],
    [['bevis', 'insyn', '--fran', '1', '--fil', taken], /there is such a file already/],
    [['exportera', 'bromam', '--fil', join(folder, 'new.jsonl')], /there is no bromam .Did you mean bromma/],
    [['bevis', 'insyn', '99999', '--fil', join(folder, 'new.json')], /log insyn has no record 99999/],
    [['bevis', 'insyn', '--fran', '99999', '--fil', join(folder, 'new.json')], /there is no proof from 99999/],
    [['bevis', 'insyn', '--fran', taken, '--fil', join(folder, 'new.json')], /there is no checkpoint in this file/],
  ] as const
  for (const [args, said] of refused)
    expect([args, await insyn(...args, '--av', 'prov')]).toEqual([
      args,
      // A record that is not there is no wrong use.
      { code: args.includes('99999') ? 1 : 2, output: expect.stringMatching(said) },
    ])
  expect(await insyn('nyckel', 'bromam')).toEqual({ code: 2, output: expect.stringMatching(/mean bromma/) })
  expect(readFileSync(taken, 'utf8')).toBe('kept')
  for (const name of ['new.jsonl', 'new.json']) expect(existsSync(join(folder, name))).toBe(false)
  // The exports of this test itself alone.
  expect((await exportedLog(installation, 'insyn')).length).toBe(before.length + 1)
})
