import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { InsynError } from '../errors.ts'

/** Resolves with the address that is served; KONFIG_OGILTIG when it cannot be. */
export function listen(
  server: Server,
  { adress, port }: { readonly adress: string; readonly port: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new InsynError('KONFIG_OGILTIG', `port ${port} is taken: set INSYN_PORT to another`)
          : new InsynError('KONFIG_OGILTIG', `cannot listen on ${adress}:${port} (${error.code ?? 'unknown'})`),
      ),
    )
    server.listen(port, adress, () => {
      const { port: taken } = server.address() as AddressInfo
      resolve(`http://${adress.includes(':') ? `[${adress}]` : adress}:${taken}`)
    })
  })
}

/** Lets answers under way go out, but not for longer than two seconds. */
export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.closeAllConnections(), 2_000)
    server.close(() => {
      clearTimeout(force)
      resolve()
    })
    server.closeIdleConnections()
  })
}
