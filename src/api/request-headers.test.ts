import { once } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { request } from 'node:https'
import { connect } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { ownCertificate } from '../../test/support/api/certificates.ts'
import { rawConnection } from '../../test/support/api/raw-connection.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { close, createHttpServer, listen } from '../platform/http-server.ts'
import { createProblems } from './problem.ts'
import { refuseUnread } from './request-headers.ts'

const KNOWN = '189001019802'
const BODY = `{"personnummer":"${KNOWN}","andamal":"fakturafraga","relation":"sjalv","identifiering":"bankid"}`
const KEY = '2f1c6a0e-6f0b-4a37-9a55-1d0e8a7c4b10'
const TRACE = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'

let app: UppslagApp
let ordinary: readonly string[]
beforeAll(async () => {
  app = await startUppslagApp()
  ordinary = [
    'Host: hub',
    `Authorization: Bearer ${await app.token()}`,
    'Content-Type: application/json',
    `Content-Length: ${BODY.length}`,
  ]
})
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

async function send(...more: readonly string[]) {
  const connection = await rawConnection(app.base)
  connection.write(`${['POST /api/v1/uppslag HTTP/1.1', ...ordinary, ...more, '', ''].join('\r\n')}${BODY}`)
  const [answer] = await connection.until(1)
  connection.stop()
  return answer
}
const counted = async (reason: string) =>
  Number(
    new RegExp(`^insyn_requests_refused_total\\{reason="${reason}"\\} (\\d+)$`, 'm').exec(
      await app.register.metrics(),
    )?.[1] ?? 0,
  )
/** Short, so that their number is passed before their length. */
const many = (count: number) => Array.from({ length: count }, (_, index) => `X${index}:1`)

test('a hundred headers are read, and one more is refused and not dropped', async () => {
  expect(await send(...many(100 - ordinary.length))).toMatchObject({ status: 200 })
  app.logg.written.length = 0
  for (const count of [101, 1_000, 1_500]) {
    const answer = await send(...many(count - ordinary.length))
    expect(answer).toMatchObject({ status: 431, head: expect.stringContaining('application/problem+json') })
    expect(answer?.body).toContain('får ha högst 100 huvuden')
  }
  expect(await counted('too_many_headers')).toBe(3)
  expect(app.logg.written).toEqual([])
})

test('a refusal that the last header would have caused cannot be lost among many', async () => {
  // The end user that this client may not name stands behind more headers than Node keeps.
  expect((await send(...many(1_200), 'X-Slutanvandare: anna'))?.status).toBe(431)
})

test.each([
  ['one header that is too long', [`X-Long: ${'a'.repeat(33_000)}`]],
  ['many long headers', Array.from({ length: 70 }, (_, index) => `X-${index}: ${'a'.repeat(500)}`)],
  ['a name that is too long', [`${'a'.repeat(33_000)}: 1`]],
])('%s is refused', async (_, headers) => {
  const before = await counted('headers_too_large')
  const answer = await send(...headers)
  expect(answer).toMatchObject({
    status: 431,
    head: expect.stringContaining('application/problem+json; charset=utf-8'),
  })
  const { instance, ...said } = JSON.parse(answer?.body ?? '') as { instance: string }
  expect(said).toEqual({
    type: '/problem/begaran-ogiltig',
    title: 'Ogiltig begäran',
    status: 431,
    detail: 'Begäran följer inte sitt schema.',
    kod: 'BEGARAN_OGILTIG',
    fel: [{ pekare: '', regel: 'huvudena är för stora, oftast genom en för stor token' }],
  })
  expect(answer?.head.toLowerCase()).toContain(`x-request-id: ${instance.replace('urn:uuid:', '')}`)
  expect(`${answer?.head}${answer?.body}`).not.toContain('aaa')
  expect(app.logg.written).toEqual([])
  expect(await counted('headers_too_large')).toBe(before + 1)
})

test('a token too large for any header gets the same answer, though its sender goes on sending', async () => {
  const connection = await rawConnection(app.base)
  connection.write(`POST /api/v1/uppslag HTTP/1.1\r\nHost: hub\r\nAuthorization: Bearer eyJ`)
  for (let i = 0; i < 40; i++) connection.write('SECRET'.repeat(10_000))
  const [answer] = await connection.until(1)
  expect(answer).toMatchObject({ status: 431, head: expect.stringContaining('application/problem+json') })
  expect(`${answer?.head}${answer?.body}`).not.toContain('SECRET')
  await connection.untilEnded()
  expect(connection.failure()).toBeUndefined()
  expect(await app.register.metrics()).not.toContain('SECRET')
  expect(app.reports).toEqual([])
  connection.stop()
})

