import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { verifyFile } from '../src/atkomstlogg/verify-file.ts'
import { INFORMATIONSMANGDER as MANGDER } from '../src/informationsmangd.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
import { sql, untilRows } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

jest.setTimeout(420_000)
const MAIN = join(import.meta.dirname, '../dist/src/main.js')

let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

beforeAll(async () => {
  simulators = await startCity(40, 9, 'prov')
  installation = await install(simulators, 'prov', { http: { processer: 2 } })
  hub = await installation.start()
  await hub.ready()
})
afterAll(async () => {
  await installation.remove()
  await simulators.stop()
})

const SIGNATURE = ['nyckel', 'rotera', '--signatur', '--av', 'Eva Ek', '--skal', 'Byte enligt plan']
const DATA = ['nyckel', 'rotera', '--stadsdel', 'bromma', '--av', 'Eva Ek', '--skal', 'Kopia på villovägar']
const MASTER = ['nyckel', 'rotera', '--huvudnyckel', '--av', 'Eva Ek', '--skal', 'Byte enligt plan']
const OWN_KEY = ['nyckel', 'rotera', '--logg', 'insyn', '--av', 'Eva Ek', '--skal', 'Byte enligt plan']

/** The command, killed so long after its start. */
async function killed(args: readonly string[], afterMs: number): Promise<void> {
  const settings = ['--config', join(installation.state, '../config/demo.yaml')]
  const child = spawn(process.execPath, [MAIN, ...args, ...settings], { env: installation.env, stdio: 'ignore' })
  const exited = once(child, 'exit')
  await delay(afterMs)
  child.kill('SIGKILL')
  await exited
}

