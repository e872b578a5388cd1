import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parse, stringify } from 'yaml'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import { cleanUpAtExit } from '../../../simulators/watchdog.ts'
import type { Config } from '../../../src/config.ts'
import { createPool } from '../../../src/platform/database/database.ts'
import { embeddedAddress } from '../../../src/platform/database/embedded.ts'
import { UNDISTURBED } from '../campaign.ts'
import type { Within } from '../network/namespaces.ts'
import { type Done, NODE_OPTIONS, runCommand } from './commands.ts'
import { liftRates } from './rates.ts'

const ROOT = join(import.meta.dirname, '../../..')
export const MAIN = join(ROOT, 'dist/src/main.js')
const run = promisify(execFile)

/**
 * Each thread that reads is compiled anew, which takes longer than to read a city so small: what measures times has the default, and a
 * campaign about nights names two.
 */
const THREADS = UNDISTURBED ? {} : { arbetare: 1 }

/** A hub as its operator starts it: the built program, its own state folder, an embedded database. */
export interface HubProcess {
  readonly pid: number
  /** Address of the API. */
  readonly adress: string
  /** Everything it has written to its terminal. */
  readonly output: () => string
  /** Resolves when what was due at the start has been read. */
  ready(): Promise<void>
  /** Whoever reads what it writes stalls, until the function is called that it returns. */
  stallOutput(): () => void
  /** Whoever read what it writes goes away. */
  closeOutput(): void
  /** As Ctrl-C does; resolves with the exit code. */
  stop(): Promise<number | null>
  kill(): Promise<void>
}

export interface Installation {
  readonly state: string
  readonly env: Readonly<Record<string, string>>
  /** With more in its environment, for what a machine does to a process, and in a network namespace. */
  start(more?: Readonly<Record<string, string>>, within?: Within): Promise<HubProcess>
  /** One command beside the hub or without it. */
  insyn(...args: string[]): Promise<Done>
  database(): ReturnType<typeof createPool>
  remove(): Promise<void>
}

/** What a test may want to be different from the demo. */
export interface Settings {
  readonly http?: Partial<Config['http']>
  readonly synk?: Partial<Config['synk']>
  readonly schema?: Partial<Config['schema']>
  readonly loggniva?: Config['loggniva']
  readonly loggnamn?: string
  readonly direkt?: Partial<Config['direkt']>
  readonly kafka?: Config['kafka']
  readonly arendesystem?: object
  readonly agresso?: object
  /** A database of the test's own; embedded when absent. */
  readonly databas?: string
  readonly spar?: Config['spar']
  /** Without the console: behind a path of a proxy there is none. */
  readonly konsol?: undefined
}

/**
 * A new installation with the demo's settings, against these simulators and the stadsdelar of their city. Any free port, any state
 * folder.
 */
