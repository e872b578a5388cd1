import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { request } from 'node:https'
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { type Certificate, clientCert, issuedCertificate, ownCertificate } from '../../test/support/api/certificates.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { close, createHttpServer, listen } from '../platform/http-server.ts'
import { type ClientCertificate, createClientCertificate } from './client-certificate.ts'

// Each starts two servers and makes connections with certificates of their own.
jest.setTimeout(60_000)
const KNOWN = '189001019802'
const QUERY = JSON.stringify({
  personnummer: KNOWN,
  andamal: 'fakturafraga',
  relation: 'sjalv',
  identifiering: 'kontrollfragor',
})

let server: Certificate
let phone: Certificate
let another: Certificate
let ca: Certificate
let issued: Certificate
beforeAll(() => {
  server = ownCertificate('insyn.example')
  phone = ownCertificate('telefoni')
  another = ownCertificate('annat')
  ca = ownCertificate('ca')
  issued = issuedCertificate('utfardat', ca)
})

let app: UppslagApp | undefined
let tls: Server | undefined
let answered: IncomingMessage['headers'] | undefined
afterEach(async () => {
  if (tls !== undefined) await close(tls)
  await app?.stop()
  app = tls = undefined
})

/** The API over TLS as the hub serves it; gives what sends a lookup with a token bound to `tumavtryck`. */
async function startTls(clientCertificate: ClientCertificate, clientCa?: string) {
  app = await startUppslagApp({ clientCertificate })
  const pem = { nyckel: server.key, certifikat: server.cert }
  tls = createHttpServer(app.handler, clientCa === undefined ? pem : { ...pem, klientCa: clientCa })
  const base = await listen(tls, { adress: '127.0.0.1', port: 0 })
  expect(base).toMatch(/^https:/)
  const { token } = app

  return async (thumbprint: string, shown?: Certificate, headers: Record<string, string> = {}) => {
    const req = request(`${base}/api/v1/uppslag`, {
      method: 'POST',
      ca: server.cert,
      ...(shown === undefined ? {} : { key: shown.key, cert: shown.cert }),
      agent: false,
      headers: {
        authorization: `Bearer ${await token({ ansprak: { cnf: { 'x5t#S256': thumbprint } } })}`,
        'content-type': 'application/json',
        ...headers,
      },
    })
    req.end(QUERY)
    const [answer] = (await once(req, 'response')) as [IncomingMessage]
    answer.resume()
    answered = answer.headers
    return answer.statusCode
  }
}

test('the client that holds the certificate gets an answer, and nobody else with the same token', async () => {
  const send = await startTls(createClientCertificate([], false))
  expect(await send(phone.thumbprint, phone)).toBe(200)
  expect(await send(phone.thumbprint, another)).toBe(401)
  expect(await send(phone.thumbprint)).toBe(401)
})

test('what the hub itself serves over TLS binds its name to TLS, and nothing else does', async () => {
  const send = await startTls(createClientCertificate(['127.0.0.1'], false))
  expect(await send(phone.thumbprint, phone)).toBe(401)
  expect(answered?.['strict-transport-security']).toBe('max-age=31536000')
  // As through a proxy that ends TLS and says so.
  const plain = await fetch(`${app?.base}/health/live`, { headers: { 'x-forwarded-proto': 'https' } })
  expect(plain.headers.get('strict-transport-security')).toBeNull()
})

test('with authorities named, a certificate that none of them issued is no certificate', async () => {
  const send = await startTls(createClientCertificate([], true), ca.cert)
  expect(await send(issued.thumbprint, issued)).toBe(200)
  expect(await send(phone.thumbprint, phone)).toBe(401)
  expect(await send(phone.thumbprint)).toBe(401)
})

test('a header from somebody who is no trusted proxy counts for nothing, whatever else it shows', async () => {
  const send = await startTls(createClientCertificate(['192.0.2.10', '2001:db8::/32'], false))
  const head = { 'client-cert': clientCert(phone) }
  expect(await send(phone.thumbprint, undefined, head)).toBe(401)
  expect(await send(phone.thumbprint, another, head)).toBe(401)
  expect(await send(phone.thumbprint, phone, { 'client-cert': clientCert(another) })).toBe(200)
})

test.each(['127.0.0.1', '127.0.0.0/8'])(
  'a proxy at %s speaks for the client, and its own certificate for nobody',
  async (proxy) => {
    const send = await startTls(createClientCertificate([proxy], false))
    expect(await send(phone.thumbprint, another, { 'client-cert': clientCert(phone) })).toBe(200)
    expect(await send(another.thumbprint, another, { 'client-cert': clientCert(phone) })).toBe(401)
    expect(await send(another.thumbprint, another)).toBe(401)
  },
)

test('of the header only one well-formed byte sequence is a certificate', async () => {
  const send = await startTls(createClientCertificate(['127.0.0.1'], false))
  const right = clientCert(phone)
  for (const error of [
    right.slice(1, -1),
    `${right}, ${right}`,
    `"${right}"`,
    `${right};a=1`,
    right.replace(':', ': '),
    '::',
  ])
    expect(await send(phone.thumbprint, undefined, { 'client-cert': error })).toBe(401)
  expect(await send(phone.thumbprint, undefined, { 'client-cert': right })).toBe(200)
})

test.each(['', 'proxy.example', '192.0.2.10/33', '192.0.2.10/', '2001:db8::/129', '10.0.0.0/8/8', '10.0.0.0/1e1'])(
  'a trusted proxy called %j stops the start-up',
  (proxy) => {
    expect(() => createClientCertificate([proxy], false)).toThrow('http.betroddaProxyer')
  },
)

test('a key that does not belong to its certificate stops the start-up, unquoted', () => {
  const mismatched = () => createHttpServer(() => undefined, { nyckel: another.key, certifikat: server.cert })
  expect(mismatched).toThrow(/^http\.tls: key, certificate or klientCa cannot be used, or do not belong together$/)
})
