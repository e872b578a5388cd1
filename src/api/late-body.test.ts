import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { rawConnection } from '../../test/support/api/raw-connection.ts'
import { NOW, realPolicy, startUppslagApp, type UppslagApp } from '../../test/support/api-in-memory.ts'

/*
 * An answer that shows nothing leaves at a multiple of 25 ms after its whole request has come. A caller who sends the
 * last bytes when it likes must not choose where in those 25 ms the work begins.
 */

const ABSENT = '189001059808'
const PROTECTED = '189001039800'
const WINDOW_MS = 25
const HOLD_MS = 100

let app: UppslagApp
let token: string
beforeAll(async () => {
  const policy = realPolicy()
  const rate = { klient: 1_000_000, slutanvandare: 1_000_000 }
  app = await startUppslagApp({
    policy: { ...policy, klienter: { telefoni: { ...policy.klienter.telefoni!, takt: rate } } },
    direkt: {
      fristMs: HOLD_MS,
      read: async ({ scopes }) => scopes.map((one) => ({ ...one, answered: true, readAt: NOW, person: undefined })),
      lastAnswered: () => true,
      connected: () => true,
    },
  })
  app.mirror.protect(PROTECTED, 'bromma')
  token = await app.token()
})
afterAll(() => app.stop())

type Piece = string | number
const bodyOf = (personnummer: string, more: object) =>
  JSON.stringify({ personnummer, andamal: 'fakturafraga', relation: 'sjalv', identifiering: 'bankid', ...more })
const head = (...more: string[]) =>
  ['POST /api/v1/uppslag HTTP/1.1', 'Host: hub', `Authorization: Bearer ${token}`, 'Content-Type: application/json']
    .concat(more, '', '')
    .join('\r\n')
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`
const length = (body: string) => `Content-Length: ${body.length}`
const half = (body: string) => [body.slice(0, 40), body.slice(40)] as const

/** How a request is sent: texts, and milliseconds to wait between them. */
const WAYS: Readonly<Record<string, (body: string) => readonly Piece[]>> = {
  'all at once': (body) => [head(length(body)) + body],
  'a body just before the window ends': (body) => [head(length(body)), 21, body],
  'a body just after the window ends': (body) => [head(length(body)), 26, body],
  'a body in halves': (body) => [head(length(body)), 12, half(body)[0], 11, half(body)[1]],
  'the last byte alone': (body) => [head(length(body)) + body.slice(0, -1), 23, body.slice(-1)],
  'a head in halves': (body) => [head(length(body)).slice(0, 30), 22, head(length(body)).slice(30) + body],
  chunks: (body) => [
    head('Transfer-Encoding: chunked'),
    9,
    chunk(half(body)[0]),
    9,
    `${chunk(half(body)[1])}0\r\n\r\n`,
  ],
  'a last chunk that is late': (body) => [head('Transfer-Encoding: chunked'), chunk(body), 22, '0\r\n\r\n'],
  'a trailer that is late': (body) => [head('Transfer-Encoding: chunked'), `${chunk(body)}0\r\nX-T: 1\r\n`, 22, '\r\n'],
}

/** The time from the last byte to the answer. */
async function timeOf(pieces: readonly Piece[]): Promise<number> {
  const connection = await rawConnection(app.base)
  let last = 0
  for (const piece of pieces)
    if (typeof piece === 'number') await delay(piece)
    else {
      last = performance.now()
      connection.write(piece)
    }
  const [answer] = await connection.until(1)
  connection.stop()
  expect(answer).toMatchObject({ status: 200 })
  return (answer?.at ?? 0) - last
}

/** A busy machine may be late many times, never early: the clock of the grid has whole milliseconds. */
async function expectWindow(measure: () => Promise<number>, first: number, rounds = 5): Promise<void> {
  let least = Infinity
  for (let round = 0; round < rounds || (least >= first + WINDOW_MS && round < 60); round++) {
    const ms = await measure()
    expect(ms).toBeGreaterThan(first - 1.5)
    least = Math.min(ms, least)
  }
  expect(least).toBeLessThan(first + WINDOW_MS)
}

test.each(Object.keys(WAYS))('with %s the answer leaves one window after the last byte', async (name) => {
  for (const personnummer of [ABSENT, PROTECTED])
    await expectWindow(() => timeOf(WAYS[name]!(bodyOf(personnummer, {}))), WINDOW_MS)
})

test('a body that comes when the time of a live read is nearly over does not shorten it', async () => {
  for (const personnummer of [ABSENT, PROTECTED]) {
    const body = bodyOf(personnummer, { aktualitet: 'direkt' })
    for (const wait of [0, HOLD_MS - 10, HOLD_MS + 30])
      await expectWindow(() => timeOf([head(length(body)), wait, body]), HOLD_MS, 3)
  }
})

test('a client that waits to be asked for its body is asked, and the window begins when the body has come', async () => {
  const body = bodyOf(PROTECTED, {})
  const measure = async () => {
    const connection = await rawConnection(app.base)
    connection.write(head(length(body), 'Expect: 100-continue'))
    expect(await connection.until(1)).toMatchObject([{ status: 100 }])
    await delay(21)
    const sent = performance.now()
    connection.write(body)
    const [, answer] = await connection.until(2)
    connection.stop()
    expect(answer).toMatchObject({ status: 200 })
    return (answer?.at ?? 0) - sent
  }
  await expectWindow(measure, WINDOW_MS)
})

test('of two requests on one connection each answer leaves a window after its own last byte, in their order', async () => {
  const [absent, flagged] = [bodyOf(ABSENT, {}), bodyOf(PROTECTED, {})]
  const seconds: number[] = []
  const measureBoth = async () => {
    const connection = await rawConnection(app.base)
    const start = performance.now()
    connection.write(head(length(absent)) + absent + head(length(flagged)) + flagged.slice(0, 9))
    await delay(20)
    const second = performance.now()
    connection.write(flagged.slice(9))
    const answers = await connection.until(2)
    connection.stop()
    expect(answers.map(({ status }) => status)).toEqual([200, 200])
    seconds.push((answers[1]?.at ?? 0) - second)
    return (answers[0]?.at ?? 0) - start
  }
  await expectWindow(measureBoth, WINDOW_MS)
  await expectWindow(async () => {
    await measureBoth()
    return seconds.at(-1) ?? 0
  }, WINDOW_MS)
})
