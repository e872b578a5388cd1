import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'

export type Place = { readonly path: string } | { readonly port: number; readonly host: string }

/** Whoever connects to the one place is connected to the other: a socket of the file system leads out of a network namespace. */
export async function relayConnections(listen: Place, to: Place): Promise<Server> {
  const server = createServer((near) => {
    const far = connect(to)
    const end = (one: Socket, other: Socket) => one.on('error', () => other.destroy()).pipe(other)
    end(near, far)
    end(far, near)
  })
  server.listen(listen)
  await once(server, 'listening')
  return server
}
