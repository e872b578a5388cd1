import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface DatabaseProxy {
  /** As a setting, for the database behind. */
  urlOf(database: { readonly user: string; readonly password: string; readonly name: string }): string
  readonly port: number
  /** What is connected gets and gives nothing any more and is not closed, as by a firewall that forgets it; new connections work. */
  forget(): void
  /** Nothing passes, of new connections neither, and none is refused. */
  hang(): void
  /** Everything passes again; what was forgotten stays so. */
  resume(): void
  /** Nobody is let in, and who is in is thrown out. */
  refuse(): Promise<void>
  accept(): Promise<void>
  /** New connections lead there, as by a name that follows the primary. */
  lead(to: Target): void
  /** How many connections there have been. */
  readonly connections: number
  close(): Promise<void>
}

type Target = { path: string } | { port: number; host: string }

/** A port of this machine that leads to a PostgreSQL's socket or port. */
export async function startDatabaseProxy(first: Target): Promise<DatabaseProxy> {
  let to = first
  const open = new Set<Socket>()
  let passing = new Set<[Socket, Socket]>()
  let hanging = false
  let connections = 0
  const server = createServer((near) => {
    connections++
    const far = connect(to)
    const pair: [Socket, Socket] = [near, far]
    for (const one of pair) {
      open.add(one)
      one.on('error', () => undefined)
    }
    passing.add(pair)
    const pass = (from: Socket, into: Socket) => {
      from.on('data', (chunk) => passing.has(pair) && into.write(chunk))
      from.once('close', () => {
        open.delete(from)
        if (passing.has(pair)) into.destroy()
      })
    }
    pass(near, far)
    pass(far, near)
    if (hanging) for (const one of pair) one.pause()
  })
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
  }
  await listen(0)
  const { port } = server.address() as AddressInfo
  const end = async () => {
    const closed = once(server, 'close')
    server.close()
    for (const one of open) one.destroy()
    await closed
  }
  return {
    port,
    get connections() {
      return connections
    },
    urlOf: ({ user, password, name }) => `postgresql://${user}:${password}@127.0.0.1:${port}/${name}`,
    forget: () => void (passing = new Set()),
    hang() {
      hanging = true
      for (const pair of passing) for (const one of pair) one.pause()
    },
    resume() {
      hanging = false
      for (const pair of passing) for (const one of pair) one.resume()
    },
    refuse: end,
    lead: (next) => void (to = next),
    accept: () => listen(port),
    close: () => (server.listening ? end() : Promise.resolve()),
  }
}