export async function install(
  simulators: Pick<StartedSimulators, 'base'> & Partial<Pick<StartedSimulators, 'stadsdelar'>>,
  password: string,
  settings: Settings = {},
): Promise<Installation> {
  const folder = await mkdtemp(join(tmpdir(), 'insyn-e2e-'))
  const cleanUp = cleanUpAtExit(folder)
  await cp(join(ROOT, 'config'), join(folder, 'config'), { recursive: true })
  await changeSettings(join(folder, 'config/demo.yaml'), settings, simulators.stadsdelar)
  await liftRates(join(folder, 'config'))
  const state = join(folder, 'tillstand')
  if (settings.databas === undefined) await copyPrepared(join(state, 'postgresql'))
  const env = {
    PATH: process.env.PATH ?? '',
    INSYN_DEMO: simulators.base,
    INSYN_DEMO_LOSENORD: password,
    INSYN_PORT: '0',
    INSYN_TILLSTAND: state,
  }
  function spawned(args: readonly string[], more: Readonly<Record<string, string>> = {}, within: Within = []) {
    const node = [process.execPath, ...NODE_OPTIONS, MAIN]
    const [program = '', ...rest] = [...within, ...node, ...args, '--config', join(folder, 'config/demo.yaml')]
    return spawn(program, rest, { env: { ...env, ...more }, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
  }
  // The embedded server's user must be able to reach its data through this folder.
  await chmod(folder, 0o711)
  return {
    state,
    env,
    start: (more, within) => startHub(spawned(['start'], more, within)),
    async insyn(...args) {
      if (args[0] !== 'start')
        return runCommand([...args, '--config', join(folder, 'config/demo.yaml')], { env, cwd: folder })
      const child = spawned(args)
      const output = collect(child)
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, output: output() }
    },
    database: () =>
      createPool(settings.databas === undefined ? embeddedAddress(state) : { url: settings.databas }, {
        max: 2,
        applicationName: 'prov',
      }),
    async remove() {
      await endPostgres(join(state, 'postgresql/data'))
      await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
      cleanUp()
    },
  }
}

/** The database that the run has prepared, for all that starts from one without anything in it (prepare-state.ts). */
async function copyPrepared(to: string): Promise<void> {
  const from = process.env.INSYN_TEST_PREPARED
  if (from === undefined) return
  await mkdir(to, { recursive: true, mode: 0o700 })
  // With owners and modes, which `fs.cp` does not keep.
  for (const name of ['data', 'password', 'server-user'])
    if (existsSync(join(from, name))) await run('cp', ['-a', join(from, name), join(to, name)])
  for (const programs of (await readdir(from)).filter((name) => /^server-\d/.test(name)))
    await symlink(join(from, programs), join(to, programs))
}

type OfDemo = Pick<Config, 'http' | 'synk'> & Record<'paraplyet' | 'ber', object> & { agresso: { foretag: object } }

async function changeSettings(
  file: string,
  { http, synk, ...settings }: Settings,
  stadsdelar: readonly string[] | undefined,
): Promise<void> {
  const demo = parse(await readFile(file, 'utf8')) as OfDemo
  const inCity = (all: object) =>
    Object.fromEntries(Object.entries(all).filter(([code]) => stadsdelar?.includes(code) !== false))
  const changed = {
    paraplyet: inCity(demo.paraplyet),
    agresso: { ...demo.agresso, foretag: inCity(demo.agresso.foretag) },
    ber: inCity(demo.ber),
    ...settings,
    http: { ...demo.http, ...http },
    synk: { ...demo.synk, ...THREADS, ...synk },
  }
  await writeFile(file, stringify({ ...demo, ...changed }))
}

/** A killed hub leaves its server running, which names itself on the first line of this file. */
async function endPostgres(data: string): Promise<void> {
  const text = await readFile(join(data, 'postmaster.pid'), 'utf8').catch(() => '')
  const pid = Number(text.split('\n')[0])
  for (let alive = pid > 0 && signal(pid, 'SIGQUIT'); alive; alive = signal(pid, 0))
    await new Promise((resolve) => setTimeout(resolve, 20))
}

/** Whether there was such a process. */
function signal(pid: number, what: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, what)
  } catch {
    return false
  }
}

async function startHub(child: ChildProcess): Promise<HubProcess> {
  const output = collect(child)
  const exited = once(child, 'exit') as Promise<[number | null]>
  const address = await until(child, output, /Insyn serves (\S+)/)
  return {
    pid: child.pid ?? 0,
    adress: address,
    output,
    ready: async () => void (await until(child, output, /(what was due has been read)/)),
    stallOutput() {
      const streams = [child.stdout, child.stderr]
      for (const one of streams) one?.pause()
      return () => {
        for (const one of streams) one?.resume()
      }
    },
    closeOutput() {
      child.stdout?.destroy()
      child.stderr?.destroy()
    },
    async stop() {
      child.kill('SIGINT')
      return (await exited)[0]
    },
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
  }
}

async function until(child: ChildProcess, output: () => string, pattern: RegExp): Promise<string> {
  for (;;) {
    const found = pattern.exec(output())?.[1]
    if (found !== undefined) return found
    if (child.exitCode !== null || child.signalCode !== null) {
      // What it wrote last may come after its end.
      await new Promise((resolve) => setTimeout(resolve, 200))
      throw new Error(`the hub ended with ${child.exitCode ?? child.signalCode}: ${output()}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

function collect(child: ChildProcess): () => string {
  let text = ''
  child.stdout?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()))
  return () => text
}
