import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { createServer } from 'node:net'
import { setTimeout as vanta } from 'node:timers/promises'
import { allaTexter, felet, kropp, peer } from '../../../test/support/sources/http-peer.ts'
import { createTransport, type Anrop, type Transport } from './transport.ts'

const HEMLIGT = 'kanarie-5512'
let transport: Transport
beforeEach(() => {
  transport = createTransport()
})
afterEach(() => transport.stang())

const anrop = (andra: Partial<Anrop> = {}): Anrop => ({
  vad: 'paraplyet farsta LasAllt',
  soapAction: '"urn:x"',
  body: `<losenord>${HEMLIGT}</losenord>`,
  signal: new AbortController().signal,
  capBytes: 1_000_000,
  deadlineMs: 2_000,
  ...andra,
})

async function hela(url: string, andra: Partial<Anrop> = {}): Promise<string> {
  const { delar } = await transport.post(url, anrop(andra))
  const samlat: Uint8Array[] = []
  for await (const del of delar) samlat.push(del)
  return Buffer.concat(samlat).toString()
}

test('a reply comes whole, with its charset, and its bytes are counted', async () => {
  const url = await peer(async (req, res) => {
    const fick = await kropp(req)
    res
      .writeHead(200, { 'content-type': 'Text/XML; charset="iso-8859-1"' })
      .end(`${String(req.headers.soapaction)}${fick.length}`)
  })
  const lasning = { byte: 0 }
  const svar = await transport.post(url, anrop({ lasning }))
  expect(svar).toMatchObject({ status: 200, charset: 'iso-8859-1' })
  const samlat: Uint8Array[] = []
  for await (const del of svar.delar) samlat.push(del)
  expect(Buffer.concat(samlat).toString()).toBe('"urn:x"33')
  expect(lasning.byte).toBe(9)
})

test.each([
  ['html', 200, 'text/html', 'KALLA_INTE_SVAR', false],
  ['no content type', 200, undefined, 'KALLA_INTE_SVAR', false],
  ['html with 500', 500, 'text/html', 'KALLA_INTE_SVAR', true],
  ['404', 404, 'text/xml', 'KALLA_INTE_SVAR', false],
  ['a redirect', 302, 'text/xml', 'KALLA_INTE_SVAR', false],
  ['503', 503, 'text/xml', 'KALLA_OTILLGANGLIG', true],
  ['429', 429, 'text/xml', 'KALLA_OTILLGANGLIG', true],
])('%s is no answer', async (_vad, status, typ, code, retryable) => {
  const url = await peer((_req, res) => {
    res.writeHead(status, { ...(typ !== undefined && { 'content-type': typ }), location: '/annan' }).end(HEMLIGT)
  })
  const error = await felet(hela(url))
  expect(error).toMatchObject({ code, retryable })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('a drip is ended by the one deadline for the whole exchange', async () => {
  const url = await peer(async (_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' })
    while (!res.destroyed) {
      res.write(' ')
      await vanta(20)
    }
  })
  const start = performance.now()
  expect(await felet(hela(url, { deadlineMs: 300 }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  expect(performance.now() - start).toBeLessThan(1_500)
})

test('a first byte that does not come is ended by the same deadline', async () => {
  const url = await peer(() => undefined)
  expect(await felet(hela(url, { deadlineMs: 200 }))).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
})

test('more bytes than the cap is no answer', async () => {
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' }).end(Buffer.alloc(500_000, ' '))
  })
  expect(await felet(hela(url, { capBytes: 100_000 }))).toMatchObject({ code: 'KALLA_INTE_SVAR' })
})

test('a connection reset in the middle is unavailability, and the error holds nothing of the exchange', async () => {
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' }).write(HEMLIGT, () => res.socket?.resetAndDestroy())
  })
  const error = await felet(hela(url))
  expect(error).toMatchObject({ code: 'KALLA_OTILLGANGLIG', retryable: true })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('a refused connection is unavailability', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  const error = await felet(hela(`http://127.0.0.1:${port}/`))
  expect(error).toMatchObject({ code: 'KALLA_OTILLGANGLIG', message: expect.stringContaining('ECONNREFUSED') })
  expect(allaTexter(error)).not.toContain(HEMLIGT)
})

test('a length that is declared but not sent is unavailability', async () => {
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml', 'content-length': '100' })
    res.write('<a/>', () => res.socket?.end())
  })
  expect(await felet(hela(url))).toMatchObject({ code: 'KALLA_OTILLGANGLIG' })
})

test('a consumer that leaves ends the request at the peer', async () => {
  let borta: () => void = () => undefined
  const avslutad = new Promise<void>((resolve) => (borta = resolve))
  const url = await peer(async (_req, res) => {
    res.on('close', borta)
    res.writeHead(200, { 'content-type': 'text/xml' })
    while (!res.destroyed) if (!res.write(Buffer.alloc(65_536, ' '))) await vanta(5)
  })
  const { delar } = await transport.post(url, anrop({ capBytes: 1e9, deadlineMs: 60_000 }))
  for await (const del of delar) {
    expect(del.length).toBeGreaterThan(0)
    break
  }
  await avslutad
})

test("the caller's own abort ends the request and is not worth another try", async () => {
  const controller = new AbortController()
  const url = await peer((_req, res) => {
    res.writeHead(200, { 'content-type': 'text/xml' }).write(' ')
    setTimeout(() => controller.abort(), 20)
  })
  expect(await felet(hela(url, { signal: controller.signal }))).toMatchObject({
    code: 'KALLA_OTILLGANGLIG',
    retryable: false,
  })
  expect(await felet(hela(url, { signal: controller.signal }))).toMatchObject({ retryable: false })
})
