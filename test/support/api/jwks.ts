import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type CryptoKey, exportJWK } from 'jose'

export interface JwksServer {
  readonly url: string
  /** How often the keys have been asked for. */
  readonly fetches: () => number
  /** From now on these keys, by their kid, and no others; `fields`: of each, beside the usual ones or instead of them. */
  publish(keys: Readonly<Record<string, CryptoKey>>, fields?: Readonly<Record<string, object>>): Promise<void>
  /** From now on it answers with this status. */
  broken(status: number | undefined): void
  stop(): Promise<void>
}

/** An issuer's published keys on a socket of their own. */
export async function startJwks(): Promise<JwksServer> {
  let published = '{"keys":[]}'
  let fetches = 0
  let error: number | undefined
  const server = createServer((_req, res) => {
    fetches++
    res.statusCode = error ?? 200
    res.setHeader('content-type', 'application/json').end(published)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
    fetches: () => fetches,
    async publish(allKeys, fields = {}) {
      const keys = Object.entries(allKeys).map(async ([kid, one]) => {
        const jwk = await exportJWK(one)
        return { ...jwk, kid, alg: jwk.kty === 'RSA' ? 'PS256' : 'ES256', ...fields[kid] }
      })
      published = JSON.stringify({ keys: await Promise.all(keys) })
    },
    broken(status) {
      error = status
    },
    async stop() {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
    },
  }
}
