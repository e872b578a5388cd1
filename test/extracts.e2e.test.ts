import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals'
import { startSimulators, type StartedSimulators } from '../simulators/start-simulators.ts'
import { readPdf } from '../src/review/pdf/testing/read-pdf.ts'
import { agent } from './support/api/caller.ts'
import { install, type HubProcess, type Installation } from './support/hub/hub-process.ts'

const MAIN = join(import.meta.dirname, '../dist/src/main.js')
const COUNT = 60
const password = 'prov'
let simulators: StartedSimulators
let installation: Installation
let hub: HubProcess
let folder = ''

jest.setTimeout(240_000)
beforeAll(async () => {
  const today = new Date().toISOString().slice(0, 10)
  simulators = await startSimulators({ population: { antal: COUNT, seed: 5, today }, port: 0, losenord: password })
  installation = await install(simulators, password)
  folder = await mkdtemp(join(tmpdir(), 'insyn-extract-'))
  hub = await installation.start()
  await hub.ready()
}, 120_000)
afterAll(async () => {
  await hub.stop()
  await simulators.stop()
  await installation.remove()
  await rm(folder, { recursive: true })
}, 60_000)

/** A command on the officer's own machine; what it reads on standard input is no argument that others could see. */
async function insyn(who: string, input: string, ...args: string[]) {
  const { access_token: token } = await simulators.issue({
    ...{ slutanvandare: who, klient: 'demo', roller: ['sakerhetsansvarig'] },
  })
  const child = spawn(process.execPath, [MAIN, 'utdrag', ...args], {
    env: { PATH: process.env.PATH ?? '', INSYN_HUB: hub.adress, INSYN_TOKEN: token },
    cwd: folder,
    stdio: 'pipe',
  })
  child.stdin.end(input)
  let [out, err] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, out, err }
}

test('two officers answer a citizen, who checks the answer without the hub', async () => {
  const found = Array.from({ length: COUNT }, (_, index) => simulators.truthAt(index)).find(
    ({ skydd, stadsdelar }) => skydd === 'ingen' && stadsdelar.bromma?.utforare !== undefined,
  )
  const personnummer = found?.personnummer ?? ''
  await (await agent(simulators)).uppslag(hub.adress, { personnummer })
  const reason = ['--skal', 'Begäran om registerutdrag']

  const asked = await insyn('demo-bromma', `${personnummer}\n`, 'begar', '--loggar', 'bromma', '--json', ...reason)
  expect([asked.code, asked.err]).toEqual([0, ''])
  const { utdragId: id } = JSON.parse(asked.out) as { utdragId: string }
  expect((await insyn('demo-alla', '', 'lista')).out).toContain(`${id}  forberett`)
  const release = ['lamna-ut', id, '--kommentar', 'Stämmer med begäran.', ...reason]
  expect(await insyn('demo-alla', '', ...release)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Förhandsgranska'),
  })
  expect((await insyn('demo-alla', '', 'visa', id, '--fil', 'utkast.pdf', ...reason)).code).toBe(0)
  expect(await insyn('demo-bromma', '', ...release)).toMatchObject({
    code: 1,
    err: expect.stringContaining('Någon annan'),
  })
  expect((await insyn('demo-alla', '', ...release)).code).toBe(0)
  for (const file of ['utdrag.pdf', 'utdrag.json'])
    expect(await insyn('demo-bromma', '', 'hamta', id, '--fil', file, ...reason)).toMatchObject({ code: 0, err: '' })
  const again = await insyn('demo-bromma', '', 'hamta', id, '--fil', 'utdrag.pdf', ...reason)
  expect([again.code, again.err]).toEqual([1, expect.stringContaining('finns redan')])

  const json = await readFile(join(folder, 'utdrag.json'), 'utf8')
  const { nyckel } = JSON.parse(json) as { nyckel: string }
  expect(await insyn('nobody', '', 'verifiera', 'utdrag.json', '--nyckel', nyckel)).toMatchObject({
    code: 0,
    out: expect.stringMatching(/är äkta[\s\S]*bromma +[1-9]/) as unknown,
  })
  expect(json).not.toContain('"prov"')
  const { pages, tagged } = await readPdf(await readFile(join(folder, 'utdrag.pdf')))
  const texts = pages.flat().map(([, text]) => text)
  expect(tagged).toBe(true)
  for (const text of ['Vem har läst uppgifter om dig?', 'Bromma stadsdelsnämnd', 'En fråga om dig besvarades'])
    expect(texts).toContain(text)
})
