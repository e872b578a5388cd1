import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals'
import { rawConnection } from '../../test/support/api/raw-connection.ts'
import { startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'
import { until } from '../../test/support/until.ts'

const MAX_BYTES = 65_536
/** A busy machine takes its time; who waits for a rest that does not come waits for ever. */
const AT_ONCE_MS = 45_000
const BODY = '{"personnummer":"189001059808","andamal":"fakturafraga","relation":"sjalv","identifiering":"bankid"}'

let app: UppslagApp
let token: string
beforeAll(async () => {
  app = await startUppslagApp()
  token = await app.token()
})
afterAll(() => app.stop())
beforeEach(() => void (app.logg.written.length = 0))

const head = (credentials: string, ...more: string[]) =>
  [
    'POST /api/v1/uppslag HTTP/1.1',
    'Host: hub',
    'Content-Type: application/json',
    `Authorization: Bearer ${credentials}`,
  ]
    .concat(more, '', '')
    .join('\r\n')
const CHUNKED = 'Transfer-Encoding: chunked'
const chunk = (size: number) => `${size.toString(16)}\r\n${' '.repeat(size)}\r\n`

interface Sent {
  readonly who: 'nobody' | 'agent'
  readonly headers: readonly string[]
  /** Of the body, which never comes to its end. */
  readonly first?: string
  readonly status: number
}

test.each<[string, Sent]>([
  ['nobody, who announces a large body', { who: 'nobody', headers: ['Content-Length: 9999999'], status: 401 }],
  ['nobody, who announces a small body', { who: 'nobody', headers: ['Content-Length: 99'], status: 401 }],
  ['nobody, who sends chunks', { who: 'nobody', headers: [CHUNKED], first: chunk(9), status: 401 }],
  [
    'nobody, who waits to be asked',
    { who: 'nobody', headers: ['Content-Length: 99', 'Expect: 100-continue'], status: 401 },
  ],
  ['an agent who announces too much', { who: 'agent', headers: [`Content-Length: ${MAX_BYTES + 1}`], status: 413 }],
  [
    'an agent who has sent some of too much',
    { who: 'agent', headers: ['Content-Length: 99999'], first: '{', status: 413 },
  ],
  [
    'an agent who announces too much and waits to be asked',
    { who: 'agent', headers: [`Content-Length: ${MAX_BYTES + 1}`, 'Expect: 100-continue'], status: 413 },
  ],
  [
    'an agent whose chunks pass the limit',
    { who: 'agent', headers: [CHUNKED], first: chunk(MAX_BYTES + 1), status: 413 },
  ],
  [
    'an agent whose many chunks pass the limit',
    { who: 'agent', headers: [CHUNKED], first: chunk(1_000).repeat(66), status: 413 },
  ],
])(
  '%s is answered at once, without the rest, and the connection is closed',
  async (_, { who, headers, first, status }) => {
    const connection = await rawConnection(app.base)
    const start = performance.now()
    connection.write(head(who === 'agent' ? token : 'x.y.z', ...headers))
    if (first !== undefined) connection.write(first)
    const [answer] = await connection.until(1)
    // No 100 before it: the client is not asked for what is not read.
    expect(answer).toMatchObject({ status, head: expect.stringMatching(/\r\nConnection: close\r\n/i) })
    expect((answer?.at ?? Infinity) - start).toBeLessThan(AT_ONCE_MS)
    await connection.untilEnded()
    connection.stop()
    expect(connection.failure()).toBeUndefined()
    expect(app.logg.written).toHaveLength(who === 'agent' ? 1 : 0)
  },
)

test.each([
  ['nobody', 401],
  ['agent', 413],
])('%s who goes on sending gets the answer and no reset before it, and is cut off soon after', async (who, status) => {
  const connection = await rawConnection(app.base)
  connection.write(head(who === 'agent' ? token : 'x.y.z', 'Content-Length: 999999999'))
  const piece = Buffer.alloc(50_000, ' ')
  // Cut off, though it never stops.
  await until(() => {
    connection.write(piece)
    return connection.failure() !== undefined
  })
  expect(connection.answers).toMatchObject([{ status }])
  connection.stop()
})

test('what follows an answer that closed the connection is not carried out', async () => {
  const connection = await rawConnection(app.base)
  connection.write(head(token, CHUNKED) + chunk(MAX_BYTES + 1))
  await connection.until(1)
  connection.write(`0\r\n\r\n${head(token, `Content-Length: ${BODY.length}`)}${BODY}`)
  await connection.untilEnded()
  await delay(100)
  connection.stop()
  expect(connection.answers).toHaveLength(1)
  expect(app.logg.written).toHaveLength(1)
})

test('a body of just the size that is taken is read, in one piece or in chunks', async () => {
  const padded = BODY.padEnd(MAX_BYTES)
  for (const request of [
    head(token, `Content-Length: ${MAX_BYTES}`) + padded,
    `${head(token, CHUNKED)}${MAX_BYTES.toString(16)}\r\n${padded}\r\n0\r\n\r\n`,
  ]) {
    const connection = await rawConnection(app.base)
    connection.write(request)
    expect(await connection.until(1)).toMatchObject([
      { status: 200, head: expect.not.stringMatching(/connection: close/i) },
    ])
    connection.stop()
  }
})

test('a connection whose requests are read to their end stays open, whatever they were answered', async () => {
  const connection = await rawConnection(app.base)
  for (const [count, body] of ['{}', BODY, '[', BODY].entries()) {
    connection.write(head(token, `Content-Length: ${body.length}`) + body)
    await connection.until(count + 1)
  }
  connection.stop()
  expect(connection.answers.map(({ status }) => status)).toEqual([400, 200, 400, 200])
})

test('a caller who goes away in the middle of its body is recorded as refused, and hurts nobody', async () => {
  const connection = await rawConnection(app.base)
  connection.write(head(token, 'Content-Length: 99', 'Expect: 100-continue'))
  // The hub has begun with it.
  expect(await connection.until(1)).toMatchObject([{ status: 100 }])
  connection.write(BODY.slice(0, 50))
  connection.stop()
  await until(() => app.logg.written.length > 0)
  expect(app.logg.written).toMatchObject([{ access: { utfall: 'nekat', orsak: 'begaran-ogiltig' } }])
  expect((await app.uppslag(BODY)).status).toBe(200)
  expect(app.reports).toEqual([])
})