test('headers of 20 kB with a token of 12 kB are read', async () => {
  const token = await app.token({ ansprak: { groups: 'a'.repeat(9_000) } })
  expect(token.length).toBeGreaterThan(12_288)
  const connection = await rawConnection(app.base)
  const others = Array.from({ length: 8 }, (_, index) => `X-${index}: ${'a'.repeat(1_000)}`)
  const head = [
    'POST /api/v1/uppslag HTTP/1.1',
    ...ordinary.filter((row) => !row.startsWith('Authorization')),
    ...others,
  ]
  connection.write(`${[...head, `Authorization: Bearer ${token}`, '', ''].join('\r\n')}${BODY}`)
  expect(await connection.until(1)).toMatchObject([{ status: 200 }])
  connection.stop()
})

test('over TLS too large headers get the same answer, and what is no TLS is broken off uncounted', async () => {
  const { key, cert } = ownCertificate('insyn.example')
  const server = createHttpServer(app.handler, { nyckel: key, certifikat: cert })
  server.on('clientError', refuseUnread(app.deps.metrics, createProblems('')))
  const base = await listen(server, { adress: '127.0.0.1', port: 0 })
  const before = await app.register.metrics()
  const plain = connect(Number(new URL(base).port), '127.0.0.1')
  plain.on('error', () => undefined).write('GET / HTTP/1.1\r\n\r\n')
  await once(plain, 'close')
  expect((await app.register.metrics()).match(/^insyn_requests.*/gm)).toEqual(before.match(/^insyn_requests.*/gm))
  const req = request(base, { rejectUnauthorized: false, headers: { authorization: `Bearer ${'a'.repeat(40_000)}` } })
  req.on('error', () => undefined).end()
  const [answer] = (await once(req, 'response')) as [IncomingMessage]
  answer.resume()
  expect(answer).toMatchObject({ statusCode: 431 })
  expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8')
  await close(server)
})

test('what is no HTTP is refused without a word of it, and counted', async () => {
  const before = await counted('not_http')
  const connection = await rawConnection(app.base)
  connection.write('SECRET\r\n\r\n')
  expect(await connection.until(1)).toMatchObject([{ status: 400, body: '' }])
  await connection.untilEnded()
  connection.stop()
  expect(await counted('not_http')).toBe(before + 1)
})

test.each([
  ['Host', ['Host: other']],
  ['Host', ['hOST: hub']],
  ['Content-Type', ['Content-Type: application/json']],
  ['Content-Type', ['content-type: text/plain']],
  ['Content-Encoding', ['Content-Encoding: identity', 'Content-Encoding: identity']],
  ['Idempotency-Key', [`Idempotency-Key: ${KEY}`, `Idempotency-Key: ${KEY}`]],
  ['Idempotency-Key', [`Idempotency-Key: ${KEY}`, `IDEMPOTENCY-KEY: ${KEY.replace('2', '3')}`]],
  ['traceparent', [`traceparent: ${TRACE}`, `Traceparent: ${TRACE}`]],
])('two headers %s are refused by their name (%j)', async (name, headers) => {
  const answer = await send(...headers)
  expect(answer).toMatchObject({ status: 400, head: expect.stringContaining('application/problem+json') })
  expect(JSON.parse(answer?.body ?? '')).toMatchObject({
    kod: 'BEGARAN_OGILTIG',
    fel: [{ pekare: '', regel: `huvudet ${name} får anges en gång` }],
  })
  expect(`${answer?.head}${answer?.body}`).not.toMatch(/4bf92f35|2f1c6a0e|text\/plain|other/)
  expect(app.logg.written).toEqual([])
})

test.each([
  ['two tokens', () => [ordinary[1] ?? ''], 401],
  ['two lengths', () => [ordinary[3] ?? ''], 400],
  ['two lengths that differ', () => ['Content-Length: 3'], 400],
  ['a length and chunks', () => ['Transfer-Encoding: chunked'], 400],
  ['two end users', () => ['X-Slutanvandare: a', 'X-Slutanvandare: b'], 400],
])('a request with %s is refused', async (_, headers, status) => {
  expect((await send(...headers()))?.status).toBe(status)
})

test('headers that may be repeated are no reason to refuse', async () => {
  expect(await send('Accept: text/html', 'Accept: application/json', 'X-Any: 1', 'X-Any: 2')).toMatchObject({
    status: 200,
  })
})
