import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rawConnection } from '../../test/support/api/raw-connection.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { inFront } from './in-front.ts'

const KNOWN = '189001019802'
const GOOD = { personnummer: KNOWN, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid' }
const ROUTE = { path: '/api/v1/uppslag', method: 'post' } as const

let app: UppslagApp
beforeAll(async () => {
  app = await startUppslagApp()
  app.mirror.put(KNOWN, 'bromma', 'faktura', [
    { fakturanummer: 'Å1', betalstatus: 'obetald', forfallodatum: '2026-10-01' },
  ])
}, 60_000)
afterAll(() => app.stop())

const NEW: ReadonlySet<string> = new Set(['uppslagId', 'loggId', 'personId', 'tidpunkt', 'instance', 'fakturaRef'])

/** The answer without what is new in each: its status, the names of its headers in order, its content. */
async function answerTo(type: string, body: string, more: readonly string[]) {
  const connection = await rawConnection(app.base)
  const head = ['POST /api/v1/uppslag HTTP/1.1', 'Host: hub', `Content-Type: ${type}`, ...more]
  connection.write(`${[...head, `Content-Length: ${Buffer.byteLength(body)}`, '', ''].join('\r\n')}${body}`)
  const [answer] = await connection.until(1)
  connection.stop()
  const names = (answer?.head ?? '').split('\r\n').map((line) => line.split(':')[0])
  const same: unknown = JSON.parse(answer?.body ?? '', (name, value: unknown) => (NEW.has(name) ? typeof value : value))
  return { names, same }
}

test.each<[string, number, unknown, readonly string[]]>([
  ['what is shown', 200, GOOD, []],
  ['somebody who is absent', 200, { ...GOOD, personnummer: '189001029819' }, []],
  ['a short answer', 200, GOOD, ['Prefer: return=minimal']],
  ['a body that is no request', 400, { ...GOOD, relation: undefined }, []],
  ['a body that is no JSON', 400, '{', []],
  ['a repeated header', 400, GOOD, ['traceparent: a', 'traceparent: b']],
  ['a compressed body', 415, GOOD, ['Content-Encoding: gzip']],
  ['no token', 401, GOOD, ['Authorization: Bearer nothing']],
])('in front of Express and behind it %s is the same', async (_, status, asked, more) => {
  const body = typeof asked === 'string' ? asked : JSON.stringify(asked)
  const headers = status === 401 ? more : [...more, `Authorization: Bearer ${await app.token()}`]
  // A new token is verified while the body comes. A known one is not waited for, and what is refused unread before the end of its
  // body has come is the last answer of its connection: the headers differ by the age of the token, not by the way.
  await answerTo('application/json', body, headers)
  const front = await answerTo('application/json', body, headers)
  expect(front.names[0]).toBe(`HTTP/1.1 ${String(status)} ${REASONS[status] ?? ''}`)
  expect(await answerTo('application/json; charset=utf-8', body, headers)).toEqual(front)
})

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  400: 'Bad Request',
  401: 'Unauthorized',
  415: 'Unsupported Media Type',
}

test('only the route itself in its usual spelling is answered in front, and what fails there is answered once', async () => {
  const way = {
    route: ROUTE,
    steps: [],
    handle: async () => Promise.reject(new Error('fails')),
    failed: (_: unknown, __: unknown, res: { end: (text: string) => unknown }) => void res.end('front'),
  }
  const server = createServer(inFront((_, res) => void res.end('behind'), way)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const base = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`
  const ask = async (method: string, path: string, type: string) =>
    (await fetch(base + path, { method, headers: { 'content-type': type }, body: '{}' })).text()
  expect(await ask('POST', ROUTE.path, 'application/json')).toBe('front')
  for (const [method, path, type] of [
    ['PUT', ROUTE.path, 'application/json'],
    ['POST', `${ROUTE.path}/`, 'application/json'],
    ['POST', `${ROUTE.path}?a=1`, 'application/json'],
    ['POST', '/api/v1/Uppslag', 'application/json'],
    ['POST', ROUTE.path, 'application/json; charset=utf-8'],
    ['POST', ROUTE.path, 'text/plain'],
  ] as const)
    expect(await ask(method, path, type)).toBe('behind')
  server.close()
})
