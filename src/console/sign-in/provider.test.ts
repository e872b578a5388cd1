import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from '@jest/globals'
import { decodeProtectedHeader } from 'jose'
import { ownCertificate } from '../../../test/support/api/certificates.ts'
import type { Issuer } from '../../config.ts'
import type { ConsoleOptions } from '../../config/console-options.ts'
import { createIdentityProvider } from './provider.ts'

/** What the hub proves itself with, as the head of the assertion that the token endpoint is sent. */
async function assertionHead(options: Partial<ConsoleOptions>): Promise<object> {
  let sent = ''
  const server = createServer((req, res) => {
    const issuer = `http://${req.headers.host ?? ''}`
    if (req.method === 'POST') req.on('data', (chunk: Buffer) => (sent += chunk.toString()))
    req.resume().on('end', () => {
      res.writeHead(req.method === 'POST' ? 400 : 200, { 'content-type': 'application/json' })
      const description = { issuer, jwks_uri: `${issuer}/jwks`, token_endpoint: `${issuer}/token` }
      res.end(JSON.stringify(req.method === 'POST' ? { error: 'invalid_grant' } : description))
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const issuer = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const provider = createIdentityProvider({
    options: { klientId: 'insyn', klientautentisering: 'private_key_jwt', ...options } as ConsoleOptions,
    issuer: { issuer, algoritmer: ['ES256'] } as unknown as Issuer,
    address: () => 'http://127.0.0.1:1',
    clock: () => new Date(),
  })
  const request = { state: 's', nonce: 'n', verifier: 'v'.repeat(43) }
  await expect(provider.redeem('?code=c&state=s', request)).rejects.toThrow('invalid_grant')
  server.closeAllConnections()
  server.close()
  return decodeProtectedHeader(new URLSearchParams(sent).get('client_assertion') ?? '')
}

test('an identity provider that knows a certificate finds it by its thumbprints, beside the id of the key', async () => {
  const { key, cert } = ownCertificate('insyn')
  const { fingerprint, fingerprint256 } = new X509Certificate(cert)
  const thumbprint = (text: string) => Buffer.from(text.replaceAll(':', ''), 'hex').toString('base64url')
  expect(await assertionHead({ nyckel: key, certifikat: cert, nyckelId: 'k' })).toEqual({
    ...{ alg: 'ES256', kid: 'k' },
    ...{ x5t: thumbprint(fingerprint), 'x5t#S256': thumbprint(fingerprint256) },
  })
})

test('without a certificate nothing of one is sent', async () => {
  const { key } = ownCertificate('insyn')
  expect(await assertionHead({ nyckel: key })).toEqual({ alg: 'ES256' })
})
