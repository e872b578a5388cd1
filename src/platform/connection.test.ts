import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect as connectSocket, type Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { afterEach, beforeAll, expect, jest, test } from '@jest/globals'
import { request } from 'undici'
import {
  type Certificate,
  expiredCertificate,
  issuedCertificate,
  ownCertificate,
} from '../../test/support/api/certificates.ts'
import { allTexts, error } from '../../test/support/sources/http-peer.ts'
import { connect, type Connection, startDeadline } from './connection.ts'

// Certificates are made by openssl, and each test makes connections of its own.
jest.setTimeout(60_000)
const SECRET = 'kanarie-7719'
let ca: Certificate
let server: Certificate
let client: Certificate
let stranger: Certificate
beforeAll(() => {
  ca = ownCertificate('ca')
  server = ownCertificate('kallan')
  client = issuedCertificate('insyn', ca)
  stranger = ownCertificate('annan')
})

const closings: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closings.splice(0).reverse()) await close()
})

async function listening(one: Server): Promise<number> {
  one.listen(0, '127.0.0.1')
  await once(one, 'listening')
  closings.push(() => {
    one.closeAllConnections()
    one.close()
  })
  return (one.address() as AddressInfo).port
}

/** A service that lets in only whom the authority has certified; answers with the name in the certificate. */
async function service(own = server, trusted = [ca.cert]): Promise<string> {
  const options = { key: own.key, cert: own.cert, ca: trusted, requestCert: true, rejectUnauthorized: true }
  const port = await listening(
    createTlsServer(options, (req, res) => {
      const { subject } = (req.socket as TLSSocket).getPeerCertificate()
      res.end(String(subject.CN))
    }),
  )
  return `https://127.0.0.1:${port}/`
}

/** A proxy that takes CONNECT from whoever gives the password, and nothing else. */
async function proxy(answer = 200) {
  const seen: { readonly target: string; readonly authorization: string | undefined }[] = []
  const one = createServer((_req, res) => res.writeHead(405).end())
  one.on('connect', (req: IncomingMessage, socket: Socket) => {
    const { 'proxy-authorization': authorization } = req.headers
    seen.push({ target: req.url ?? '', authorization })
    const known = authorization === `Basic ${Buffer.from(`insyn:${SECRET}`).toString('base64')}`
    const status = known ? answer : 407
    // The server does not know it any more: nobody else closes it.
    closings.push(() => socket.destroy())
    if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`)
    const [host = '', port = ''] = (req.url ?? '').split(':')
    const tunnel = connectSocket(Number(port), host, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      tunnel.pipe(socket).pipe(tunnel)
    })
    for (const end of [tunnel, socket]) end.on('error', () => tunnel.destroy() && socket.destroy())
    closings.push(() => tunnel.destroy())
  })
  return { port: await listening(one), seen }
}

async function ask(url: string, connection: Connection): Promise<string> {
  const dispatcher = connect('kallan', connection)
  closings.push(() => dispatcher.destroy())
  const deadline = startDeadline(5_000)
  try {
    const { body } = await request(url, { dispatcher, signal: deadline.signal })
    return await body.text()
  } catch (failure) {
    throw deadline.failure('kallan Las', failure)
  } finally {
    deadline.end()
  }
}
const mutual = () => ({ ca: server.cert, klientcertifikat: client.cert, klientnyckel: client.key })

test('the service is trusted by the ca of the settings, and sees the certificate of the hub', async () => {
  expect(await ask(await service(), mutual())).toBe('insyn')
})

test.each([
  ['without ca the certificate of the service is not accepted', () => ({}), /set ca/],
  ['the ca of somebody else does not accept it', () => ({ ...mutual(), ca: stranger.cert }), /set ca/],
  [
    'a certificate that the service does not know',
    () => ({ ca: server.cert, klientcertifikat: stranger.cert, klientnyckel: stranger.key }),
    /klientcertifikat|UND_ERR_SOCKET|ECONNRESET/,
  ],
])('%s: the message says what to set', async (_, connection, expected) => {
  const failure = await error(ask(await service(), connection()))
  expect(failure).toMatchObject({ code: 'KALLA_OTILLGANGLIG', message: expect.stringMatching(expected) })
})

test('a certificate that has ended is not accepted, of the service or of the hub: the message says what to renew', async () => {
  const ended = expiredCertificate('kallan')
  const failure = await error(ask(await service(ended), { ...mutual(), ca: ended.cert }))
  expect(failure).toMatchObject({ code: 'KALLA_OTILLGANGLIG', message: expect.stringMatching(/renewed/) })

  const shown = { ca: server.cert, klientcertifikat: ended.cert, klientnyckel: ended.key }
  const refused = await error(ask(await service(server, [ended.cert]), shown))
  expect(refused).toMatchObject({
    code: 'KALLA_OTILLGANGLIG',
    message: expect.stringMatching(/klientcertifikat|UND_ERR_SOCKET|ECONNRESET/),
  })
})

test('through the proxy the service is reached by a tunnel, with the certificate of the hub all the same', async () => {
  const { port, seen } = await proxy()
  const url = await service()
  expect(await ask(url, { ...mutual(), proxy: `http://insyn:${SECRET}@127.0.0.1:${port}` })).toBe('insyn')
  expect(seen.map(({ target }) => target)).toEqual([new URL(url).host])
})

test('a service without TLS is reached by a tunnel too: the proxy sees no request', async () => {
  const { port, seen } = await proxy()
  const plain = await listening(createServer((_req, res) => res.end('klar')))
  expect(await ask(`http://127.0.0.1:${plain}/`, { proxy: `http://insyn:${SECRET}@127.0.0.1:${port}` })).toBe('klar')
  expect(seen.map(({ target }) => target)).toEqual([`127.0.0.1:${plain}`])
})

test('a proxy that refuses is told as one, with its status, without the password', async () => {
  const refusing = await proxy(403)
  const address = (user: string) => ({ ...mutual(), proxy: `http://${user}@127.0.0.1:${refusing.port}` })
  const wrong = await error(ask(await service(), address('insyn:fel')))
  expect(wrong).toMatchObject({
    retryable: false,
    message: 'kallan Las: the proxy answers 407: give user and password in proxy',
  })
  const failure = await error(ask(await service(), address(`insyn:${SECRET}`)))
  expect(failure).toMatchObject({ message: expect.stringContaining('the proxy answers 403') })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test.each([
  ['a ca that is no certificate', { ca: `-----BEGIN ${SECRET}` }],
  ['a certificate without its key', { klientcertifikat: 'x' }],
  ['a key of another certificate', 'mixed'],
  ['a proxy that is no address', { proxy: `http://${SECRET}:99999999` }],
] as const)('%s ends the start, and is not quoted', async (_, connection) => {
  const given =
    connection === 'mixed' ? { klientcertifikat: client.cert, klientnyckel: stranger.key } : (connection as Connection)
  const failure = await error(Promise.resolve().then(() => connect('paraplyet.bromma', given)))
  expect(failure).toMatchObject({ code: 'KONFIG_OGILTIG', message: expect.stringMatching(/^paraplyet\.bromma: /) })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('a refused connection says that nothing listens there', async () => {
  const gone = createServer()
  const port = await listening(gone)
  await new Promise((resolve) => gone.close(resolve))
  expect(await error(ask(`http://127.0.0.1:${port}/`, {}))).toMatchObject({
    retryable: true,
    message: 'kallan Las: ECONNREFUSED: nothing listens there: check the address, and whether the service runs',
  })
})
