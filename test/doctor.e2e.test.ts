import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, jest, test } from '@jest/globals'
import { parse } from 'yaml'
import type { StartedSimulators } from '../simulators/start-simulators.ts'
import { install, type Installation, MAIN } from './support/hub/hub-process.ts'
import { startCity, THREE_STADSDELAR } from './support/sources/simulated-city.ts'
import { until } from './support/until.ts'

const password = 'prov-7731'
const WRONG = 'fel-7732'
/** What is built, of which the image has a part. */
const PROGRAM = join(MAIN, '../..')
const isOutsideState = (name: string) => !name.startsWith('tillstand')
const { agresso: demo } = parse(readFileSync('config/demo.yaml', 'utf8')) as {
  agresso: { readonly foretag: Readonly<Record<string, string>>; readonly mallar: Readonly<Record<string, string>> }
}
const companies = Object.fromEntries(THREE_STADSDELAR.map((code) => [code, demo.foretag[code]]))
let simulators: StartedSimulators
const installations: Installation[] = []

jest.setTimeout(90_000)
beforeAll(async () => {
  simulators = await startCity(60, 5, password)
}, 60_000)
beforeEach(() => simulators.noErrors())
afterEach(async () => {
  for (const one of installations.splice(0)) await one.remove()
})
afterAll(() => simulators.stop())

async function installed(agresso: object = {}, more: { readonly loggniva?: string } = {}): Promise<Installation> {
  const settings = { ...more, agresso: { ...demo, foretag: companies, ...agresso }, synk: { omforsokMs: [50] } }
  const fresh = await install(simulators, password, settings)
  installations.push(fresh)
  return fresh
}

/** The lines of a look: what is well, and under what is not the shortcomings. */
async function doctor(installation: Installation) {
  const { code, output } = await installation.insyn('doctor')
  expect(output).not.toContain(WRONG)
  const blocks = [...output.matchAll(/^(\S.*?) +(ok|not ok|waits for a person)\n((?: {2}.*\n)*)/gm)]
  const found = new Map(blocks.map(([, name = '', verdict = '', lines = '']) => [name, { verdict, lines }]))
  return { code, found, unwell: [...found].filter(([, { verdict }]) => verdict !== 'ok').map(([name]) => name) }
}

test('every source of every district is logged in to, and what is well is said', async () => {
  const { code, found, unwell } = await doctor(await installed())
  expect([code, unwell]).toEqual([0, []])
  expect([...found.keys()].filter((name) => /^(paraplyet|agresso|ber) /.test(name))).toHaveLength(
    3 * THREE_STADSDELAR.length,
  )
  const own = [
    'reads',
    'quarantine',
    'access logs',
    'followers',
    'data keys',
    'disk',
    'clock',
    'certificates',
    'notices',
    'issuer inloggning',
  ]
  const leant = ['database', 'bus', 'case system', 'set aside', 'checkpoints']
  expect([...found.keys()]).toEqual(expect.arrayContaining([...own, ...leant]))
  const json = await installations.at(-1)?.insyn('doctor', '--json')
  const { outcome, checks } = JSON.parse(json?.output ?? '') as { outcome: string; checks: { name: string }[] }
  expect([json?.code, outcome, checks.map(({ name }) => name)]).toEqual([0, 'ok', [...found.keys()]])
  expect(checks[0]).toEqual({ name: 'reads', outcome: 'ok', shortcomings: [], waits: [], notes: [expect.any(String)] })
})

test('an integrator with a wrong password, then other names of templates, is told each; and the run says the same', async () => {
  const wrong = await installed({ losenord: WRONG })
  const first = await doctor(wrong)
  expect(first.code).toBe(1)
  expect(first.unwell).toHaveLength(THREE_STADSDELAR.length)
  const lines = first.unwell.map((name) => first.found.get(name)?.lines ?? '')
  const refused = lines.filter((one) => /login refused \(fault Client\.Authentication\): check the user/.test(one))
  expect([refused.length >= 1, refused.length <= 2]).toEqual([true, true])
  expect(lines.filter((one) => one.includes('not asked, since the login was refused'))).toHaveLength(
    THREE_STADSDELAR.length - refused.length,
  )
  const run = await wrong.insyn('synk', '--kalla', 'agresso', '--stadsdel', 'farsta')
  expect(run.code).toBe(1)
  expect(run.output).toMatch(
    /✗ agresso farsta .*KALLA_INLOGGNING.*\n {2}agresso farsta.*the login was refused|agresso farsta: login refused/,
  )

  const other = await installed({ mallar: { ...demo.mallar, oppna: 'Öppna poster' } })
  const second = await doctor(other)
  expect([second.code, second.unwell.length]).toEqual([1, THREE_STADSDELAR.length])
  const text = second.found.get('agresso farsta')?.lines
  expect(text).toBe(
    '  agresso farsta: no template that the user may see is called "Öppna poster": correct agresso.mallar\n',
  )
  const again = await other.insyn('synk', '--kalla', 'agresso', '--stadsdel', 'farsta')
  expect(again.output).toContain('\n  agresso farsta: no template that the user may see is called "Öppna poster"')
})

test('sources that are away, or answer with a page, are told with what to do', async () => {
  simulators.fault({ peer: 'paraplyet', fel: 'html', stadsdel: 'sodermalm', operation: 'LoggaIn' })
  simulators.fault({ peer: 'ber', fel: 'nere', stadsdel: 'farsta' })
  const { code, found, unwell } = await doctor(await installed())
  expect([code, unwell]).toEqual([1, ['ber farsta', 'paraplyet sodermalm']])
  expect(found.get('paraplyet sodermalm')?.lines).toMatch(/LoggaIn: status 200, an HTML page: check the address/)
  expect(found.get('ber farsta')?.lines).toMatch(/^ {2}ber farsta .*: [A-Z_]+/)
})

