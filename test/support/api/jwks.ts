import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, type CryptoKey } from 'jose'

export interface JwksServer {
  readonly url: string
  /** How often the keys have been asked for. */
  readonly hamtningar: () => number
  /** From now on these keys, by their kid, and no others. */
  publicera(nycklar: Readonly<Record<string, CryptoKey>>): Promise<void>
  /** From now on it answers with this status. */
  trasig(status: number | undefined): void
  stop(): Promise<void>
}

/** An issuer's published keys on a socket of their own. */
export async function startJwks(): Promise<JwksServer> {
  let publicerade = '{"keys":[]}'
  let hamtningar = 0
  let fel: number | undefined
  const server = createServer((_req, res) => {
    hamtningar++
    res.statusCode = fel ?? 200
    res.setHeader('content-type', 'application/json').end(publicerade)
  })
  await new Promise<void>((klar) => server.listen(0, '127.0.0.1', klar))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    hamtningar: () => hamtningar,
    async publicera(nycklar) {
      const keys = Object.entries(nycklar).map(async ([kid, en]) => ({ ...(await exportJWK(en)), kid, alg: 'ES256' }))
      publicerade = JSON.stringify({ keys: await Promise.all(keys) })
    },
    trasig(status) {
      fel = status
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((klar) => server.close(klar))
    },
  }
}
