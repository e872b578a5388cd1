import { execFileSync, fork } from 'node:child_process'
import { once } from 'node:events'
import { chmod, cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Notice } from '../../simulators/main.ts'
import type { SimulatorOptions } from '../../simulators/simulators.ts'
import { type Config, loadConfig } from '../../src/config.ts'
import { createPool } from '../../src/platform/database/database.ts'
import { embeddedAddress } from '../../src/platform/database/embedded.ts'
import { type Peer, startPeer } from './ipc.ts'

export const PASSWORD = 'matning'
/** The benchmarks, and the tests that start the simulators as they do, are run from the root of the checkout. */
const CONFIG = 'config/demo.yaml'
const SIMULATORS = 'dist/simulators/main.js'

export interface RunningSimulators {
  readonly base: string
  stop(): Promise<void>
}

/** The simulated city as a process of its own, with complete reads sent from disk. */
export async function startSimulatorProcess(count: number): Promise<RunningSimulators> {
  const options: SimulatorOptions = {
    population: { antal: count, seed: 1, today: new Date().toISOString().slice(0, 10) },
    port: 0,
    losenord: PASSWORD,
    preRender: true,
  }
  const child = fork(SIMULATORS, [JSON.stringify(options)])
  const [notice] = (await once(child, 'message')) as [Notice]
  if ('fel' in notice) throw new Error(`the simulators do not start: ${notice.fel}`)
  return {
    base: notice.done,
    async stop() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** The demo's settings (or those of a changed copy of it) against these simulators, on any free port. */
export const configFor = (base: string, file = CONFIG): Config =>
  loadConfig(file, { INSYN_DEMO: base, INSYN_DEMO_LOSENORD: PASSWORD, INSYN_PORT: '0' })

/**
 * A copy of the demo's config in which any case may be named and no client calls too often, since the load generator is one person at one
 * system, and a source may answer as much and for as long as config/insyn.yaml lets it. Gives the settings file of the copy.
 */
export async function unhurriedConfig(folder: string): Promise<string> {
  const config = join(folder, 'config')
  await cp('config', config, { recursive: true })
  const change = async (name: string, ...replaced: readonly (readonly [RegExp, string])[]): Promise<string> => {
    const file = join(config, name)
    let text = await readFile(file, 'utf8')
    for (const [pattern, by] of replaced) text = text.replaceAll(pattern, by)
    await writeFile(file, text)
    return file
  }
  await change(
    'klienter.yaml',
    [/takt: \{.*\}/g, 'takt: { klient: 10000000, slutanvandare: 10000000 }'],
    [/arenden: \[.*\]/g, 'arenden: oprovade'],
  )
  return change('demo.yaml', [/tak: \d+/g, 'tak: 4000000000'], [/fristMs: 600000/g, 'fristMs: 3600000'])
}

export async function newState(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'insyn-bench-'))
  // Started by root, the database runs as another account, which has to pass through.
  await chmod(folder, 0o711)
  return { folder, remove: () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }) }
}

/** What beside a hub autovacuum, checkpoints and the kernel do as the data grow; in a bench they have grown in minutes. */
export async function settle(state: string): Promise<void> {
  const pool = createPool(embeddedAddress(state), { max: 1, applicationName: 'bench', untimed: true })
  await pool.query('vacuum analyze')
  await pool.query('checkpoint')
  await pool.end()
  execFileSync('sync')
}

export interface SyncResult {
  readonly ms: number
  readonly rows: number
  readonly bytes: number
  readonly written: number
  readonly unchanged: number
  /** Until the mirror worker had sorted everything that the sync had put into the outbox. */
  readonly sortedMs: number
}

export interface HubPeer {
  readonly adress: string
  readonly peer: Peer
  sync(): Promise<SyncResult>
}

export async function startHubProcess(base: string, state: string, config?: string): Promise<HubPeer> {
  const peer = startPeer('hub-process.js', { base, state, config: config ?? (await unhurriedConfig(state)) })
  const address = await peer.ask<string>({ what: 'start' })
  return { adress: address, peer, sync: () => peer.ask<SyncResult>({ what: 'sync' }) }
}
