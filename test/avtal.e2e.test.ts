import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { parse, stringify } from 'yaml'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import type { Informationsmangd } from '../src/informationsmangd.ts'
import { openMasterKey, readKeyring } from '../src/platform/keys/keyring.ts'
import { keysFrom } from '../src/platform/keys/keys-from-keyring.ts'
import type { Avtal } from '../src/policy/policy.ts'
import { agent } from './support/api/caller.ts'
import { campaign } from './support/campaign.ts'
import { settled, sql, untilRows } from './support/database/mirror-state.ts'
import { exportedLog } from './support/hub/exported-log.ts'
import { install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

const COUNT = 200
const CASES = 6
/** How far the ending has come when the hub is killed: one kill at each. */
const STEPS = [
  'true',
  'begin_record is not null',
  'keys_destroyed is not null',
  `removed ? 'leverans'`,
  `removed ? 'uppgift'`,
  'purged is not null',
] as const
const MAIN = join(import.meta.dirname, '../dist/src/main.js')
const STADSDEL = 'sodermalm'
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let asAgent: Awaited<ReturnType<typeof agent>>

jest.setTimeout(240_000)
beforeAll(async () => {
  simulators = await startCity(COUNT, 5, password)
  installation = await install(simulators, password)
  asAgent = await agent(simulators)
}, 60_000)
afterAll(async () => {
  await simulators.stop()
  await installation.remove()
}, 60_000)

const inhabitants = () =>
  Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).filter(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar[STADSDEL]?.utforare !== undefined,
  )
const heldInCases = () =>
  simulators.arenden
    .open(500)
    .flatMap(({ arendeId }) => simulators.arenden.mirrorings(arendeId))
    .filter(({ stadsdel }) => stadsdel === STADSDEL).length

async function changeAvtal(validUntil: string | undefined): Promise<void> {
  const file = join(dirname(installation.state), `config/avtal/${STADSDEL}.yaml`)
  const avtal = parse(await readFile(file, 'utf8')) as Avtal
  await writeFile(file, stringify({ ...avtal, giltigTill: validUntil }))
}

interface Sealed {
  readonly mangd: Informationsmangd
  readonly uppgift_ref: string
  readonly sealed: Buffer
}
const sealed = () =>
  sql<Sealed>(installation, 'select mangd, uppgift_ref, sealed from uppgift where stadsdel = $1', [STADSDEL])

/** How many of these rows open with the keyring as it lies in the state folder now. */
async function opened(rows: readonly Sealed[]): Promise<number> {
  const master = await openMasterKey(join(installation.state, 'huvudnyckel'), false)
  const keys = keysFrom(await readKeyring(join(installation.state, 'nyckelring.json'), master))
  return rows.filter(({ mangd, uppgift_ref, sealed }) => {
    try {
      return keys.open(STADSDEL, mangd, uppgift_ref, sealed) !== ''
    } catch {
      return false
    }
  }).length
}

/** Each step takes a while, so that a hub can be killed between two. */
const SLOW = `
  create function prov_trog() returns trigger language plpgsql as $$ begin perform pg_sleep(0.5); return new; end $$;
  create trigger prov_trog before update on avtal_ending for each row execute function prov_trog()`

/** Starts a hub and kills it as soon as the ending has come so far, before it serves. */
async function killAt(step: string): Promise<void> {
  const settings = join(dirname(installation.state), 'config/demo.yaml')
  const hub = spawn(process.execPath, [MAIN, 'start', '--config', settings], { env: installation.env, stdio: 'ignore' })
  const exited = once(hub, 'exit')
  const there = (rows: readonly object[]) => rows.length > 0
  await untilRows(installation, `select from avtal_ending where ${step}`, there, { everyMs: 20, withinMs: Infinity })
  hub.kill('SIGKILL')
  await exited
}

test(`an avtal that has ended is gone everywhere within a minute, also over kills at each step, and begins again with nothing of before`, async () => {
  const first = await installation.start()
  await first.ready()
  await simulators.people.begin({ hubb: first.adress, oppna: 0 })
  for (const { personnummer } of inhabitants().slice(0, CASES))
    await simulators.people.open(personnummer, 'samlad-fraga')
  await settled(installation)
  const dump = await sealed()
  expect(dump.length).toBeGreaterThan(CASES)
  expect(await opened(dump)).toBe(dump.length)
  expect(heldInCases()).toBeGreaterThan(0)
  await sql(installation, SLOW)
  await first.kill()

  const yesterday = new Date(Date.now() - 24 * 60 * 60_000).toISOString().slice(0, 10)
  await changeAvtal(yesterday)
  for (const step of STEPS.slice(campaign(4, 0))) await killAt(step)
  await sql(installation, 'drop trigger prov_trog on avtal_ending')

  const begin = Date.now()
  const hub = await installation.start()
  while ((await sql(installation, 'select from avtal_ending where done is not null')).length === 0) {
    expect(Date.now() - begin).toBeLessThan(campaign(120_000, 60_000))
    await delay(200)
  }
  expect([await sealed(), heldInCases(), await opened(dump)]).toEqual([[], 0, 0])
  expect(await readFile(join(installation.state, 'nyckelring.json'), 'utf8')).not.toContain(STADSDEL + '/')
  for (const { personnummer } of inhabitants().slice(0, CASES)) {
    const { beslut } = (await asAgent.uppslag(hub.adress, { personnummer })) as unknown as {
      beslut: { stadsdel: string }[]
    }
    expect(beslut.filter(({ stadsdel }) => stadsdel === STADSDEL)).toEqual([])
  }

  const printed = await installation.insyn('avtal', 'kvitto', STADSDEL)
  const vkey = /--nyckel '([^']+)'/.exec(printed.output)?.[1] ?? ''
  const [name = ''] = /(?<=receipt kvitton\/)\S+/.exec((await installation.insyn('avtal', 'lista')).output) ?? []
  const file = join(installation.state, 'kvitton', name)
  // Written right after the mark that the test waits for.
  while (!existsSync(file)) await delay(50)
  expect(await installation.insyn('avtal', 'verifiera', file, '--nyckel', vkey)).toMatchObject({
    code: 0,
    output: expect.stringContaining('ok: signed and unaltered'),
  })
  const text = await readFile(file, 'utf8')
  await writeFile(`${file}.andrat`, text.replace('"generation":1', '"generation":2'))
  expect(await installation.insyn('avtal', 'verifiera', `${file}.andrat`, '--nyckel', vkey)).toMatchObject({ code: 1 })
  const end = (await exportedLog(installation, STADSDEL)).filter(({ handelse }) => handelse === 'avtalsslut')
  expect(end.map(({ orsak }) => orsak)).toEqual(expect.arrayContaining(['avtal-upphort', 'avtal-avslutat']))
  await hub.stop()

  await changeAvtal(undefined)
  const anew = await installation.start()
  await anew.ready()
  await settled(installation)
  expect(await opened(dump)).toBe(0)
  expect((await sealed()).map(({ uppgift_ref }) => uppgift_ref).sort()).toEqual(
    dump.map(({ uppgift_ref }) => uppgift_ref).sort(),
  )
  expect(heldInCases()).toBeGreaterThan(0)
  expect(await anew.stop()).toBe(0)
})
