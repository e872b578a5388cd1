import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { sql } from './support/database/mirror-state.ts'
import { type HubProcess, install, type Installation } from './support/hub/hub-process.ts'
import { startCity } from './support/sources/simulated-city.ts'

const password = 'prov'
const SCOPE = ['--kalla', 'paraplyet', '--stadsdel', 'bromma']
const ACT = ['--av', 'Eva Ros', '--skal', 'felanmälan 7']
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess

beforeAll(async () => {
  simulators = await startCity(60, 3, password)
  installation = await install(simulators, password)
  hub = await installation.start()
  await hub.ready()
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
}, 60_000)

const quarantine = (...args: string[]) => installation.insyn('karantan', ...args)
const insynRecords = () =>
  sql<{ logg: string; record: string }>(
    installation,
    `select logg, record from access_record where record like '%Eva Ros%' order by tid`,
  )

/** With a manifest that calls telephone numbers whole numbers. */
async function withWrongManifest(): Promise<{ code: number | null; output: string }> {
  const manifest = join(dirname(installation.state), 'config/tittbehorighet/paraplyet-utforare.yaml')
  const right = await readFile(manifest, 'utf8')
  await writeFile(manifest, right.replace('falt: telefon, typ: text', 'falt: telefon, typ: heltal'))
  try {
    return await installation.insyn('synk', ...SCOPE)
  } finally {
    await writeFile(manifest, right)
  }
}

test('what could not be read is said by the run, listed, shown with a record, and read again', async () => {
  expect(await quarantine('lista')).toEqual({ code: 0, output: '' })
  expect((await withWrongManifest()).output).toMatch(/paraplyet bromma .* \d+ in quarantine/)

  const listed = await quarantine('lista', ...SCOPE)
  const [line, count = '', newest = ''] =
    /^paraplyet bromma utforare telefon \S+ (\d+) since \S+Z id (\d+)\S*$/m.exec(listed.output) ?? []
  expect(line).toBeDefined()
  const personnummer = Array.from({ length: 60 }, (_, index) => simulators.truthAt(index).personnummer)
  for (const number of personnummer) expect(listed.output).not.toContain(number.slice(2))
  const json = JSON.parse((await quarantine('lista', '--falt', 'telefon', '--json')).output) as { groups: object[] }
  expect(json.groups).toMatchObject([{ stadsdel: 'bromma', falt: 'telefon', count: Number(count) }])

  expect((await quarantine('visa', newest, '--av', 'Eva Ros')).output).toMatch(/'--skal <text>' not specified/)
  expect(await insynRecords()).toEqual([])
  const shown = await quarantine('visa', newest, ...ACT)
  expect(shown).toMatchObject({ code: 0, output: expect.stringMatching(/^telefon: "[\d\s()+-]+"$/m) })
  expect(await insynRecords()).toMatchObject([
    { logg: 'bromma', record: expect.stringContaining('"orsak":"karantan"') },
  ])
  expect(await quarantine('visa', '99999', ...ACT)).toEqual({
    code: 1,
    output: 'insyn: quarantine has no row of that number that may be seen\n',
  })
  expect((await quarantine('valj', newest, '--sekel', '19', ...ACT)).output).toContain('ambiguous number')
  expect((await quarantine('valj', newest, ...ACT)).output).toContain('needs --sekel 18, 19 or 20, or else --angra')

  const metrics = await fetch(`${hub.adress}/metrics`, { headers: { authorization: 'Bearer for-the-demo-alone' } })
  expect(await metrics.text()).toMatch(
    new RegExp(`^insyn_quarantine_rows\\{source="paraplyet",mangd="utforare",reason="[^"]+"\\} ${count}$`, 'm'),
  )

  expect(await quarantine('kor-om', '--av', 'Eva Ros')).toMatchObject({ code: 2 })
  const elsewhere = await quarantine('kor-om', '--av', 'Eva Ros', '--till', '2020-01-01')
  expect(elsewhere).toEqual({ code: 0, output: 'nothing is in quarantine there\n' })
  const again = await quarantine('kor-om', '--av', 'Eva Ros', '--rad', newest)
  expect(again).toMatchObject({ code: 0, output: expect.stringMatching(/paraplyet bromma (?!.*quarantine)/) })
  expect((await quarantine('lista')).output).toBe('')
  expect((await quarantine('kor-om', '--av', 'Eva Ros', '--alla')).output).toBe('nothing is in quarantine there\n')
}, 120_000)
