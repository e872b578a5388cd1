import { createServer } from 'node:net'
import { setTimeout as wait } from 'node:timers/promises'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { allTexts, body, error, peer } from '../../../test/support/sources/http-peer.ts'
import { type Call, createTransport, type Transport } from './transport.ts'

const SECRET = 'kanarie-5512'
let transport: Transport
beforeEach(() => {
  transport = createTransport()
})
afterEach(() => transport.close())

const call = (others: Partial<Call> = {}): Call => ({
  what: 'paraplyet farsta LasAllt',
  soapAction: '"urn:x"',
  body: `<losenord>${SECRET}</losenord>`,
  signal: new AbortController().signal,
  capBytes: 1_000_000,
  deadlineMs: 30_000,
  ...others,
})

async function whole(url: string, others: Partial<Call> = {}): Promise<string> {
  const { parts } = await transport.post(url, call(others))
  const gathered: Uint8Array[] = []
  for await (const part of parts) gathered.push(part)
  return Buffer.concat(gathered).toString()
}

test('a reply comes whole, with its charset, and its bytes are counted', async () => {
  const url = await peer(async (req, res) => {
    const got = await body(req)
    res
      .writeHead(200, { 'content-type': 'Text/XML; charset="iso-8859-1"' })
      .end(`${String(req.headers.soapaction)}${got.length}`)
  })
  const counts = { bytes: 0 }
  const answer = await transport.post(url, call({ counts }))
  expect(answer).toMatchObject({ status: 200, charset: 'iso-8859-1' })
  const gathered: Uint8Array[] = []
  for await (const part of answer.parts) gathered.push(part)
  expect(Buffer.concat(gathered).toString()).toBe('"urn:x"33')
  expect(counts.bytes).toBe(9)
})

const TEXT = `<svar>${'Åsö '.repeat(50_000)}</svar>`
const compressed = (encoding: string, bytes: Buffer) => {
  const asked: (string | undefined)[] = []
  const url = peer((req, res) => {
    asked.push(req.headers['accept-encoding'])
    res.writeHead(200, { 'content-type': 'text/xml', 'content-encoding': encoding })
    // In two parts, so that the first alone is no whole reply.
    res.write(bytes.subarray(0, 1))
    setTimeout(() => res.end(bytes.subarray(1)), 10)
  })
  return { asked, url }
}

test.each([
  ['gzip', gzipSync(TEXT)],
  ['X-GZIP', gzipSync(TEXT)],
  ['deflate', deflateSync(TEXT)],
  ['deflate', deflateRawSync(TEXT)],
  ['br', brotliCompressSync(TEXT)],
  ['identity', Buffer.from(TEXT)],
])('nothing is to be compressed, and %s is read all the same; its decoded bytes count', async (encoding, bytes) => {
  const { asked, url } = compressed(encoding, bytes)
  const counts = { bytes: 0 }
  expect(await whole(await url, { counts })).toBe(TEXT)
  expect(asked).toEqual(['identity'])
  expect(counts.bytes).toBe(Buffer.byteLength(TEXT))
})

test.each([
  ['gzip', gzipSync(TEXT).subarray(0, 100), /compressed reply \(gzip\) cannot be decoded/],
  ['gzip', Buffer.from(TEXT), /compressed reply \(gzip\) cannot be decoded/],
  ['br', Buffer.from(TEXT), /compressed reply \(br\) cannot be decoded/],
  ['deflate', Buffer.alloc(0), /cannot be decoded/],
  ['zstd', Buffer.from(TEXT), /another|other than gzip/],
  ['gzip, gzip', gzipSync(gzipSync(TEXT)), /other than gzip/],
])('a reply in %s that is cut or is none is refused', async (encoding, bytes, message) => {
  const start = performance.now()
  const failure = await error(whole(await compressed(encoding, bytes).url))
  expect(failure).toMatchObject({ code: 'KALLA_INTE_SVAR', message: expect.stringMatching(message) })
  expect(performance.now() - start).toBeLessThan(45_000)
})

test.each([
  ['identity', Buffer.alloc(1_500_000, ' ')],
  ['gzip', gzipSync(Buffer.alloc(200_000_000))],
])('a reply in %s of more bytes than the cap is refused as too large', async (encoding, bytes) => {
  const failure = await error(whole(await compressed(encoding, bytes).url))
  expect(failure).toMatchObject({ code: 'KALLA_FOR_STOR', message: expect.stringMatching(/more than 1000000 bytes/) })
})