test('a fault of the server that passes is overcome within the run, and one that stays is told', async () => {
  const installation = await installed()
  const once = {
    peer: 'agresso',
    stadsdel: 'farsta',
    operation: 'GetTemplateResultAsXML',
    fel: 'fault',
    antal: 1,
  } as const
  simulators.fault(once)
  const run = () => installation.insyn('synk', '--kalla', 'agresso', '--stadsdel', 'farsta')
  expect(await run()).toMatchObject({ code: 0, output: expect.stringContaining('✓ agresso farsta') })
  simulators.fault({ ...once, antal: 2 })
  const failed = await run()
  expect(failed).toMatchObject({
    code: 1,
    output: expect.stringMatching(/\n {2}agresso farsta .*fault Server: look in the log/),
  })
})

/** What a terminal of this width is sent by a command, and its exit code: `script` (util-linux) gives it a real one. */
async function inTerminal({ state, env }: Installation, columns: number, kind: string, words: string) {
  const config = join(dirname(state), 'config/demo.yaml')
  const command = `stty cols ${columns} && exec ${process.execPath} ${MAIN} ${words} --config ${config}`
  const child = spawn('script', ['-qec', command, '/dev/null'], {
    env: { ...env, TERM: kind, NO_COLOR: '1', SHELL: '/bin/sh' },
    cwd: dirname(state),
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [sent, [code]] = await Promise.all([text(child.stdout), once(child, 'close') as Promise<[number | null]>])
  return { code, sent: sent.replaceAll('\r\n', '\n') }
}

const hasTerminals = spawnSync('script', ['--version']).status === 0
const terminal = hasTerminals ? test : test.skip
terminal('progress fits the terminal that it is shown in, and what failed is told whole in each', async () => {
  simulators.fault({ peer: 'paraplyet', fel: 'html', stadsdel: 'sodermalm', operation: 'LoggaIn' })
  const installation = await installed()
  const plain = await installation.insyn('synk', '--kalla', 'paraplyet', '--stadsdel', 'sodermalm')
  const [, reason = ''] = /^✗ paraplyet sodermalm .*\n( {2}paraplyet sodermalm .+)$/m.exec(plain.output) ?? []
  expect([plain.code, reason.length > 60]).toEqual([1, true])
  expect(plain.output).not.toContain('\u001b')

  const narrow = await inTerminal(installation, 60, 'xterm', 'synk --kalla paraplyet --stadsdel sodermalm')
  expect([narrow.code, narrow.sent.includes(`${reason}\n`)]).toEqual([1, true])
  const lines = narrow.sent.split('\n').map((line) => line.replace(/^\r?\u001b\[\d+A\u001b\[0J/, ''))
  for (const line of lines.filter((one) => one.includes(' records'))) expect(line.length).toBeLessThan(60)
  // The cursor moves, and nothing is coloured.
  expect(narrow.sent).toMatch(/\u001b\[\d+A\u001b\[0J/)
  expect(narrow.sent).not.toMatch(/\u001b\[[\d;]*m/)

  const dumb = await inTerminal(installation, 120, 'dumb', 'synk --kalla paraplyet --stadsdel sodermalm')
  expect([dumb.code, dumb.sent.includes(`${reason}\n`)]).toEqual([1, true])
  expect(dumb.sent).not.toContain('\u001b')
  expect(dumb.sent).toMatch(/^✗ paraplyet sodermalm +0 records .*KALLA_INTE_SVAR/m)

  const help = await inTerminal(installation, 80, 'xterm', 'karantan kor-om --help')
  expect(help.code).toBe(0)
  expect(help.sent.split('\n').filter((line) => line.length > 80)).toEqual([])
  expect(help.sent).toContain('Exit codes:')
})

/** Every file below, by size and time of its newest change. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => ({ name, ...statSync(join(folder, name)) }))
    .map(({ name, size, mtimeMs: changedMs }) => `${name} ${size} ${changedMs}`)

test('a hub whose output nobody reads any more serves, logs, and stops in order with its database', async () => {
  const installation = await installed({}, { loggniva: 'info' })
  // The root of a container may be read-only: program and settings, and where it was started.
  const unwritten = () => [PROGRAM, dirname(installation.state)].map((folder) => filesIn(folder).filter(isOutsideState))
  const before = unwritten()
  const hub = await installation.start()
  const database = installation.database()
  const said = hub.output()
  expect(said).toMatch(/"message":"hub-starting"[^\n]*"node":"v/)
  expect(said).toMatch(/"message":"hub-started"[^\n]*"schemaVersion":"\d{4}-[a-z-]+\.sql"/)
  hub.closeOutput()
  // What is due is being read, and each run that ends is a line that nobody takes.
  await until(async () => {
    const { rows } = await database.query<{ count: number }>(
      `select count(*) as count from sync_run where status <> 'pagar'`,
    )
    return (rows[0]?.count ?? 0) > 5
  })
  expect((await fetch(new URL('/health/ready', hub.adress))).status).toBe(200)
  await database.end()
  expect(await hub.stop()).toBe(0)
  expect(existsSync(join(installation.state, 'postgresql/data/postmaster.pid'))).toBe(false)
  expect(unwritten()).toEqual(before)
})
