import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import type { JWK } from 'jose'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

jest.setTimeout(120_000)

const MAIN = join(import.meta.dirname, '../dist/src/main.js')
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

beforeAll(async () => {
  simulators = await startCity(20, 5, password)
  installation = await install(simulators, password)
  hub = await installation.start()
})
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
})

const handOut = (name: string, ...more: string[]) => [
  ...['kafka', 'nyckel', '--alla', '--av', name, '--skal', 'ny konsument'],
  ...more,
]
/** How many keys each board's log says were handed out to whoever has this name. */
async function recorded(name: string): Promise<readonly string[]> {
  const rows = await sql<{ logg: string; count: number }>(
    installation,
    `select logg, count(*)::int as count from access_record
      where record like '%"orsak":"nyckel"%' and record like $1 group by logg order by logg`,
    [`%"slutanvandare":"${name}"%`],
  )
  return rows.map(({ logg, count }) => `${logg} ${count}`)
}
function byLog(keys: readonly JWK[]): readonly string[] {
  const logs = keys.map(({ kid = '' }) => kid.slice(0, kid.indexOf('/')))
  return [...new Set(logs)].toSorted().map((one) => `${one} ${logs.filter((other) => other === one).length}`)
}
const keysOf = (text: string) => (JSON.parse(text) as { keys: JWK[] }).keys

test('all keys of a consumer come in one run, each with its record in its board’s log', async () => {
  const { code, output } = await installation.insyn(...handOut('kim'))
  expect(code).toBe(0)
  const lines = output.trim().split('\n')
  const keys = keysOf(lines.find((line) => line.startsWith('{')) ?? '')
  expect(keys.length).toBeGreaterThan(80)
  expect(new Set(keys.map(({ kid }) => kid)).size).toBe(keys.length)
  expect(await recorded('kim')).toEqual(byLog(keys))
  for (const line of lines) if (!line.startsWith('{')) expect(line).toMatch(/^[a-z-]+: no avtal in force covers [a-z]/)
})

test('a set is limited by options given several times or with commas, and several need --alla', async () => {
  const some = ['--stadsdel', 'bromma,farsta', '--stadsdel', 'jarva', '--mangd', 'beslut', '--mangd', 'person']
  const { output } = await installation.insyn(...handOut('lo', ...some))
  expect(keysOf(output).map(({ kid }) => kid)).toEqual(
    ['bromma', 'farsta', 'jarva'].flatMap((one) => [`${one}/person/1`, `${one}/beslut/1`]),
  )
  expect(await recorded('lo')).toEqual(['bromma 2', 'farsta 2', 'jarva 2'])

  const without = handOut('mio', ...some).filter((word) => word !== '--alla')
  const refused = await installation.insyn(...without)
  expect(refused).toEqual({ code: 2, output: expect.stringContaining('or --alla for several') })
  expect(await recorded('mio')).toEqual([])
})

/** What a command has printed when it is killed then. */
async function printed(name: string, when: () => Promise<unknown>): Promise<readonly JWK[]> {
  const settings = ['--config', join(installation.state, '../config/demo.yaml')]
  const child: ChildProcess = spawn(process.execPath, [MAIN, ...handOut(name), ...settings], { env: installation.env })
  let output = ''
  child.stdout?.on('data', (chunk) => (output += String(chunk)))
  const closed = once(child, 'close')
  await when()
  child.kill('SIGKILL')
  await closed
  return output === '' ? [] : keysOf(output)
}

test('killed before its records stand it has printed nothing, and killed after them no key that has none', async () => {
  const database = installation.database()
  const until = async (query: string) => {
    while ((await database.query(query)).rowCount === 0) await delay(5)
  }
  const lock = await database.connect()
  await lock.query('begin')
  await lock.query('lock table access_record in access exclusive mode')
  const waits = `select from pg_locks where not granted and relation = 'access_record'::regclass`
  const before = await printed('bo', () => until(waits))
  await lock.query('rollback')
  lock.release()
  expect(before).toEqual([])
  // The database may finish the statement of a process that is gone: records without keys, all or none.
  expect([[], await recorded('kim')]).toContainEqual(await recorded('bo'))

  const stands = `select from access_record where record like '%"slutanvandare":"siv"%' limit 1`
  const after = await printed('siv', () => until(stands))
  await database.end()
  const records = await recorded('siv')
  expect(records).toEqual(await recorded('kim'))
  expect([[], records]).toContainEqual(byLog(after))
})
