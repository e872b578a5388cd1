import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { PASSWORD, unhurriedConfig } from './installation.ts'
import { cpuMsOfTree } from './process-tree.ts'

export interface ServingHub {
  readonly adress: string
  /** Milliseconds of processor time used until now, by all of the hub's processes and by its database's. */
  cpuMs(): Promise<CpuMs>
  stop(): Promise<void>
}

export interface CpuMs {
  readonly own: number
  readonly database: number
}

/** The built hub as its operator starts it, with so many processes for the API; resolves when all sources are read. */
export async function startServingHub(base: string, state: string, processes: number): Promise<ServingHub> {
  const config = await unhurriedConfig(state)
  const settings = parse(await readFile(config, 'utf8')) as { http: object }
  await writeFile(config, stringify({ ...settings, http: { ...settings.http, processer: processes } }))
  const env = {
    ...process.env,
    INSYN_DEMO: base,
    INSYN_DEMO_LOSENORD: PASSWORD,
    INSYN_PORT: '0',
    INSYN_TILLSTAND: join(state, 'tillstand'),
  }
  const program = join(import.meta.dirname, '../../src/main.js')
  const child = spawn(process.execPath, [program, 'start', '--config', config], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-2_000)))
  await new Promise<void>((resolve, reject) => {
    child.once('exit', () => reject(new Error(`the hub ended: ${log}`)))
    child.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      if (output.includes('what was due has been read')) resolve()
    })
  })
  const address = /Insyn serves (\S+)/.exec(output)?.[1] ?? ''
  return {
    adress: address,
    async cpuMs() {
      // The server is no child of the hub's: it was started by pg_ctl.
      const [server] = (await readFile(join(state, 'tillstand/postgresql/data/postmaster.pid'), 'utf8')).split('\n')
      return { own: await cpuMsOfTree(child.pid ?? NaN), database: await cpuMsOfTree(Number(server)) }
    },
    async stop() {
      const ended = once(child, 'exit')
      child.kill('SIGINT')
      await ended
    },
  }
}
