import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from '@jest/globals'
import type { StartedSimulators } from '../../../simulators/start-simulators.ts'
import { startCity } from '../sources/simulated-city.ts'
import { type HubProcess, install, type Installation } from './hub-process.ts'

const MAIN = join(import.meta.dirname, '../../../dist/src/main.js')
const PASSWORD = 'prov'

/** A hub over a simulated city of so many people, and officers at machines of their own. */
export function useOfficers(people: number) {
  const held: { simulators?: StartedSimulators; installation?: Installation; hub?: HubProcess; folder?: string } = {}
  const there = <K extends keyof typeof held>(what: K): NonNullable<(typeof held)[K]> => {
    const found = held[what]
    if (found === undefined) throw new Error('the hub is there once the tests run')
    return found
  }
  beforeAll(async () => {
    held.folder = await mkdtemp(join(tmpdir(), 'insyn-officer-'))
    held.simulators = await startCity(people, 5, PASSWORD)
    held.installation = await install(held.simulators, PASSWORD)
    held.hub = await held.installation.start()
    await held.hub.ready()
  }, 120_000)
  afterAll(async () => {
    await held.hub?.stop()
    await held.simulators?.stop()
    await held.installation?.remove()
    if (held.folder !== undefined) await rm(held.folder, { recursive: true })
  }, 60_000)

  return {
    simulators: () => there('simulators'),
    installation: () => there('installation'),
    hub: () => there('hub'),
    /** Where the commands run. */
    folder: () => there('folder'),
    tokenOf: async (name: string, roll: string): Promise<string> =>
      (await there('simulators').issue({ slutanvandare: name, klient: 'demo', roller: [roll] })).access_token,
    /**
     * A command on the officer's own machine: neither settings nor state of the hub, only its address and a token. What it reads
     * on standard input is no argument that others could see.
     */
    insyn: async ({ token, input = '' }: { token: string; input?: string }, ...args: string[]) => {
      const child = spawn(process.execPath, [MAIN, ...args], {
        env: { PATH: process.env.PATH ?? '', INSYN_HUB: there('hub').adress, INSYN_TOKEN: token },
        cwd: there('folder'),
        stdio: 'pipe',
      })
      child.stdin.end(input)
      let [out, err] = ['', '']
      child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()))
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()))
      const [code] = (await once(child, 'close')) as [number | null]
      return { code, out, err }
    },
  }
}
