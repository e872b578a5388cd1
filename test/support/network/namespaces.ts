import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:net'
import { type Place, relayConnections } from './relay-connections.ts'

/** Only where a process may make network namespaces, as root mostly may. */
export const mayMakeNetworks = spawnSync('unshare', ['--net', 'ip', 'link'], { stdio: 'ignore' }).status === 0

/** What is put before a program so that it runs in a namespace. */
export type Within = readonly string[]

/**
 * A machine of a database and some others, each in a network namespace of its own, and from each of these one wire to the first.
 * All addresses are of these namespaces, and all of it ends with this process.
 */
export interface Network {
  /** Of the database, as every other machine reaches it. */
  readonly address: string
  readonly database: Within
  readonly machines: readonly Within[]
  /** What runs on a machine finds this place of the test's own at the same port of its loopback. */
  letOut(machine: number, port: number, path: string): Promise<void>
  /** The test's own port that leads to a port of a machine's loopback. */
  letIn(machine: number, port: number, path: string): Promise<Place & { port: number }>
  /** The wire of a machine to the database: nothing passes, and nobody is told. */
  cut(machine: number): void
  mend(machine: number): void
  stop(): void
}

const ADDRESS = '10.93.0.1'

export async function makeNetwork(count: number): Promise<Network> {
  const holders = await Promise.all(Array.from({ length: count + 1 }, holdNamespace))
  const [database, ...machines] = holders as [ChildProcess, ...ChildProcess[]]
  const within = ({ pid }: ChildProcess): Within => ['nsenter', '--target', String(pid), '--net']
  const ip = (where: ChildProcess, command: string) => {
    const [program = '', ...args] = [...within(where), 'ip', ...command.split(' ')]
    execFileSync(program, args)
  }
  ip(database, 'link set lo up')
  ip(database, `addr add ${ADDRESS}/32 dev lo`)
  machines.forEach((machine, n) => {
    ip(database, `link add wire${n} type veth peer name wire netns ${machine.pid}`)
    ip(database, `addr add 10.93.${n + 1}.1/30 dev wire${n}`)
    ip(database, `link set wire${n} up`)
    ip(machine, 'link set lo up')
    ip(machine, `addr add 10.93.${n + 1}.2/30 dev wire`)
    ip(machine, 'link set wire up')
    ip(machine, `route add ${ADDRESS} via 10.93.${n + 1}.1`)
  })
  const relays: ChildProcess[] = []
  const servers: Server[] = []
  async function relayWithin(machine: number, listen: Place, to: Place): Promise<void> {
    const [program = '', ...args] = within(machines[machine] as ChildProcess)
    const script = ['--input-type=commonjs', '-e', RELAY, JSON.stringify([listen, to])]
    const relay = spawn(program, [...args, process.execPath, ...script], { stdio: ['pipe', 'pipe', 'inherit'] })
    relays.push(relay)
    await once(relay.stdout, 'data')
  }
  const loopback = (port: number) => ({ host: '127.0.0.1', port })
  return {
    address: ADDRESS,
    database: within(database),
    machines: machines.map(within),
    async letOut(machine, port, path) {
      servers.push(await relayConnections({ path }, loopback(port)))
      await relayWithin(machine, loopback(port), { path })
    },
    async letIn(machine, port, path) {
      await relayWithin(machine, { path }, loopback(port))
      const server = await relayConnections(loopback(0), { path })
      servers.push(server)
      const address = server.address()
      if (address === null || typeof address === 'string') throw new Error('no port')
      return loopback(address.port)
    },
    cut: (machine) => ip(database, `link set wire${machine} down`),
    mend: (machine) => ip(database, `link set wire${machine} up`),
    stop() {
      for (const server of servers) server.close()
      for (const one of [...relays, ...holders]) one.kill('SIGKILL')
    },
  }
}

/** It lives as long as its process does, which ends with the pipe that this one holds. */
async function holdNamespace(): Promise<ChildProcess> {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec cat'], { stdio: ['pipe', 'pipe', 'inherit'] })
  await once(holder.stdout, 'data')
  return holder
}

/** The same as relayConnections, for a process that has this text alone and ends with whoever started it. */
const RELAY = `
  const net = require('node:net')
  const [listen, to] = JSON.parse(process.argv[1])
  const server = net.createServer((near) => {
    const far = net.connect(to)
    near.on('error', () => far.destroy()).pipe(far)
    far.on('error', () => near.destroy()).pipe(near)
  })
  server.listen(listen, () => process.stdout.write('listening'))
  process.stdin.on('end', () => process.exit()).resume()`