test('a compressed reply that stops coming is ended by the deadline, and a reset is unavailability', async () => {
  const bytes = gzipSync(TEXT)
  for (const end of ['silence', 'reset']) {
    const url = await peer((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/xml', 'content-encoding': 'gzip' })
      res.write(bytes.subarray(0, bytes.length - 20), () => end === 'reset' && res.socket?.resetAndDestroy())
    })
    expect(await error(whole(url, { deadlineMs: 300 }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  }
})

test.each([
  [
    'MTOM',
    200,
    'multipart/related; type="application/xop+xml"',
    'KALLA_INTE_SVAR',
    /in parts \(MTOM\): have the service/,
  ],
  ['a page', 200, 'text/html; charset=utf-8', 'KALLA_INTE_SVAR', /an HTML page: check the address/],
  ['a service of SOAP 1.2 alone', 415, 'text/html', 'KALLA_INTE_SVAR', /takes no SOAP 1\.1: give the address/],
  ['a web server with a login of its own', 401, 'text/html', 'KALLA_INLOGGNING', /asks for a login of its own/],
  ['a closed door', 403, 'text/html', 'KALLA_INTE_SVAR', /check klientcertifikat/],
])('%s is refused with its reason', async (_what, status, type, code, message) => {
  const url = await peer((_req, res) => void res.writeHead(status, { 'content-type': type }).end(SECRET))
  const failure = await error(whole(url))
  expect(failure).toMatchObject({ code, retryable: false, message: expect.stringMatching(message) })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test.each([
  ['html', 200, 'text/html', 'KALLA_INTE_SVAR', false],
  ['no content type', 200, undefined, 'KALLA_INTE_SVAR', false],
  ['html with 500', 500, 'text/html', 'KALLA_INTE_SVAR', true],
  ['404', 404, 'text/xml', 'KALLA_INTE_SVAR', false],
  ['a redirect', 302, 'text/xml', 'KALLA_INTE_SVAR', false],
  ['503', 503, 'text/xml', 'KALLA_OTILLGANGLIG', true],
  ['429', 429, 'text/xml', 'KALLA_OTILLGANGLIG', true],
])('%s is no answer', async (_what, status, type, code, retryable) => {
  const url = await peer((_req, res) => {
    res.writeHead(status, { ...(type !== undefined && { 'content-type': type }), location: '/annan' }).end(SECRET)
  })
  const failure = await error(whole(url))
  expect(failure).toMatchObject({ code, retryable })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('a drip is ended by the one deadline for the whole exchange', async () => {
  const url = await peer(async (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' })
    while (!res.destroyed) {
      res.write(' ')
      await wait(20)
    }
  })
  const start = performance.now()
  expect(await error(whole(url, { deadlineMs: 300 }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  expect(performance.now() - start).toBeLessThan(45_000)
})

test('a first byte that does not come is ended by the same deadline', async () => {
  const url = await peer(() => undefined)
  expect(await error(whole(url, { deadlineMs: 200 }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('a connection reset in the middle is unavailability, and the error holds nothing of the exchange', async () => {
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' }).write(SECRET, () => res.socket?.resetAndDestroy())
  })
  const failure = await error(whole(url))
  expect(failure).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('a refused connection is unavailability', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const failure = await error(whole(`http://127.0.0.1:${port}/`))
  expect(failure).toMatchObject({ code: 'KALLA_OTILLGANGLIG', message: expect.stringContaining('ECONNREFUSED') })
  expect(allTexts(failure)).not.toContain(SECRET)
})

test('a length that is declared but not sent is unavailability', async () => {
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml', 'content-length': '100' })
    res.write('<a/>', () => res.socket?.end())
  })
  expect(await error(whole(url))).toMatchObject({ code: 'KALLA_OTILLGANGLIG' })
})

test('a consumer that leaves ends the request at the peer', async () => {
  let gone: () => void = () => undefined
  const ended = new Promise<void>((resolve) => (gone = resolve))
  const url = await peer(async (_req, res) => {
    res.on('close', gone)
    res.writeHead(200, { 'content-type': 'text/xml' })
    while (!res.destroyed) if (!res.write(Buffer.alloc(65_536, ' '))) await wait(5)
  })
  const { parts } = await transport.post(url, call({ capBytes: 1e9, deadlineMs: 60_000 }))
  for await (const part of parts) {
    expect(part.length).toBeGreaterThan(0)
    break
  }
  await ended
})

test("the caller's own abort ends the request and is not worth another try", async () => {
  const controller = new AbortController()
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' }).write(' ')
    setTimeout(() => controller.abort(), 20)
  })
  expect(await error(whole(url, { signal: controller.signal }))).toMatchObject({
    code: 'KALLA_OTILLGANGLIG',
    retryable: false,
  })
  expect(await error(whole(url, { signal: controller.signal }))).toMatchObject({ retryable: false })
})