let exports = 0
async function exported(log: string) {
  const file = join(installation.state, `${log}-${++exports}.jsonl`)
  const { code, output } = await installation.insyn('logg', 'exportera', log, '--fil', file, '--av', 'Eva Ek')
  expect([code, output]).toEqual([0, expect.stringMatching(/--nyckel '/)])
  return { file, vkey: /--nyckel '([^']+)'/.exec(output)?.[1] ?? '' }
}
/** Changes of the signing key that stand in a log, and those that are in force. */
async function changes(): Promise<{ recorded: readonly number[]; inForce: number; pending: number }> {
  const [row] = await sql<{ recorded: number[]; force: number; pending: number }>(
    installation,
    `select array(select count(*)::int from access_record where record like '%"orsak":"signatur"%' group by logg) as recorded,
            (select count(*)::int from rotated_key where name = 'signatur' and recorded_at is not null) as force,
            (select count(*)::int from rotated_key where recorded_at is null) as pending`,
    [],
  )
  return { recorded: row?.recorded ?? [], inForce: row?.force ?? -1, pending: row?.pending ?? -1 }
}

/** Former data keys that are not gone. */
const LEFT = `select from data_key f where destroyed_at is null
                 and exists (select from data_key n where n.stadsdel = f.stadsdel and n.mangd = f.mangd and n.generation > f.generation)`

/**
 * What waits for half a minute waits for less: still twice as long as processes follow keys in, and as nobody holds a row that was
 * read before.
 */
const SHORTER = `
  create function test_shorter() returns trigger language plpgsql as $$ begin
    if tg_op = 'INSERT' then new.rotated_at := new.rotated_at - interval '10 s';
    else new.renewed_at := new.renewed_at - interval '20 s'; end if;
    return new; end $$;
  create trigger test_shorter before insert or update of renewed_at on data_key
    for each row execute function test_shorter()`

interface DataKey {
  readonly stadsdel: string
  readonly mangd: string
  readonly generation: number
  readonly state: string
}
async function dataKeys(): Promise<readonly DataKey[]> {
  const { code, output } = await installation.insyn('nyckel', 'lista', '--json')
  expect(code).toBe(0)
  return (JSON.parse(output) as readonly DataKey[]).filter(({ stadsdel }) => stadsdel === 'bromma')
}
const keysInFile = async (): Promise<readonly string[]> => {
  const { data } = JSON.parse(await readFile(join(installation.state, 'nyckelring.json'), 'utf8')) as {
    data: Record<string, { generation: number } | readonly { generation: number }[]>
  }
  return Object.entries(data)
    .filter(([name]) => name.startsWith('bromma/'))
    .flatMap(([name, keys]) => [keys].flat().map(({ generation }) => `${name}/${generation}`))
    .sort()
}
/** What the mirror holds of bromma, as versions: what is sealed anew is no change. */
const mirrored = () =>
  sql<{ uppgift_ref: string; version: number }>(
    installation,
    `select uppgift_ref, version from uppgift where stadsdel = 'bromma' order by uppgift_ref`,
    [],
  )

test('keys are changed and commands killed while lookups go on, and nothing from before is lost', async () => {
  const asAgent = await agent(simulators)
  const { personnummer } = simulators.truthAt(0)
  // Without an act the log of the processor has nothing yet.
  expect(await installation.insyn(...OWN_KEY)).toMatchObject({ code: 0 })
  const before = await exported('insyn')
  const ids: string[] = []
  let failures = 0
  let serving = true
  const answers = new Set<string>()
  const lookups = (async () => {
    while (serving) {
      const { loggId, ...answer } = await asAgent.uppslag(hub.adress, { personnummer })
      answers.add(JSON.stringify(MANGDER.map((mangd) => answer[mangd])))
      if (loggId[0] === undefined) failures++
      else ids.push(loggId[0])
      await delay(campaign(200, 50))
    }
  })()

  const [sealed, standing] = [await keysInFile(), await mirrored()]
  expect(sealed.every((name) => name.endsWith('/1'))).toBe(true)
  await sql(installation, SHORTER)
  for (const at of [500, 900]) await killed(DATA, at)
  expect(await installation.insyn(...DATA)).toMatchObject({ code: 0 })
  expect(await installation.insyn(...SIGNATURE)).toMatchObject({ code: 0 })
  const master = () => readFile(join(installation.state, 'huvudnyckel'), 'utf8')
  const former = await master()
  const read = installation.insyn('synk', '--stadsdel', 'bromma')
  for (let at = 500; at <= campaign(500, 1_700); at += 150) await killed(MASTER, at)
  expect(await installation.insyn(...MASTER)).toMatchObject({ code: 0 })
  expect(await master()).not.toBe(former)
  expect(await read).toMatchObject({ code: 0 })
  // A command takes about a second: the kill comes anywhere in it.
  for (let at = 500; at <= 1_700; at += campaign(600, 150)) {
    await killed(SIGNATURE, at)
    expect(new Set((await changes()).recorded).size).toBeLessThanOrEqual(1)
  }
  expect(await installation.insyn(...SIGNATURE)).toMatchObject({ code: 0 })
  // All that was sealed with the former data keys is sealed anew, and they are gone.
  const left = await untilRows(installation, LEFT, (rows) => rows.length === 0, { withinMs: 240_000 })
  expect(left).toEqual([])
  expect((await dataKeys()).map(({ state }) => state)).toEqual(sealed.map(() => 'in-use'))
  const replaced = await keysInFile()
  expect(replaced.map((name) => name.replace(/\d+$/, '1'))).toEqual(sealed)
  expect(replaced.filter((name) => sealed.includes(name))).toEqual([])
  expect(await mirrored()).toEqual(standing)
  serving = false
  await lookups
  expect([failures, answers.size]).toEqual([0, 1])
  expect(await installation.insyn('synk', '--stadsdel', 'bromma')).toMatchObject({ code: 0 })
  expect(await mirrored()).toEqual(standing)

  const { recorded, inForce, pending } = await changes()
  expect(pending).toBe(0)
  expect(inForce).toBeGreaterThanOrEqual(2)
  expect(new Set(recorded)).toEqual(new Set([inForce]))

  // The hub too goes on by the new key, and the next start with what there is.
  expect(await hub.stop()).toBe(0)
  hub = await installation.start()
  const after = await exported('insyn')
  expect(after.vkey).not.toBe(before.vkey)
  const published = join(installation.state, 'publicerat/insyn.checkpoints')
  for (const { vkey } of [before, after])
    expect(await verifyFile({ file: after.file, keys: [vkey], checkpoints: [published] })).toMatchObject({ ok: true })
  expect(await verifyFile({ file: before.file, keys: [before.vkey] })).toMatchObject({ ok: true })
  for (const id of [ids[0] ?? '', ids.at(-1) ?? ''])
    expect(await installation.insyn('logg', 'hitta', id, '--av', 'Eva Ek')).toMatchObject({
      code: 0,
      output: expect.stringMatching(/^[a-z-]+\/\d+$/m),
    })
  const doctor = await installation.insyn('doctor')
  expect(doctor.output).toMatch(/^checkpoints +ok\n {2}note: published to 1 of 2 places/m)
  const notes = (await readFile(published, 'utf8')).trimEnd().split('\n')
  const signatures = notes.map((line) => line.split('\\n— ').length - 1)
  expect(signatures.some((count) => count > 1)).toBe(true)
  await hub.stop()
})
