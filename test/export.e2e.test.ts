import { spawn } from 'node:child_process'
import { hash, randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { createLogWriter } from '../src/atkomstlogg/writer.ts'
import { LOOKUP } from './support/exported-records.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

const MINUTE = 60_000
const RECORDS = 20_000
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let folder: string

beforeAll(async () => {
  simulators = await startCity(20, 5, 'prov')
  installation = await install(simulators, 'prov')
  hub = await installation.start()
  await new Promise<void>((done) => way.listen(0, '127.0.0.1', done))
  folder = await mkdtemp(join(tmpdir(), 'insyn-export-'))
}, 2 * MINUTE)
afterAll(async () => {
  way.close()
  await hub.stop()
  await simulators.stop()
  await installation.remove()
  await rm(folder, { recursive: true })
}, MINUTE)

/** One address for whichever hub runs: each has a port of its own. */
const way = createServer((caller) => {
  const { hostname, port } = new URL(hub.adress)
  const served = connect(Number(port), hostname)
  for (const end of [caller, served])
    end.on('error', () => undefined).on('close', () => [caller, served].forEach((one) => one.destroy()))
  caller.pipe(served).pipe(caller)
  let passed = 0
  served.on('data', (piece: Buffer) => {
    if ((passed += piece.length) > most) served.unpipe(caller).pause()
  })
})
/** Of one connection's answers, in bytes: a file that is longer stops in the middle. */
let most = Infinity
const address = () => `http://127.0.0.1:${(way.address() as AddressInfo).port}`

async function writeRecords(): Promise<void> {
  const pool = installation.database()
  const log = createLogWriter(pool, { maxWaiting: RECORDS })
  const records = Array.from({ length: RECORDS }, () => ({
    logg: 'bromma',
    access: { ...LOOKUP, handelseId: randomUUID() },
  }))
  for (let at = 0; at < RECORDS; at += 5_000) await log.write(records.slice(at, at + 5_000))
  await log.stop()
  await pool.end()
}

/** The command as an officer runs it, without settings. */
async function exportRecords(file: string) {
  const { access_token } = await simulators.issue({
    slutanvandare: 'demo-bromma',
    klient: 'demo',
    roller: ['granskare'],
  })
  const period = ['--fran', '2026-10-01', '--till', '2026-10-31']
  const argv = ['logg', 'ut', '--format', 'fhir', '--loggar', 'bromma', ...period, '--skal', 'dnr 7', '--fil', file]
  const child = spawn(process.execPath, [join(import.meta.dirname, '../dist/src/main.js'), ...argv], {
    cwd: folder,
    env: { PATH: process.env.PATH, INSYN_HUB: address(), INSYN_TOKEN: access_token },
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (text += piece.toString()))
  const ended = new Promise<number | null>((done) => child.once('close', done))
  return {
    ended,
    text: () => text,
    async until(reached: () => boolean) {
      for (const end = Date.now() + MINUTE; !reached(); await delay(2))
        if (Date.now() > end || child.exitCode !== null) throw new Error(`it was not reached: ${text}`)
    },
  }
}

/** Resolves when the preparation is under way. */
async function untilPrepared(): Promise<void> {
  const pool = installation.database()
  const begun = async () =>
    (await pool.query(`select from log_export where status = 'pagar' and passed > 0`)).rowCount === 1
  for (const end = Date.now() + MINUTE; !(await begun()); await delay(5))
    if (Date.now() > end) throw new Error('nothing is prepared')
  await pool.end()
}

async function killAndStart(): Promise<void> {
  await hub.kill()
  hub = await installation.start()
}

test(
  'an export goes on through a hub that is killed while it makes the file ready, and while it sends it',
  async () => {
    await writeRecords()
    const command = await exportRecords('ut.ndjson')
    await command.until(() => command.text().startsWith('export '))
    await untilPrepared()
    most = 1_000_000
    await killAndStart()
    await command.until(() => existsSync(join(folder, 'ut.ndjson.del')))
    expect(existsSync(join(folder, 'ut.ndjson'))).toBe(false)
    most = Infinity
    await killAndStart()
    expect([await command.ended, command.text()]).toEqual([0, expect.stringContaining('sha256')])
    const bytes = await readFile(join(folder, 'ut.ndjson'))
    expect(command.text()).toContain(hash('sha256', bytes))
    expect(bytes.toString().trimEnd().split('\n')).toHaveLength(RECORDS)
  },
  5 * MINUTE,
)
