import { once } from 'node:events'
import type { IncomingMessage, Server } from 'node:http'
import { request } from 'node:https'
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { clientCert, egetCertifikat, utfardatCertifikat, type Certifikat } from '../../test/support/api/certificates.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { createKlientcertifikat, type Klientcertifikat } from './client-certificate.ts'
import { close, createHttpServer, listen } from './server.ts'

// Each starts two servers and makes connections with certificates of their own.
jest.setTimeout(60_000)
const KAND = '189001019802'
const FRAGA = JSON.stringify({
  personnummer: KAND,
  andamal: 'fakturafraga',
  relation: 'sjalv',
  identifiering: 'kontrollfragor',
})

let server: Certifikat
let telefoni: Certifikat
let annat: Certifikat
let ca: Certifikat
let utfardat: Certifikat
beforeAll(() => {
  server = egetCertifikat('insyn.example')
  telefoni = egetCertifikat('telefoni')
  annat = egetCertifikat('annat')
  ca = egetCertifikat('ca')
  utfardat = utfardatCertifikat('utfardat', ca)
})

let app: UppslagApp | undefined
let tls: Server | undefined
afterEach(async () => {
  if (tls !== undefined) await close(tls)
  await app?.stop()
  app = tls = undefined
})

/** The API over TLS as the hub serves it; gives what sends a lookup with a token bound to `tumavtryck`. */
async function startTls(klientcertifikat: Klientcertifikat, klientCa?: string) {
  app = await startUppslagApp({ klientcertifikat })
  const pem = { nyckel: server.key, certifikat: server.cert }
  tls = createHttpServer(app.handler, klientCa === undefined ? pem : { ...pem, klientCa })
  const bas = await listen(tls, { adress: '127.0.0.1', port: 0 })
  expect(bas).toMatch(/^https:/)
  const { token } = app

  return async (tumavtryck: string, visat?: Certifikat, huvuden: Record<string, string> = {}) => {
    const req = request(`${bas}/api/v1/uppslag`, {
      method: 'POST',
      ca: server.cert,
      ...(visat === undefined ? {} : { key: visat.key, cert: visat.cert }),
      agent: false,
      headers: {
        authorization: `Bearer ${await token({ ansprak: { cnf: { 'x5t#S256': tumavtryck } } })}`,
        'content-type': 'application/json',
        ...huvuden,
      },
    })
    req.end(FRAGA)
    const [svar] = (await once(req, 'response')) as [IncomingMessage]
    svar.resume()
    return svar.statusCode
  }
}

test('the client that holds the certificate gets an answer, and nobody else with the same token', async () => {
  const sand = await startTls(createKlientcertifikat([], false))
  expect(await sand(telefoni.tumavtryck, telefoni)).toBe(200)
  expect(await sand(telefoni.tumavtryck, annat)).toBe(401)
  expect(await sand(telefoni.tumavtryck)).toBe(401)
})

test('with authorities named, a certificate that none of them issued is no certificate', async () => {
  const sand = await startTls(createKlientcertifikat([], true), ca.cert)
  expect(await sand(utfardat.tumavtryck, utfardat)).toBe(200)
  expect(await sand(telefoni.tumavtryck, telefoni)).toBe(401)
  expect(await sand(telefoni.tumavtryck)).toBe(401)
})

test('a header from somebody who is no trusted proxy counts for nothing, whatever else it shows', async () => {
  const sand = await startTls(createKlientcertifikat(['192.0.2.10', '2001:db8::/32'], false))
  const huvud = { 'client-cert': clientCert(telefoni) }
  expect(await sand(telefoni.tumavtryck, undefined, huvud)).toBe(401)
  expect(await sand(telefoni.tumavtryck, annat, huvud)).toBe(401)
  expect(await sand(telefoni.tumavtryck, telefoni, { 'client-cert': clientCert(annat) })).toBe(200)
})

test.each(['127.0.0.1', '127.0.0.0/8'])(
  'a proxy at %s speaks for the client, and its own certificate for nobody',
  async (proxy) => {
    const sand = await startTls(createKlientcertifikat([proxy], false))
    expect(await sand(telefoni.tumavtryck, annat, { 'client-cert': clientCert(telefoni) })).toBe(200)
    expect(await sand(annat.tumavtryck, annat, { 'client-cert': clientCert(telefoni) })).toBe(401)
    expect(await sand(annat.tumavtryck, annat)).toBe(401)
  },
)

test('of the header only one well-formed byte sequence is a certificate', async () => {
  const sand = await startTls(createKlientcertifikat(['127.0.0.1'], false))
  const ratt = clientCert(telefoni)
  for (const fel of [ratt.slice(1, -1), `${ratt}, ${ratt}`, `"${ratt}"`, `${ratt};a=1`, ratt.replace(':', ': '), '::'])
    expect(await sand(telefoni.tumavtryck, undefined, { 'client-cert': fel })).toBe(401)
  expect(await sand(telefoni.tumavtryck, undefined, { 'client-cert': ratt })).toBe(200)
})

test.each(['', 'proxy.example', '192.0.2.10/33', '192.0.2.10/', '2001:db8::/129', '10.0.0.0/8/8', '10.0.0.0/1e1'])(
  'a trusted proxy called %j stops the start-up',
  (proxy) => {
    expect(() => createKlientcertifikat([proxy], false)).toThrow('http.betroddaProxyer')
  },
)

test('a key that does not belong to its certificate stops the start-up, unquoted', () => {
  const omaka = () => createHttpServer(() => undefined, { nyckel: annat.key, certifikat: server.cert })
  expect(omaka).toThrow(/^http\.tls: key, certificate or klientCa cannot be used, or do not belong together$/)
})
